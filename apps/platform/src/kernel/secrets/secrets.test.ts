import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMasterKeys } from './envelope.ts';
import { open, seal } from './sealed-values.ts';
import { type DataKey } from './types.ts';

const key: DataKey = { id: 'k', bytes: randomBytes(32) };
const unreadable = { name: 'AppError', code: 'secrets/unreadable' };

test('what is sealed opens again, whatever the content and context', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (plaintext, context) => {
      assert.deepEqual(new Uint8Array(open(key, seal(key, plaintext, context), context)), plaintext);
    }),
  );
});

test('every flipped bit is noticed', () => {
  const sealed = seal(key, 'Straße 1', 'kernel.x:1');
  for (let bit = 0; bit < sealed.byteLength * 8; bit += 1) {
    const changed = Uint8Array.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => open(key, changed, 'kernel.x:1'), unreadable, `bit ${bit}`);
  }
});

test('truncation, wrong context and wrong key are refused', () => {
  const sealed = seal(key, 'Straße 1', 'kernel.x:1');
  for (let end = 0; end < sealed.byteLength; end += 1) {
    assert.throws(() => open(key, sealed.subarray(0, end), 'kernel.x:1'), unreadable);
  }
  assert.throws(() => open(key, sealed, 'kernel.x:2'), unreadable);
  assert.throws(() => open({ id: 'other', bytes: randomBytes(32) }, sealed, 'kernel.x:1'), unreadable);
});

test('the same text never seals to the same bytes', () => {
  const seen = new Set(Array.from({ length: 200 }, () => Buffer.from(seal(key, 'x', 'c')).toString('hex')));
  assert.equal(seen.size, 200);
});

test('an older master key unwraps, the current one wraps, an unknown one is named', () => {
  const first = randomBytes(32);
  const second = randomBytes(32);
  const before = createMasterKeys(first);
  const during = createMasterKeys(second, [first]);
  const after = createMasterKeys(second);
  const content = randomBytes(32);
  const wrapped = before.wrap(content, 'c');
  assert.deepEqual(Buffer.from(during.unwrap(wrapped, 'c')), content);
  assert.equal(during.needsRewrap(wrapped), true);
  const rewrapped = during.wrap(during.unwrap(wrapped, 'c'), 'c');
  assert.equal(after.needsRewrap(rewrapped), false);
  assert.deepEqual(Buffer.from(after.unwrap(rewrapped, 'c')), content);
  assert.throws(() => after.unwrap(wrapped, 'c'), { code: 'secrets/unknown-master-key' });
  assert.throws(() => during.unwrap(wrapped, 'other row'), unreadable);
  assert.throws(() => createMasterKeys(randomBytes(31)), /32 bytes/);
});
