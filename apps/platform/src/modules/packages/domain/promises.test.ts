import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, type PromiseRow, toPromises } from './promises.ts';

const row = (promisedOn: string, date: string, more: Partial<PromiseRow> = {}): PromiseRow => ({
  ...{ id: 'a', what: { de: 'Bezahlung', en: '' }, keptOn: null, promisedOn, date, by: 'Paula' },
  ...more,
});
const slip = (rows: readonly PromiseRow[], today: string) => {
  const [one] = toPromises(rows, today);
  return [one?.slipDays, one?.isOverdue];
};

test('days of the calendar, also over the end of summer time', () => {
  assert.equal(daysBetween('2026-10-24', '2026-10-26'), 2);
  assert.equal(daysBetween('2028-02-28', '2028-03-01'), 2);
  assert.equal(daysBetween('2026-03-01', '2026-02-01'), -28);
});

test('the slip is what stands today against what was said first', () => {
  const first = row('2026-01-01', '2026-06-30');
  const moved = row('2026-05-01', '2026-09-30');
  assert.deepEqual(slip([first], '2026-06-30'), [0, false]);
  assert.deepEqual(slip([first, moved], '2026-06-30'), [92, false]);
  // Passed in silence: every day counts.
  assert.deepEqual(slip([first], '2026-07-10'), [10, true]);
  assert.deepEqual(slip([first, moved], '2026-10-10'), [102, true]);
  const kept = { keptOn: '2026-06-20' };
  assert.deepEqual(
    slip(
      [
        { ...first, ...kept },
        { ...moved, ...kept },
      ],
      '2027-01-01',
    ),
    [-10, false],
  );
  const [whole] = toPromises([first, moved], '2026-06-30');
  assert.deepEqual(
    [whole?.firstPromised, whole?.firstDate, whole?.currentDate, whole?.history.length],
    ['2026-01-01', '2026-06-30', '2026-09-30', 2],
  );
});
