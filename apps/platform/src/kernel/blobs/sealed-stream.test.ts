import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { blobKey, CHUNK_BYTES, HEADER_BYTES, openStream, sealStream } from './sealed-stream.ts';

const key = randomBytes(32);
const SEALED_CHUNK = CHUNK_BYTES + 16;
const damaged = { name: 'AppError', code: 'blobs/damaged' };

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const sealAll = (content: Uint8Array) => collect(sealStream(pieces(content), key));
const openAll = (sealed: Uint8Array) => collect(openStream(pieces(sealed), key));

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

test('sizes around the chunk borders come back whole', async () => {
  for (const size of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]) {
    const content = randomBytes(size);
    const sealed = await sealAll(content);
    assert.deepEqual(await openAll(sealed), content, `${size}`);
    assert.equal(sealed.byteLength, HEADER_BYTES + size + 16 * Math.max(1, Math.ceil(size / CHUNK_BYTES)));
  }
});

test('how the stream is cut into pieces does not matter', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 5, max: 70_000 }), async (lengths, step) => {
      const parts = lengths.map((length) => randomBytes(length));
      const sealed = await collect(sealStream(pieces(...parts), key));
      const cut: Uint8Array[] = [];
      for (let at = 0; at < sealed.byteLength; at += step) cut.push(sealed.subarray(at, at + step));
      // A plain comparison: a diff of two large buffers takes minutes.
      assert.ok((await collect(openStream(pieces(...cut), key))).equals(Buffer.concat(parts)));
    }),
    { numRuns: 50 },
  );
});

test('every flipped bit of a small file is noticed, the header included', async () => {
  const sealed = await sealAll(Buffer.from('Nachweis'));
  for (let bit = 0; bit < sealed.byteLength * 8; bit += 1) {
    await assert.rejects(openAll(flip(sealed, bit)), damaged, `bit ${bit}`);
  }
});

test('truncation anywhere is noticed, also exactly between two chunks', async () => {
  const sealed = await sealAll(randomBytes(2 * CHUNK_BYTES + 100));
  const borders = [0, 1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK, HEADER_BYTES + 2 * SEALED_CHUNK];
  for (const end of [...borders, sealed.byteLength - 1]) {
    await assert.rejects(openAll(sealed.subarray(0, end)), damaged, `cut at ${end}`);
  }
});

test('reordered, repeated and appended chunks are noticed', async () => {
  const sealed = await sealAll(randomBytes(3 * CHUNK_BYTES));
  const header = sealed.subarray(0, HEADER_BYTES);
  const chunk = (index: number) => sealed.subarray(HEADER_BYTES + index * SEALED_CHUNK).subarray(0, SEALED_CHUNK);
  const variants = { swapped: [1, 0, 2], repeated: [0, 0, 1, 2], dropped: [0, 2], appended: [0, 1, 2, 2] };
  for (const [name, order] of Object.entries(variants)) {
    await assert.rejects(openAll(Buffer.concat([header, ...order.map(chunk)])), damaged, name);
  }
  assert.equal((await openAll(Buffer.concat([header, ...[0, 1, 2].map(chunk)]))).byteLength, 3 * CHUNK_BYTES);
  await assert.rejects(openAll(Buffer.concat([sealed, randomBytes(40)])), damaged);
});

test('nothing of a damaged chunk is released', async () => {
  const content = randomBytes(2 * CHUNK_BYTES);
  const sealed = await sealAll(content);
  const released: Uint8Array[] = [];
  await assert.rejects(async () => {
    for await (const piece of openStream(pieces(flip(sealed, (sealed.byteLength - 20) * 8)), key)) released.push(piece);
  }, damaged);
  assert.deepEqual(Buffer.concat(released), content.subarray(0, CHUNK_BYTES));
});

test('another key and another blob id do not open it', async () => {
  const sealed = await collect(sealStream(pieces(Buffer.from('x')), blobKey(key, 'blob-1')));
  await assert.rejects(collect(openStream(pieces(sealed), blobKey(key, 'blob-2'))), damaged);
  await assert.rejects(collect(openStream(pieces(sealed), blobKey(randomBytes(32), 'blob-1'))), damaged);
  assert.equal((await collect(openStream(pieces(sealed), blobKey(key, 'blob-1')))).toString(), 'x');
});
