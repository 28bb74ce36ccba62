import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { applyOverlay, readSchema, type Rule } from '@verbund/xdatenfelder';
import { checkData, type CompiledForm, noDecisions, reviewState } from '#modules/catalogue';
import { field, group, schemaOf } from '../test/small-model.ts';
import { makeSample, runSamples, type Sample } from './generate-tests.ts';
import { failingTests, mostTests, renamed, withoutTest, withTest } from './kept-tests.ts';
import { differences, lostOnTheWay, runTest } from './run-test.ts';
import { fromManifestTest, type TestCase, toManifestTest } from './test-case.ts';

const file = fileURLToPath(new URL('../../../../seeds/schemas/hundesteuer-anmeldung.xml', import.meta.url));
const { schema } = await readSchema(await readFile(file));
const { ruleSet } = reviewState(schema, noDecisions);
const form: CompiledForm = { digest: '', schema, form: applyOverlay(schema, {}), rules: ruleSet };

const setting = { day: '2026-11-23', area: '051700052052' };
const sample = (kind: Sample['kind'], seed: number): Sample => ({ kind, seed, fill: 'typical', ...setting });

function made(kind: Sample['kind'], seed: number): TestCase {
  const result = makeSample(form, sample(kind, seed));
  if (!result.ok) assert.fail(`${kind} ${seed}`);
  return result.test;
}

test('made-up answers pass the form, the receiver and the way back; faulty ones are refused for their fault', () => {
  const samples = [1, 2, 3, 4].flatMap((seed) => [sample('valid', seed), sample('faulty', seed)]);
  const results = runSamples(form, samples, checkData, () => false);
  assert.equal(results.length, samples.length);
  for (const result of results)
    assert.deepEqual([result.ok, result.findings], [true, []], JSON.stringify(result.sample));
});

test('a run that takes too long makes at least one sample and leaves the rest', () => {
  const results = runSamples(form, [sample('valid', 1), sample('valid', 2)], checkData, () => true);
  assert.equal(results.length, 1);
});

test('the same sample gives the same test, another seed another', () => {
  assert.deepEqual(made('valid', 7), made('valid', 7));
  assert.notDeepEqual(made('valid', 7).answers, made('valid', 8).answers);
});

test('a test is kept in the manifest as plain JSON and comes back as it was', () => {
  for (const kept of [made('valid', 1), made('faulty', 2)]) {
    const stored: unknown = JSON.parse(JSON.stringify(toManifestTest(kept)));
    assert.deepEqual(fromManifestTest(stored as ReturnType<typeof toManifestTest>), kept);
  }
});

test('tests of other programs are named, not run', () => {
  for (const expected of [
    { ok: true },
    null,
    'ja',
    { outcome: 'accepted', day: '2026-11-23' },
    { outcome: 'accepted', delivery: {}, day: 'gestern' },
  ]) {
    const [result] = failingTests(form, [{ name: 'fremd', answers: {}, expected }]);
    assert.deepEqual(result, { name: 'fremd', findings: [{ kind: 'unreadable' }] });
  }
});

test('a kept test fails when the delivery, the rules or the limits change', () => {
  const kept = made('valid', 3);
  const tests = withTest([], kept);
  assert.deepEqual(failingTests(form, tests), []);
  const [first = ''] = Object.keys(kept.answers);
  const forbids: Rule = {
    id: 'verbot', owner: '', when: { op: 'and', conditions: [] }, effect: 'forbid',
    target: first.replace(/\[\d+\]/gu, ''), message: null, value: null, source: null,
  }; // prettier-ignore
  const changed = { ...form, rules: { rules: [...form.rules.rules, forbids] } };
  const [result] = failingTests(changed, tests);
  assert.ok(
    result?.findings.some(({ kind }) => kind === 'delivery-changed' || kind === 'refused'),
    JSON.stringify(result),
  );
  const other = { ...kept, expected: { outcome: 'accepted' as const, delivery: {} } };
  assert.ok(runTest(form, other, checkData).findings.every(({ kind }) => kind === 'delivery-changed'));
  assert.ok(runTest(form, other, checkData).findings.length > 0);
});

test('what the form takes and should not, or refuses for another reason, is a finding', () => {
  const good = made('valid', 1);
  const wanted: TestCase = { ...good, expected: { outcome: 'refused', path: 'F0', code: 'required' } };
  assert.deepEqual(runTest(form, wanted, checkData).findings, [{ kind: 'not-refused', path: 'F0', code: 'required' }]);
  const faulty = made('faulty', 1);
  const taken: TestCase = { ...good, answers: faulty.answers };
  assert.deepEqual(
    runTest(form, taken, checkData).findings.map(({ kind }) => kind),
    ['refused'],
  );
});

test('what the receiver refuses is a finding, and so is what does not come back', () => {
  const small = schemaOf(group('G1', [field('F1', { label: 'A' }), field('F2', { label: 'B' })]));
  const own: CompiledForm = { digest: '', schema: small, form: applyOverlay(small, {}), rules: { rules: [] } };
  const answers = { 'G1/F1': 'x', 'G1/F2': 'y' };
  const delivery = { G1: { F1: 'x', F2: 'y' } };
  const right: TestCase = { name: 'n', answers, expected: { outcome: 'accepted', delivery }, ...setting };
  assert.deepEqual(runTest(own, right, checkData).findings, []);
  const refuses = runTest(own, right, () => ({ violations: ['/G1/F1 pattern'] }));
  assert.deepEqual(refuses.findings, [{ kind: 'delivery-refused', violation: '/G1/F1 pattern' }]);
  assert.deepEqual(lostOnTheWay(small, answers, delivery, []), []);
  const other = { G1: { F1: 'x', F2: 'Y', F3: 'z' } };
  assert.deepEqual(lostOnTheWay(small, answers, other, []), ['G1/F2', '/G1/F3']);
  assert.deepEqual(lostOnTheWay(small, { 'G1/F1': 'x' }, delivery, []), ['G1/F2']);
});

test('names are unique, and there is a limit', () => {
  const one = withTest([], made('valid', 1));
  assert.equal(withTest(one, made('valid', 1)).length, 1);
  const two = withTest(one, made('valid', 2));
  const [first, second] = two.map(({ name }) => name);
  assert.deepEqual(renamed(two, first ?? '', second ?? ''), two);
  assert.equal(renamed(two, first ?? '', 'Zwei Hunde')[0]?.name, 'Zwei Hunde');
  assert.deepEqual(
    withoutTest(two, first ?? '').map(({ name }) => name),
    [second],
  );
  let many: ReturnType<typeof withTest> = [];
  for (let seed = 0; seed < mostTests + 5; seed += 1) many = withTest(many, { ...made('valid', 1), name: `t${seed}` });
  assert.equal(many.length, mostTests);
});

test('differences name the place', () => {
  assert.deepEqual(differences({ a: { b: [1, 2] }, c: 1 }, { a: { b: [1, 3] }, d: 1 }, ''), ['/a/b/1', '/c', '/d']);
  assert.deepEqual(differences({ a: [1] }, { a: { '0': 1 } }, ''), ['/a']);
});
