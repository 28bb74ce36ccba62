import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countingRules, maturityModels, type Spread } from './maturity.ts';

const rule = (id: string) => {
  const found = countingRules.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
};
const spread = (levels: readonly (readonly [number | null, number])[], municipalities = 3): Spread => ({
  levels: levels.map(([level, number]) => ({ level, municipalities: number })),
  running: levels.reduce((sum, [, number]) => sum + number, 0),
  municipalities,
});

test('the older rule asks for level 2 in one municipality', () => {
  const { counts } = rule('old');
  assert.equal(counts(spread([])), false);
  assert.equal(counts(spread([[1, 3]])), false);
  assert.equal(counts(spread([[null, 3]])), false);
  assert.equal(counts(spread([[4, 0]])), false);
  assert.equal(counts(spread([[1, 2], [2, 1]])), true); // prettier-ignore
});

test('the present rule asks for every municipality, at whatever level', () => {
  const { counts } = rule('area');
  assert.equal(counts(spread([[3, 2]])), false);
  assert.equal(counts(spread([[0, 1], [null, 1], [1, 1]])), true); // prettier-ignore
  assert.equal(counts(spread([], 0)), false);
});

test('one more municipality never makes a service uncounted', () => {
  const level = fc.tuple(fc.option(fc.integer({ min: 0, max: 4 })), fc.nat({ max: 50 }));
  fc.assert(
    fc.property(fc.array(level), fc.nat({ max: 100 }), (levels, more) => {
      const all = levels.reduce((sum, [, number]) => sum + number, 0) + more;
      for (const { counts } of countingRules) {
        if (counts(spread(levels, all))) assert.ok(counts(spread([...levels, [2, 1]], all)));
      }
    }),
  );
});

test('both models are there with all their levels', () => {
  assert.deepEqual(maturityModels.map(({ id, levels }) => [id, levels.map(({ n }) => n).join('')]), [['OZG-1.1', '01234'], ['OZG-2.0', '01234567']]); // prettier-ignore
});
