import assert from 'node:assert/strict';
import { test } from 'node:test';
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
