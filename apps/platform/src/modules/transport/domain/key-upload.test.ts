import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyPair } from '@verbund/fit-connect';
import { readKeyUpload } from './key-upload.ts';

test('a private key is recognised in whatever it comes, so that no answer repeats it', () => {
  const key = { kty: 'RSA', alg: 'PS512', kid: 'schluessel', n: 'AQAB', e: 'AQAB' };
  const secret = { ...key, d: 'geheim' };
  const texts = [
    JSON.stringify(secret),
    JSON.stringify({ ...key, p: 'geheim' }, null, 2),
    JSON.stringify({ keys: [secret, secret] }),
    JSON.stringify({ keys: [{ ...secret, alg: 'RSA-OAEP-256' }] }),
    JSON.stringify(secret).slice(0, -1),
    ['BEGIN', 'END'].map((edge) => `-----${edge} RSA PRIVATE KEY-----`).join('\nAAAA\n'),
  ];
  for (const text of texts)
    assert.deepEqual(readKeyUpload(text, 'sig', 'neu'), { ok: false, code: 'private-key' }, text);
  assert.deepEqual(readKeyUpload(JSON.stringify({ keys: [key] }), 'sig', 'neu'), { ok: true, jwk: key });
});

test('of certificates the first one is that of the key; a text without any cannot be read', async () => {
  const [leaf, other] = await Promise.all([
    createKeyPair({ use: 'sig', subject: 'Bauamt' }),
    createKeyPair({ use: 'sig', subject: 'Stelle' }),
  ]);
  const pem = (base64: string | undefined) =>
    `-----BEGIN CERTIFICATE-----\n${base64 ?? ''}\n-----END CERTIFICATE-----\n`;
  const x5c = [leaf, other].map(({ publicJwk }) => publicJwk.x5c?.[0] ?? '');
  const { n, e } = leaf.publicJwk;
  const jwk = { kty: 'RSA', kid: 'neu', alg: 'PS512', key_ops: ['verify'], n, e, x5c };
  assert.deepEqual(readKeyUpload(x5c.map(pem).join(''), 'sig', 'neu'), { ok: true, jwk });
  for (const text of [pem(''), pem('AAAA'), '-----BEGIN CERTIFICATE-----'])
    assert.deepEqual(readKeyUpload(text, 'sig', 'neu'), { ok: false, code: 'unreadable' }, text);
});
