import assert from 'node:assert/strict';
import { test } from 'node:test';
import { germanDate } from './german-date.ts';

test('the day changes at midnight in Germany, in summer and in winter', () => {
  assert.equal(germanDate(new Date('2026-07-01T21:59:59Z')), '2026-07-01');
  assert.equal(germanDate(new Date('2026-07-01T22:00:00Z')), '2026-07-02');
  assert.equal(germanDate(new Date('2026-01-01T22:59:59Z')), '2026-01-01');
  assert.equal(germanDate(new Date('2026-01-01T23:00:00Z')), '2026-01-02');
});
