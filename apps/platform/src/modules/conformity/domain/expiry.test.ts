import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysAfter, expiryOf, inForce } from './expiry.ts';

const of = (
  version: string,
  validFrom: string,
  rest: { validTo?: string; graceDays?: number; catalogue?: string } = {},
) => ({
  catalogue: rest.catalogue ?? 'efa',
  version,
  validFrom,
  validTo: rest.validTo ?? null,
  graceDays: rest.graceDays ?? 30,
});

test('an assessment ends with the grace period of the criteria that replace its own', () => {
  const [old, next] = [of('1', '2026-01-01'), of('2', '2026-07-01', { graceDays: 90 })];
  const other = of('9', '2026-02-01', { catalogue: 'servicestandard' });
  assert.equal(expiryOf({ used: old, versions: [old, other], newerMajorOn: null }), null);
  assert.equal(expiryOf({ used: old, versions: [old, next, other], newerMajorOn: null }), '2026-09-29');
  assert.equal(expiryOf({ used: next, versions: [old, next], newerMajorOn: null }), null);
});

test('it ends with the end of the criteria where nothing replaces them, and with a new major version', () => {
  const used = of('1', '2026-01-01', { validTo: '2026-12-31' });
  assert.equal(expiryOf({ used, versions: [used], newerMajorOn: null }), '2026-12-31');
  assert.equal(expiryOf({ used, versions: [used], newerMajorOn: '2026-05-05' }), '2026-05-05');
});

test('in force is the last begun of those that are valid', () => {
  const all = [of('1', '2026-01-01'), of('2', '2026-07-01'), of('3', '2026-08-01', { validTo: '2026-08-31' })];
  const on = (day: string) => inForce(all, 'efa', day)?.version ?? null;
  assert.deepEqual(['2025-12-31', '2026-06-30', '2026-07-01', '2026-08-15', '2026-09-01'].map(on), [
    null,
    '1',
    '2',
    '3',
    '2',
  ]);
});

test('days are counted over months and leap years', () => {
  assert.equal(daysAfter('2028-02-28', 1), '2028-02-29');
  assert.equal(daysAfter('2026-12-31', 1), '2027-01-01');
});
