import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { cleanPicture, type Inflate } from './picture.ts';

const inflate: Inflate = (data, most) => {
  try {
    return inflateSync(data, { maxOutputLength: most + 1 }).length;
  } catch {
    return null;
  }
};
const clean = (input: Buffer) => cleanPicture(input, inflate);

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, crc]);
}

function png(
  options: { width?: number; height?: number; rows?: number; extra?: Buffer[]; tail?: Buffer } = {},
): Buffer {
  const [width, height] = [options.width ?? 4, options.height ?? 4];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const pixels = Buffer.alloc((options.rows ?? height) * (1 + width * 4), 0x40);
  for (let row = 0; row < (options.rows ?? height); row += 1) pixels[row * (1 + width * 4)] = 0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(options.extra ?? []),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
    options.tail ?? Buffer.alloc(0),
  ]);
}

/** The smallest baseline JPEG that decoders draw: 1 × 1 pixel. */
const jpeg = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbfe8a28a00fffd9',
  'hex',
);
const webp = Buffer.from('524946461a000000574542505650384c0d0000002f00000010071011118888fe0700', 'hex');

test('takes a PNG, a JPEG and a WebP by their content', () => {
  for (const [input, type] of [
    [png(), 'png'],
    [jpeg, 'jpg'],
    [webp, 'webp'],
  ] as const) {
    const result = clean(input);
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.type, type);
    assert.deepEqual(clean(result.bytes), result, 'clean stays as it is');
  }
});

test('leaves scripts, metadata and everything behind the end outside', () => {
  const html = Buffer.from('<script>alert(1)</script>');
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, html.length + 2]), html]);
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, html.length + 2]), html]);
  const riff = Buffer.concat([webp, Buffer.from('EXIF'), Buffer.from([html.length, 0, 0, 0]), html, Buffer.from([0])]);
  riff.writeUInt32LE(riff.length - 8, 4);
  for (const input of [
    png({ tail: html }),
    png({ extra: [chunk('tEXt', html), chunk('eXIf', html)] }),
    Buffer.concat([jpeg, html]),
    Buffer.concat([jpeg.subarray(0, 20), comment, exif, jpeg.subarray(20)]),
    riff,
  ]) {
    assert.ok(input.includes(html));
    const result = clean(input);
    assert.ok(result.ok, JSON.stringify(result));
    assert.ok(!result.bytes.includes('script'));
  }
});

test('refuses what is no plain picture', () => {
  const cases: readonly (readonly [Buffer, string])[] = [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'vector'],
    [Buffer.from('\ufeff<?xml version="1.0"?><!DOCTYPE svg><svg/>'), 'vector'],
    [Buffer.from('<!doctype html><script>alert(1)</script>'), 'vector'],
    [Buffer.from('GIF89a<script>alert(1)</script>'), 'vector'],
    [Buffer.from('GIF89a....'), 'type'],
    [Buffer.from('%PDF-1.7'), 'type'],
    [Buffer.alloc(0), 'type'],
    [png({ width: 2001, height: 1 }), 'dimensions'],
    [png({ extra: [chunk('acTL', Buffer.alloc(8))] }), 'animated'],
    [png().subarray(0, 40), 'damaged'],
    // A bomb: the header promises 4 lines, the data unpack to ten thousand.
    [png({ rows: 10_000 }), 'damaged'],
    [png({ rows: 3 }), 'damaged'],
    [Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'damaged'],
    [jpeg.subarray(0, 100), 'damaged'],
    [webp.subarray(0, 20), 'damaged'],
  ];
  for (const [input, problem] of cases)
    assert.deepEqual(clean(input), { ok: false, problem }, input.toString('latin1', 0, 30));
});

test('never fails on any bytes, and a flipped bit in a PNG is noticed', () => {
  const starts = [Buffer.alloc(0), png(), jpeg, webp].map((bytes) => bytes.subarray(0, 30));
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
      const result = clean(Buffer.concat([start, rest]));
      assert.equal(typeof result.ok, 'boolean');
    }),
    { numRuns: 300 },
  );
  const whole = png();
  fc.assert(
    fc.property(fc.integer({ min: 12, max: whole.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      assert.equal(clean(flipped).ok, false);
    }),
  );
});
