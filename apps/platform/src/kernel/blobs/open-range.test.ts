import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHUNK_BYTES, openRange, sealStream } from './sealed-stream.ts';

const key = randomBytes(32);

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const range = (sealed: Uint8Array, of: { start: number; end: number; bytes: number }): Promise<Buffer> =>
  collect(openRange((from) => pieces(sealed.subarray(from)), key, of));

test('any part of a sealed file is the same as that part of the whole', async () => {
  const content = randomBytes(3 * CHUNK_BYTES + 5);
  const sealed = await collect(sealStream(pieces(content), key));
  const exact = await collect(sealStream(pieces(content.subarray(0, 2 * CHUNK_BYTES)), key));
  const place = fc.integer({ min: 0, max: content.byteLength + 10 });
  await fc.assert(
    fc.asyncProperty(place, place, async (start, end) => {
      const found = await range(sealed, { start, end, bytes: content.byteLength });
      assert.ok(found.equals(content.subarray(start, Math.max(start, end))));
    }),
    { numRuns: 60 },
  );
  const last = { start: 2 * CHUNK_BYTES - 3, end: 2 * CHUNK_BYTES, bytes: 2 * CHUNK_BYTES };
  assert.ok((await range(exact, last)).equals(content.subarray(last.start, last.end)));
});

test('a changed chunk, a cut file and a wrong length are noticed', async () => {
  const content = randomBytes(CHUNK_BYTES + 100);
  const sealed = await collect(sealStream(pieces(content), key));
  const damaged = { name: 'AppError', code: 'blobs/damaged' };
  const end = { start: CHUNK_BYTES, end: CHUNK_BYTES + 10, bytes: content.byteLength };
  const changed = Uint8Array.from(sealed);
  changed[sealed.byteLength - 1] = (changed[sealed.byteLength - 1] ?? 0) ^ 1;
  await assert.rejects(range(changed, end), damaged);
  await assert.rejects(range(sealed.subarray(0, CHUNK_BYTES + 28), end), damaged);
  await assert.rejects(range(sealed, { ...end, bytes: content.byteLength + CHUNK_BYTES }), damaged);
});
