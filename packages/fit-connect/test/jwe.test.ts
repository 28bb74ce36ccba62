import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { CompactEncrypt, compactDecrypt, compactVerify, importJWK } from 'jose';
import fc from 'fast-check';
import { test } from 'node:test';
import {
  authenticationTag,
  checkJweShape,
  createEvent,
  decrypt,
  DecryptionError,
  encrypt,
  jwkThumbprint,
  localSigner,
  localUnwrapper,
  parseJweHeader,
  type PrivateJwk,
  type PublicJwk,
} from '../src/index.ts';
import { keys } from './world.ts';

const bare = ({ key_ops: _operations, x5c: _chain, ...jwk }: PublicJwk | PrivateJwk) => jwk;
const big = Buffer.alloc(5 * 1024 * 1024, 'Öffentliche Verwaltung ');

async function joseEncrypt(plaintext: Uint8Array, jwk: PublicJwk, header: Record<string, string> = {}) {
  const key = await importJWK(bare(jwk), 'RSA-OAEP-256');
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: jwk.kid, cty: 'application/json', ...header })
    .encrypt(key);
}

for (const [name, content] of [
  ['empty', Buffer.alloc(0)],
  ['small', Buffer.from('{"ä":1}')],
  ['large', big],
] as const) {
  test(`jose opens what we encrypt, and we what jose encrypts: ${name}`, async () => {
    const { encryption } = await keys();
    const ours = await encrypt(content, encryption.publicJwk, { cty: 'application/json' });
    const opened = await compactDecrypt(ours, await importJWK(bare(encryption.privateJwk), 'RSA-OAEP-256'));
    assert.ok(Buffer.from(opened.plaintext).equals(content));
    assert.deepEqual(opened.protectedHeader, {
      alg: 'RSA-OAEP-256',
      enc: 'A256GCM',
      kid: encryption.publicJwk.kid,
      cty: 'application/json',
    });
    const theirs = await joseEncrypt(content, encryption.publicJwk);
    const { plaintext } = await decrypt(theirs, localUnwrapper([encryption.privateJwk]));
    assert.ok(Buffer.from(plaintext).equals(content));
    assert.deepEqual(checkJweShape(theirs, { cty: 'structured' }), []);
    assert.deepEqual(checkJweShape(ours, { cty: 'structured' }), []);
  });
}

/** Turns of the event loop while `work` runs; work that never leaves the main thread allows none. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let next: NodeJS.Immediate;
  const turn = () => {
    turns += 1;
    next = setImmediate(turn);
  };
  next = setImmediate(turn);
  await work();
  clearImmediate(next);
  return turns;
}

test('5 MB are ciphered off the main thread, small contents on it', async () => {
  const { encryption } = await keys();
  const unwrapper = localUnwrapper([encryption.privateJwk]);
  let large = '';
  assert.ok(
    (await turnsDuring(async () => (large = await encrypt(big, encryption.publicJwk, { cty: 'text/plain' })))) > 0,
  );
  assert.ok((await turnsDuring(() => decrypt(large, unwrapper))) > 0);
  assert.equal(await turnsDuring(() => encrypt(Buffer.from('x'), encryption.publicJwk, { cty: 'text/plain' })), 0);
});

test('every change of a JWE is noticed', async () => {
  const { encryption } = await keys();
  const unwrapper = localUnwrapper([encryption.privateJwk]);
  const jwe = await encrypt(Buffer.from('Inhalt'), encryption.publicJwk, { cty: 'application/json' });
  await fc.assert(
    fc.asyncProperty(fc.nat(jwe.length - 2), async (at) => {
      if (jwe[at] === '.') return;
      // The last character of a segment carries unused bits, so another one is changed there.
      if (jwe[at + 1] === '.') return;
      const changed = jwe.slice(0, at) + (jwe[at] === 'A' ? 'B' : 'A') + jwe.slice(at + 1);
      await assert.rejects(decrypt(changed, unwrapper), DecryptionError);
    }),
    { numRuns: 60 },
  );
});

test('another key, other algorithms, compression and short tags are refused', async () => {
  const { encryption, reply } = await keys();
  const jwe = await encrypt(Buffer.from('x'), encryption.publicJwk, { cty: 'application/json' });
  await assert.rejects(decrypt(jwe, localUnwrapper([reply.privateJwk])), DecryptionError);
  await assert.rejects(
    decrypt(jwe, localUnwrapper([{ ...reply.privateJwk, kid: encryption.publicJwk.kid }])),
    DecryptionError,
  );
  await assert.rejects(decrypt(jwe.slice(0, -6), localUnwrapper([encryption.privateJwk])), DecryptionError);
  const key = await importJWK(bare({ ...encryption.publicJwk, alg: 'RSA-OAEP-256' }), 'RSA-OAEP-256');
  const otherCipher = await new CompactEncrypt(Buffer.from('x'))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A128GCM', kid: encryption.publicJwk.kid, cty: 'application/json' })
    .encrypt(key);
  await assert.rejects(decrypt(otherCipher, localUnwrapper([encryption.privateJwk])), /enc A128GCM/);
  assert.ok(checkJweShape(otherCipher, { cty: 'structured' }).some((finding) => finding.code === 'enc'));
});

test('compressed content of v1 senders opens only when allowed', async () => {
  const { encryption } = await keys();
  const plain = await joseEncrypt(deflateRawSync('{"v":1}'), encryption.publicJwk);
  const unwrapper = localUnwrapper([encryption.privateJwk]);
  // jose needs an extra step for zip, so the header is replaced and the content sealed again by our own cipher below.
  const { createCipheriv, createPublicKey, publicEncrypt, constants, randomBytes } = await import('node:crypto');
  const header = Buffer.from(JSON.stringify({ ...parseJweHeader(plain), zip: 'DEF' })).toString('base64url');
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const gcm = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([gcm.update(deflateRawSync('{"v":1}')), gcm.final()]);
  const { kty, n, e } = encryption.publicJwk;
  const wrapped = publicEncrypt(
    {
      key: createPublicKey({ key: { kty, n, e }, format: 'jwk' }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
    },
    contentKey,
  );
  const zipped = [
    header,
    ...[wrapped, iv, ciphertext, gcm.getAuthTag()].map((part) => part.toString('base64url')),
  ].join('.');
  await assert.rejects(decrypt(zipped, unwrapper), /zip DEF/);
  const { plaintext } = await decrypt(zipped, unwrapper, { allowZipDeflate: true });
  assert.equal(Buffer.from(plaintext).toString(), '{"v":1}');
  // The same client names the key by its thumbprint.
  const named = await joseEncrypt(Buffer.from('x'), {
    ...encryption.publicJwk,
    kid: jwkThumbprint(encryption.publicJwk),
  });
  assert.equal(Buffer.from((await decrypt(named, unwrapper)).plaintext).toString(), 'x');
  assert.deepEqual(
    checkJweShape(zipped, { cty: 'structured' }).map((finding) => finding.code),
    ['zip'],
  );
  assert.deepEqual(checkJweShape(zipped, { cty: 'structured', allowZipDeflate: true }), []);
});

test('cty: structured parts need JSON or XML, attachments any media type', async () => {
  const { encryption } = await keys();
  const pdf = await encrypt(Buffer.from('x'), encryption.publicJwk, { cty: 'application/pdf' });
  assert.deepEqual(
    checkJweShape(pdf, { cty: 'structured' }).map((finding) => finding.path),
    ['/cty'],
  );
  assert.deepEqual(checkJweShape(pdf, { cty: 'any' }), []);
  assert.equal(authenticationTag(pdf).length, 22);
  for (const broken of [
    '',
    'a.b.c',
    pdf.replace('.', ''),
    `${pdf}.x`,
    pdf.slice(0, -1),
    pdf.replace(/\.[^.]{16}\./, '.AAAA.'),
  ]) {
    assert.notDeepEqual(checkJweShape(broken, { cty: 'any' }), [], broken.slice(0, 40));
  }
});

test('jose verifies our signatures', async () => {
  const { signing } = await keys();
  const token = await createEvent(
    { iss: 'https://x.example/submission-api', sub: 'submission:a', txn: 'case:b', event: 'create-submission' },
    localSigner(signing.privateJwk),
  );
  const { protectedHeader } = await compactVerify(token, await importJWK(bare(signing.publicJwk), 'PS512'), {
    algorithms: ['PS512'],
  });
  assert.equal(protectedHeader.typ, 'secevent+jwt');
});
