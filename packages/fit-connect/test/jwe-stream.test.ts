import assert from 'node:assert/strict';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { compactDecrypt, importJWK } from 'jose';
import fc from 'fast-check';
import { test } from 'node:test';
import {
  authenticationTag,
  decrypt,
  DecryptionError,
  decryptStream,
  encrypt,
  encryptStream,
  fileSpool,
  jweLength,
  localUnwrapper,
  sha512Hex,
  type SealedContent,
  type Spool,
} from '../src/index.ts';
import { keys } from './world.ts';

const cty = 'application/pdf';
const spool = fileSpool();

async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Cuts at the given places, so that no border is where the code would like it. */
async function* cut(bytes: Uint8Array, borders: readonly number[]): AsyncGenerator<Uint8Array> {
  const at = [0, ...borders.map((border) => border % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < at.length; i += 1) yield bytes.subarray(at[i - 1], at[i]);
}

const borders = fc.array(fc.nat(), { maxLength: 12 });
const content = fc.uint8Array({ maxLength: 3000 });

async function setUp() {
  const { encryption, reply } = await keys();
  const key = encryption.publicJwk;
  const unwrapper = localUnwrapper([encryption.privateJwk]);
  const open = (jwe: Uint8Array | string, at: readonly number[] = [], more = {}) =>
    decryptStream(cut(Buffer.from(jwe), at), unwrapper, { spool, ...more });
  return { key, unwrapper, open, reply, privateKey: await importJWK(bare(encryption.privateJwk), 'RSA-OAEP-256') };
}

function bare({ kty, n, e, d, p, q, dp, dq, qi }: Awaited<ReturnType<typeof keys>>['encryption']['privateJwk']) {
  return { kty, n, e, d, p, q, dp, dq, qi };
}

test('however the pieces fall, jose and decrypt open what encryptStream makes, with the promised length', async () => {
  const { key, unwrapper, privateKey } = await setUp();
  await fc.assert(
    fc.asyncProperty(content, borders, async (plaintext, at) => {
      let sealed: SealedContent | undefined;
      const onSealed = (told: SealedContent) => void (sealed = told);
      const options = { cty, byteLength: plaintext.length, onSealed };
      const jwe = (await all(encryptStream(cut(plaintext, at), key, options))).toString('latin1');
      assert.equal(jwe.length, jweLength(plaintext.length, key, { cty }));
      assert.deepEqual(sealed, { tag: authenticationTag(jwe), sha512: sha512Hex(plaintext) });
      const ours = await decrypt(jwe, unwrapper);
      assert.deepEqual(ours.header, { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid, cty });
      assert.ok(Buffer.from(ours.plaintext).equals(plaintext));
      assert.ok(Buffer.from((await compactDecrypt(jwe, privateKey)).plaintext).equals(plaintext));
    }),
    { numRuns: 25 },
  );
});

test('however the pieces fall, decryptStream opens what encrypt makes, again and again', async () => {
  const { key, open } = await setUp();
  await fc.assert(
    fc.asyncProperty(content, borders, async (plaintext, at) => {
      const jwe = await encrypt(plaintext, key, { cty });
      const opened = await open(jwe, at, { joined: createHash('sha512') });
      assert.equal(opened.tag, authenticationTag(jwe));
      assert.deepEqual([opened.sha512, opened.byteLength], [sha512Hex(plaintext), plaintext.length]);
      for (let time = 0; time < 2; time += 1) assert.ok((await all(opened.read())).equals(plaintext));
      await opened.release();
    }),
    { numRuns: 25 },
  );
});

test('whatever is changed, cut off or added: both ways of decrypting refuse the same', async () => {
  const { key, unwrapper, open } = await setUp();
  const jwe = await encrypt(Buffer.from('Der Inhalt eines Bescheids.'), key, { cty });
  const alphabet = [...'ABab09-_.=+/ é\n'];
  const edit = fc.record({
    at: fc.nat(jwe.length),
    remove: fc.nat(3),
    insert: fc.array(fc.constantFrom(...alphabet), { maxLength: 3 }).map((letters) => letters.join('')),
  });
  await fc.assert(
    fc.asyncProperty(edit, borders, async ({ at, remove, insert }, places) => {
      const changed = jwe.slice(0, at) + insert + jwe.slice(at + remove);
      const whole = await decrypt(changed, unwrapper).catch((error: unknown) => error);
      const streamed = await open(changed, places).catch((error: unknown) => error);
      if (whole instanceof DecryptionError) {
        // White space around the whole is all that the stream forgives: services put a line break behind.
        if (changed.trim() !== jwe) assert.ok(streamed instanceof DecryptionError, changed);
        return;
      }
      assert.ok(streamed instanceof Object && 'read' in streamed, String(streamed));
    }),
    { numRuns: 150 },
  );
});

test('wrong lengths, algorithms, keys and endless heads are refused', async () => {
  const { key, open, reply, unwrapper } = await setUp();
  const jwe = await encrypt(Buffer.from('x'), key, { cty });
  const [header = '', wrapped = '', iv = '', text = '', tag = ''] = jwe.split('.');
  const withHeader = (change: object) => {
    const value = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid, cty, ...change };
    return [Buffer.from(JSON.stringify(value)).toString('base64url'), wrapped, iv, text, tag].join('.');
  };
  const table: [string, string, RegExp][] = [
    ['tag of 8 bytes', [header, wrapped, iv, text, tag.slice(0, 11)].join('.'), /length of IV or tag/],
    ['no tag', [header, wrapped, iv, text, ''].join('.'), /length of IV or tag/],
    ['IV of 16 bytes', [header, wrapped, randomBytes(16).toString('base64url'), text, tag].join('.'), /length of IV/],
    ['four segments', [header, wrapped, iv, text].join('.'), /not a compact JWE/],
    ['six segments', `${jwe}.${tag}`, /base64url/],
    ['empty', '', /not a compact JWE/],
    ['head without end', 'A'.repeat(20_000), /not a compact JWE/],
    ['tag without end', `${jwe}${'A'.repeat(200)}`, /not a compact JWE/],
    ['padding', `${header}.${wrapped}.${iv}.${text}==.${tag}`, /base64url/],
    ['alg', withHeader({ alg: 'RSA-OAEP' }), /alg RSA-OAEP/],
    ['enc', withHeader({ enc: 'A128GCM' }), /enc A128GCM/],
    ['zip', withHeader({ zip: 'DEF' }), /zip DEF/],
    ['crit', withHeader({ crit: ['x'] }), /not a compact JWE/],
    ['other header', withHeader({ cty: 'text/plain' }), /changed/],
  ];
  for (const [what, bad, message] of table) {
    for (const at of [[], [5, 700, 1000]]) {
      await assert.rejects(
        open(bad, at),
        (error: Error) => error instanceof DecryptionError && message.test(error.message),
        what,
      );
    }
  }
  await assert.rejects(
    decryptStream(cut(Buffer.from(jwe), []), localUnwrapper([reply.privateJwk]), { spool }),
    DecryptionError,
  );
  await assert.rejects(open(jwe, [], { expectedTag: 'A'.repeat(22) }), /event log/);
  const down = { unwrapKey: async () => Promise.reject(new Error('key service is down')) };
  await assert.rejects(decryptStream(cut(Buffer.from(jwe), []), down, { spool }), /key service is down/);
  async function* broken() {
    yield Buffer.from(jwe.slice(0, -30));
    throw new Error('connection reset');
  }
  await assert.rejects(decryptStream(broken(), unwrapper, { spool }), /connection reset/);
});

test('a plaintext of another length than announced never becomes a complete JWE', async () => {
  const { key } = await setUp();
  for (const byteLength of [99, 101]) {
    const pieces: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of encryptStream(cut(Buffer.alloc(100), [50]), key, { cty, byteLength }))
        pieces.push(piece);
    })();
    await assert.rejects(reading, { type: 'urn:verbund:fit-connect:content-changed' });
    assert.equal(Buffer.concat(pieces).toString('latin1').split('.').length, 4);
  }
});

test('no plaintext before the tag is verified, and no spool left behind', async () => {
  const { key, unwrapper } = await setUp();
  const folder = await mkdtemp(join(tmpdir(), 'spool-'));
  const marker = Buffer.from('Geheimer Bescheid ');
  const plaintext = Buffer.alloc(300_000, marker);
  let spooled = Buffer.alloc(0);
  let removed = 0;
  const inner = fileSpool({ folder, memoryBytes: 1000 });
  const watched: Spool = {
    async open() {
      const file = await inner.open();
      return {
        ...file,
        async write(piece) {
          spooled = Buffer.concat([spooled, piece]);
          await file.write(piece);
        },
        async remove() {
          removed += 1;
          await file.remove();
        },
      };
    },
  };
  const jwe = await encrypt(plaintext, key, { cty });
  const opened = await decryptStream(cut(Buffer.from(jwe), [7, 70_000]), unwrapper, { spool: watched });
  // The file has no name any more, so neither a crash nor another process finds it.
  assert.deepEqual(await readdir(folder), []);
  assert.equal(spooled.length, plaintext.length);
  assert.equal(spooled.indexOf(marker), -1);
  assert.ok((await all(opened.read())).equals(plaintext));
  await opened.release();
  await assert.rejects(all(opened.read()));
  const last = jwe.length - 30;
  const changed = jwe.slice(0, last) + (jwe[last] === 'A' ? 'B' : 'A') + jwe.slice(last + 1);
  await assert.rejects(decryptStream(cut(Buffer.from(changed), []), unwrapper, { spool: watched }), /changed/);
  assert.equal(removed, 2);
  await rm(folder, { recursive: true });
});

test('a spool that changed between the passes ends in an error', async () => {
  const { key, unwrapper } = await setUp();
  let kept = Buffer.alloc(0);
  const memory: Spool = {
    open: async () => ({
      async write(piece) {
        kept = Buffer.concat([kept, piece]);
      },
      async *read() {
        yield kept;
      },
      async remove() {},
    }),
  };
  const jwe = Buffer.from(await encrypt(Buffer.from('Inhalt'), key, { cty }));
  const opened = await decryptStream(cut(jwe, []), unwrapper, { spool: memory });
  kept.writeUInt8(kept.readUInt8(0) ^ 1, 0);
  await assert.rejects(all(opened.read()), DecryptionError);
});

test('compressed content of v1 senders is inflated while it streams, only when allowed', async () => {
  const { key, open } = await setUp();
  const plaintext = Buffer.alloc(200_000, 'Verwaltung ');
  const jwe = await encrypt(Buffer.alloc(0), key, { cty });
  const contentKey = randomBytes(32);
  const iv = randomBytes(12);
  const header = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'k', zip: 'DEF' })).toString(
    'base64url',
  );
  const seal = (compressed: Buffer) => {
    const gcm = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header));
    const text = Buffer.concat([gcm.update(compressed), gcm.final()]);
    return [header, jwe.split('.')[1], ...[iv, text, gcm.getAuthTag()].map((part) => part.toString('base64url'))].join(
      '.',
    );
  };
  const given = { unwrapKey: async () => Buffer.from(contentKey) };
  const openZipped = (zipped: string, allowZipDeflate: boolean) =>
    decryptStream(cut(Buffer.from(zipped), [900]), given, { spool, allowZipDeflate });
  const good = seal(deflateRawSync(plaintext));
  await assert.rejects(openZipped(good, false), /zip DEF/);
  const opened = await openZipped(good, true);
  assert.equal(opened.sha512, sha512Hex(plaintext));
  assert.ok((await all(opened.read())).equals(plaintext));
  assert.ok(plaintext.equals((await decrypt(good, given, { allowZipDeflate: true })).plaintext));
  await assert.rejects(openZipped(seal(Buffer.from('no deflate')), true), DecryptionError);
  await assert.rejects(open(good), /zip DEF/);
  // The inflater stops at the end of its own format: what follows must not keep the tag from being checked.
  for (const more of [10, 300_000]) {
    const longer = seal(Buffer.concat([deflateRawSync(plaintext), Buffer.alloc(more)]));
    const forged = `${longer.slice(0, -22)}${randomBytes(16).toString('base64url')}`;
    for (const jwe of [longer, forged]) {
      await assert.rejects(openZipped(jwe, true), DecryptionError);
      await assert.rejects(decrypt(jwe, given, { allowZipDeflate: true }), DecryptionError);
    }
  }
});
