import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { inflated } from '../src/crypto/inflate.ts';
import { collect, streamOf } from '../src/streams.ts';

const plain = Buffer.from('Antrag '.repeat(20_000));

test('a compressed content may become as large as its limit and no byte larger', async () => {
  const open = (limit: number) => collect(inflated(streamOf(deflateRawSync(plain)), limit));
  assert.deepEqual(Buffer.from(await open(plain.length)), plain);
  await assert.rejects(open(plain.length - 1), /too large/);
});

test('what goes past the limit ends the reading before it is inflated to its end', async () => {
  let given = 0;
  const bomb = deflateRawSync(Buffer.alloc(200_000_000), { level: 9 });
  await assert.rejects(async () => {
    for await (const piece of inflated(streamOf(bomb), 1_000_000)) given += piece.length;
  }, /too large/);
  assert.ok(given <= 1_000_000);
});
