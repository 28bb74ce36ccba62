import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextLook } from './looks.ts';

const submitted = new Date('2026-11-02T09:00:00Z');
const after = (seconds: number): Date => new Date(submitted.getTime() + seconds * 1000);
const waitAt = (seconds: number): number =>
  (nextLook(submitted, after(seconds)).getTime() - after(seconds).getTime()) / 1000;

test('looks often in the beginning and rarely later', () => {
  assert.deepEqual(
    [0, 9, 10, 119, 120, 3599, 3600, 86_399, 86_400, 31 * 86_400].map(waitAt),
    [1, 1, 5, 5, 20, 20, 300, 300, 1800, 21_600],
  );
});

test('a clock that runs behind the service still gives a look in the future', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e9 }), (seconds) => waitAt(seconds) > 0 && waitAt(seconds) <= 21_600),
  );
});
