import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFields, readPlan, readSample, samplesOf } from './test-plan.ts';

const now = { day: '2026-11-23', area: '051700052052' };
const read = (text: string) => readPlan(new URLSearchParams(text), now);

const plans: readonly [string, Partial<ReturnType<typeof read>['plan']>, readonly string[]][] = [
  ['', { kind: 'both', fill: 'typical', count: 6, seed: 1, day: '2026-11-23', area: '050000000000' }, []],
  [
    'land=09&art=valid&umfang=full&anzahl=20&zahl=0',
    { kind: 'valid', fill: 'full', count: 20, seed: 0, area: '090000000000' },
    [],
  ],
  ['land=', { area: null }, []],
  ['land=17', { area: null }, []],
  ['tag=2027-01-01', { day: '2027-01-01' }, []],
  ['tag=morgen&art=alles&umfang=viel', { day: '2026-11-23', kind: 'both', fill: 'typical' }, []],
  ['anzahl=0', {}, ['count']],
  ['anzahl=21&zahl=-1', {}, ['count', 'seed']],
  ['anzahl=1e1', {}, ['count']],
  ['zahl=9999999999', {}, ['seed']],
];
for (const [text, plan, problems] of plans) {
  test(`reads "${text}"`, () => {
    const found = read(text);
    assert.deepEqual(found.problems, problems);
    assert.deepEqual({ ...found.plan, ...plan }, found.plan);
  });
}

test('both kinds take turns with the same numbers, and an address says the same again', () => {
  const { plan } = read('anzahl=5&zahl=7');
  const samples = samplesOf(plan).map(({ kind, seed }) => `${kind} ${seed}`);
  assert.deepEqual(samples, ['valid 7', 'faulty 7', 'valid 8', 'faulty 8', 'valid 9']);
  assert.deepEqual(readPlan(new URLSearchParams(planFields(plan)), { day: '2000-01-01', area: null }).plan, plan);
  const noState = { ...plan, area: null };
  assert.deepEqual(readPlan(new URLSearchParams(planFields(noState)), now).plan, noState);
});

test('an address names one sample or none', () => {
  assert.equal(readSample(new URLSearchParams('art=both&zahl=1'), now), null);
  assert.equal(readSample(new URLSearchParams('art=valid'), now), null);
  assert.equal(readSample(new URLSearchParams('art=valid&zahl=x'), now), null);
  assert.equal(readSample(new URLSearchParams('art=faulty&zahl=3'), now)?.seed, 3);
});
