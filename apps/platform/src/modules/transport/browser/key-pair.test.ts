import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkCertifiedKey, createKeyPair } from '@verbund/fit-connect';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { objectId, tagged, time } from './der.ts';
import { describePair } from './key-pair.ts';

const algorithm = { name: 'RSA-PSS', hash: 'SHA-512' };
const now = Date.parse('2026-11-23T12:00:00Z');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('keys made in the browser', () => {
  it('have the shape and the certificates of those that the connector makes', async () => {
    const [keyPair] = await testKeys(1);
    assert.ok(keyPair);
    const privateKey = await crypto.subtle.importKey(
      'pkcs8',
      keyPair.privateKey.export({ type: 'pkcs8', format: 'der' }),
      algorithm,
      true,
      ['sign'],
    );
    const spki = keyPair.publicKey.export({ type: 'spki', format: 'der' });
    const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
    for (const use of ['enc', 'sig'] as const) {
      const subject = `Stadt Übungsheim ${'x'.repeat(80)}`;
      const made = await describePair({ publicKey, privateKey }, { use, subject, kid: 'made-in-browser', now });
      const rules = { use, anchors: [], now, allowSelfSigned: true };
      assert.deepEqual(checkCertifiedKey(made.publicJwk, rules), []);
      const certificate = new X509Certificate(Buffer.from(made.publicJwk.x5c[0] ?? '', 'base64'));
      assert.equal(certificate.verify(certificate.publicKey), true);
      assert.equal(certificate.subject, `CN=${[...subject].slice(0, 64).join('')}`);

      const like = await createKeyPair({ use, subject, keyPair, kid: 'made-in-browser' });
      assert.deepEqual(Object.keys(made.privateJwk), Object.keys(like.privateJwk));
      assert.deepEqual({ ...made.privateJwk, x5c: [] }, { ...like.privateJwk, x5c: [] });
      assert.deepEqual({ ...made.publicJwk, x5c: [] }, { ...like.publicJwk, x5c: [] });
    }
  });

  it('are written in the shortest form of DER', () => {
    assert.equal(hex(objectId('1.2.840.113549.1.1.10')), '06092a864886f70d01010a');
    assert.equal(hex(tagged(4, new Uint8Array(127))).slice(0, 4), '047f');
    assert.equal(hex(tagged(4, new Uint8Array(128))).slice(0, 6), '048180');
    assert.equal(hex(tagged(4, new Uint8Array(300))).slice(0, 8), '0482012c');
    assert.equal(Buffer.from(time(now)).subarray(2).toString(), '261123120000Z');
    assert.equal(
      Buffer.from(time(Date.parse('2050-01-01T00:00:00Z')))
        .subarray(2)
        .toString(),
      '20500101000000Z',
    );
  });
});
