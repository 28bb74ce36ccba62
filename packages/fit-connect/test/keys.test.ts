import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { checkCertifiedKey, checkJwk, createKeyPair, parseJwk, withoutCertificate } from '../src/index.ts';
import { keys } from './world.ts';

const codes = (jwk: unknown, use: 'enc' | 'sig' | 'reply') =>
  checkJwk(jwk, use, Date.parse('2026-11-02T10:00:00Z')).map((finding) => finding.code);

test('made keys keep every rule, private halves only where they belong', async () => {
  const { encryption, signing, reply } = await keys();
  assert.deepEqual(codes(encryption.publicJwk, 'enc'), []);
  assert.deepEqual(codes(signing.publicJwk, 'sig'), []);
  assert.deepEqual(codes(reply.publicJwk, 'reply'), []);
  assert.deepEqual(codes(withoutCertificate(encryption.publicJwk), 'reply'), []);
  assert.deepEqual(encryption.privateJwk.key_ops, ['unwrapKey']);
  assert.deepEqual(signing.privateJwk.key_ops, ['sign']);
  assert.match(encryption.publicJwk.kid, /^[0-9a-f-]{36}$/);
  const certificate = new X509Certificate(Buffer.from(signing.publicJwk.x5c?.[0] ?? '', 'base64'));
  assert.equal(certificate.subject, 'CN=Stadt Musterstadt');
  assert.ok(certificate.verify(certificate.publicKey));
});

test('each broken rule is named', async () => {
  const { encryption, signing, reply } = await keys();
  const good = encryption.publicJwk;
  assert.deepEqual(codes(signing.publicJwk, 'enc'), ['alg', 'key-ops']);
  assert.deepEqual(codes(reply.publicJwk, 'enc'), ['x5c-missing']);
  assert.deepEqual(codes({ ...good, key_ops: ['wrapKey', 'unwrapKey'] }, 'enc'), ['key-ops']);
  assert.deepEqual(codes({ ...good, kid: 'short' }, 'enc'), ['kid']);
  assert.deepEqual(codes({ ...good, use: 'sig' }, 'enc'), ['use']);
  assert.deepEqual(codes({ ...good, use: 'enc' }, 'enc'), []);
  assert.deepEqual(codes({ ...good, e: 'Aw' }, 'enc'), ['exponent', 'x5c-mismatch']);
  assert.deepEqual(codes({ ...good, x5c: signing.publicJwk.x5c }, 'enc'), ['x5c-mismatch']);
  assert.deepEqual(codes({ ...good, x5c: ['AAAA'] }, 'enc'), ['x5c']);
  assert.deepEqual(codes(encryption.privateJwk, 'enc').filter((code) => code === 'private-member').length, 6);
  assert.deepEqual(codes('x', 'enc'), ['not-an-object']);
  assert.equal(parseJwk({ ...good, kid: 'short' }, 'enc'), undefined);
});

test('a damaged certificate is a finding, never an exception: strangers send these', async () => {
  const { encryption } = await keys();
  const good = encryption.publicJwk;
  const der = Buffer.from(good.x5c?.[0] ?? '', 'base64');
  let damaged = 0;
  for (let at = 0; at < der.length; at += 5) {
    const changed = Buffer.from(der);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
    const base64 = changed.toString('base64');
    for (const x5c of [[base64], [...(good.x5c ?? []), base64]]) {
      const findings = checkCertifiedKey({ ...good, x5c }, { use: 'enc', anchors: [], allowSelfSigned: true });
      if (findings.length > 0) damaged += 1;
    }
  }
  assert.ok(damaged > der.length / 5);
});

test('a weak key is refused, also when padded to the right length', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made = await createKeyPair({ use: 'enc', subject: 'Weak', keyPair: weak });
  assert.ok(codes(made.publicJwk, 'enc').includes('modulus'));
  const padded = Buffer.concat([Buffer.alloc(256), Buffer.from(made.publicJwk.n, 'base64url')]).toString('base64url');
  assert.equal(padded.length, 683);
  assert.ok(codes({ ...withoutCertificate(made.publicJwk), n: padded }, 'reply').includes('modulus'));
});
