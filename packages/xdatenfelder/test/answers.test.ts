import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  addInstance,
  formatFormValue,
  fromFimJson,
  instanceCount,
  noRules,
  parseFormValue,
  pruneAnswers,
  removeInstance,
  toFimJson,
  toJsonSchema,
  validateAnswers,
  visibleNodes,
  type Answers,
  type Condition,
  type DataType,
  type Rule,
  type RuleSet,
} from '../src/index.ts';
import { compilePattern } from '../src/answers/pattern.ts';
import { field, group, schema, today, values } from './support.ts';

const rule = (
  id: string,
  effect: Rule['effect'],
  target: string,
  when: Condition,
  value: Rule['value'] = null,
): Rule => ({ id, owner: '', when, effect, target, message: null, value, source: null });
const eq = (path: string, value: string | boolean): Condition => ({ op: 'equal', path, value });
const set = (...rules: Rule[]): RuleSet => ({ rules });
const codes = (model: Parameters<typeof validateAnswers>[0], rules: RuleSet, answers: Answers) =>
  validateAnswers(model, rules, answers, today).map(({ path, code }) => `${path} ${code}`);

test('reads German input exactly', () => {
  const cases: [DataType, string, unknown][] = [
    ['num', '1.234,50', '1234.5'],
    ['num', '1.234', '1234'],
    ['num', '1.5', '1.5'],
    ['num', '-0,0', '0'],
    ['num', '0,1', '0.1'],
    ['num', '1,234.56', 'not-a-number'],
    ['num', '1e5', 'not-a-number'],
    ['num', '1234567890123456', 'too-many-digits'],
    ['num_int', '12,5', 'not-an-integer'],
    ['num_currency', '25.000,00 €', '25000'],
    ['num_currency', '1,005', 'too-many-decimals'],
    ['date', '1.3.2026', '2026-03-01'],
    ['date', '29.02.2025', 'not-a-date'],
    ['date', '29.02.2024', '2024-02-29'],
    ['date', '01.03.26', 'not-a-date'],
    ['time', '8:05', '08:05'],
    ['time', '24:00', 'not-a-time'],
    ['datetime', '1.3.2026 8:05 Uhr', '2026-03-01T08:05'],
    ['bool', 'ja', true],
    ['bool', 'false', false],
    ['bool', 'x', 'not-yes-or-no'],
    ['text', '  a\u0308 \r\nb ', 'ä \nb'],
    ['text', '  ', null],
  ];
  for (const [dataType, raw, expected] of cases) {
    const parsed = parseFormValue(field('F', { dataType }), raw);
    assert.equal(parsed.ok ? parsed.value : parsed.code, expected, `${dataType} ${raw}`);
  }
  assert.deepEqual(parseFormValue(field('F', { dataType: 'date' }), { day: '3', month: ' 4', year: '2026' }), {
    ok: true,
    value: '2026-04-03',
  });
});

test('what is shown again reads back to the same value', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 4 }), (n, decimals) => {
      const dataType = 'num';
      const first = parseFormValue(field('F', { dataType }), (n / 10 ** decimals).toFixed(decimals).replace('.', ','));
      assert.ok(first.ok && typeof first.value === 'string');
      assert.deepEqual(
        parseFormValue(field('F', { dataType }), formatFormValue(field('F', { dataType }), first.value)),
        first,
      );
    }),
  );
});

test('only cheap patterns are run', () => {
  for (const good of [
    '[0-9]{5}',
    '([0]{1}[1-9]{1}|[1-9]{1}[0-9]{1})[0-9]{3}',
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{1,63}$',
    '\\p{L}+',
    '[1-9][0-9]{12}',
  ]) {
    assert.ok(compilePattern(good).ok, good);
  }
  for (const bad of [
    '(a+)+',
    '(a|a)*',
    '(a?){30}b',
    '(.*)*x',
    '(a{1,5}){1,50}',
    '(?=a)a',
    '(a)\\1',
    'a*a*a*a*b',
    '(((a?){9}){9}){9}',
  ]) {
    assert.deepEqual(compilePattern(bad), { ok: false, reason: 'costly' }, bad);
  }
  assert.deepEqual(compilePattern('[a'), { ok: false, reason: 'invalid' });
  // A pattern that is tried all the same is tried on texts of limited length only: this ends.
  const model = schema([
    field('F1', {
      constraints: { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: '[a-z]+[a-z]+[a-z]+!' },
    }),
  ]);
  assert.deepEqual(codes(model, noRules, { F1: 'a'.repeat(19_000) }), ['F1 too-long']);
  assert.deepEqual(codes(model, noRules, { F1: 'a'.repeat(300) }), ['F1 pattern']);
});

test('checks presence, limits, lists and counts', () => {
  const model = schema([
    field('F1', { min: 1, constraints: { minLength: 2, maxLength: 3, minValue: null, maxValue: null, pattern: null } }),
    field('F2', {
      min: 1,
      dataType: 'num',
      constraints: { minLength: null, maxLength: null, minValue: '0.1', maxValue: '10', pattern: null },
    }),
    field('F3', { min: 2, max: 3, fieldKind: 'select', values: values('a', 'b') }),
    field('F4', { dataType: 'text_latin' }),
    group('G1', [field('F5', { min: 1 }), field('F6')]),
    group('G2', [field('F7', { min: 1 })], { min: 1, max: null }),
    group('G3', [field('F8'), field('F9')], { choice: true, min: 1 }),
  ]);
  assert.deepEqual(codes(model, noRules, {}), [
    'F1 required',
    'F2 required',
    'F3[0] required',
    'G2[0]/F7 required',
    'G3#choice choice-required',
  ]);
  const answers = { F1: 'ä', F2: '0.09', 'F3[0]': 'c', F4: 'Ж', 'G1/F6': 'x', 'G2[1]/F7': 'y', 'G3#choice': 'F9' };
  assert.deepEqual(codes(model, noRules, answers), [
    'F1 too-short',
    'F2 too-small',
    'F3[0] not-in-list',
    'F3[0] too-few',
    'F4 charset',
    'G1/F5 required',
    'G2[0]/F7 required',
    'G3/F9 required',
  ]);
  assert.deepEqual(
    validateAnswers(model, noRules, answers, { ...today, nodes: ['F4', 'G2'] }).map((error) => error.path),
    ['F4', 'G2[0]/F7'],
  );
  assert.deepEqual(codes(schema([field('F1', { dataType: 'bool' })]), noRules, { F1: 'true' }), ['F1 not-yes-or-no']);
});

test('rules beat cardinality, per instance of a repeatable group', () => {
  const model = schema([
    group('G1', [field('F1', { dataType: 'bool', min: 1 }), field('F2', { min: 1 })], { min: 1, max: null }),
  ]);
  const rules = set(rule('a', 'show', 'G1/F2', eq('G1/F1', true)));
  const answers = { 'G1[0]/F1': true, 'G1[1]/F1': false, 'G1[1]/F2': 'weg', unknown: 'x' };
  assert.deepEqual(codes(model, rules, answers), ['G1[0]/F2 required']);
  assert.deepEqual(pruneAnswers(model, rules, answers, today), { 'G1[0]/F1': true, 'G1[1]/F1': false });
  assert.deepEqual(
    visibleNodes(model, rules, answers, today).map((node) => node.path),
    ['G1[0]', 'G1[0]/F1', 'G1[0]/F2', 'G1[1]', 'G1[1]/F1'],
  );
  const json = toJsonSchema(model, rules)['$defs'] as Record<string, { required?: string[] }>;
  assert.deepEqual(json['G1']?.required, ['F1']);
});

test('three values: unanswered neither forbids nor fails, but does not show', () => {
  const model = schema([field('F1'), field('F2'), field('F3', { dataType: 'date' })]);
  const no: Condition = { op: 'not', condition: eq('F1', 'x') };
  const adult: Condition = {
    op: 'compare',
    operator: '<=',
    path: 'F3',
    with: { kind: 'today', years: -18, months: 0, days: 0 },
  };
  assert.deepEqual(pruneAnswers(model, set(rule('a', 'forbid', 'F2', no)), { F2: 'b' }, today), { F2: 'b' });
  assert.deepEqual(pruneAnswers(model, set(rule('a', 'show', 'F2', no)), { F2: 'b' }, today), {});
  assert.deepEqual(codes(model, set(rule('a', 'valid', 'F3', adult)), { F3: '2008-03-02' }), ['F3 rule']);
  assert.deepEqual(codes(model, set(rule('a', 'valid', 'F3', adult)), { F3: '2008-03-01' }), []);
  assert.deepEqual(codes(model, set(rule('a', 'require', 'F2', { op: 'land-in', laender: ['NW'] })), {}), []);
  assert.deepEqual(
    validateAnswers(
      model,
      set(rule('a', 'require', 'F2', { op: 'land-in', laender: ['NW'] })),
      {},
      { ...today, land: 'NW' },
    ).length,
    1,
  );
});

test('a set value stays although hidden; a value set in a circle is ignored', () => {
  const model = schema([field('F1'), field('F2')]);
  const hiddenSet = set(rule('a', 'set', 'F2', eq('F1', 'x'), '001'), rule('b', 'forbid', 'F2', eq('F1', 'x')));
  assert.deepEqual(pruneAnswers(model, hiddenSet, { F1: 'x', F2: 'typed' }, today), { F1: 'x', F2: '001' });
  const circle = set(rule('a', 'set', 'F1', eq('F1', '0'), '1'), rule('b', 'set', 'F1', eq('F1', '1'), '0'));
  assert.deepEqual(pruneAnswers(model, circle, { F1: '0' }, today), { F1: '0' });
});

test('locked fields carry the value of the schema, whatever was posted', () => {
  const model = schema([field('F1', { fieldKind: 'locked', content: '001', min: 1 })]);
  assert.deepEqual(pruneAnswers(model, noRules, { F1: 'tampered' }, today), { F1: '001' });
  assert.deepEqual(pruneAnswers(model, noRules, {}, today), { F1: '001' });
});

test('instances are opened, removed and moved up', () => {
  const model = schema([group('G1', [field('F1'), field('F2', { max: 2 })], { max: 3 })]);
  let answers: Answers = { 'G1[0]/F1': 'a', 'G1[1]/F1': 'b', 'G1[1]/F2[0]': 'c' };
  answers = addInstance(model, answers, 'G1');
  assert.equal(instanceCount(model, answers, 'G1'), 3);
  assert.equal(addInstance(model, answers, 'G1'), answers);
  assert.deepEqual(removeInstance(model, answers, 'G1[0]'), { 'G1[0]/F1': 'b', 'G1[0]/F2[0]': 'c', 'G1#count': '2' });
  assert.deepEqual(pruneAnswers(model, noRules, { 'G1[9999999]/F1': 'x', 'G1/F1': 'x', 'G1[00]/F1': 'x' }, today), {});
});

// Random forms answers and rules over a small fixed model, circles included.
const model = schema([
  field('F1'),
  field('F2'),
  field('F3', { max: 3 }),
  group('G1', [field('F4'), field('F5'), group('G2', [field('F6'), field('F7', { dataType: 'num' })], { max: 2 })], {
    max: null,
  }),
  group('G3', [field('F8'), field('F9')], { choice: true }),
]);
const leaves = ['F1', 'F2', 'F3', 'G1/F4', 'G1/F5', 'G1/G2/F6', 'G1/G2/F7', 'G3/F8', 'G3/F9'];
const keys = [
  'F1',
  'F2',
  'F3[0]',
  'F3[1]',
  'G1[0]/F4',
  'G1[0]/F5',
  'G1[1]/F4',
  'G1[0]/G2[0]/F6',
  'G1[1]/G2[0]/F7',
  'G1[1]/G2[1]/F6',
  'G3/F8',
  'G3/F9',
  'zzz',
];
const anyAnswers = fc
  .dictionary(fc.constantFrom(...keys), fc.constantFrom('0', '1'))
  .map((answers): Answers => ({ ...answers }));
const anyLeaf = fc.constantFrom(...leaves);
const anyCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.record({ op: fc.constant('equal' as const), path: anyLeaf, value: fc.constantFrom('0', '1') }),
    fc.record({ op: fc.constant('empty' as const), path: anyLeaf }),
    fc.record({ op: fc.constant('not' as const), condition: tie('condition') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const, 'xor' as const),
      conditions: fc.array(tie('condition'), { maxLength: 2 }),
    }),
  ),
})).condition;
const anyRule = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c'),
    owner: fc.constant(''),
    when: anyCondition,
    message: fc.constant(null),
    source: fc.constant(null),
    effect: fc.constantFrom('require' as const, 'forbid' as const, 'show' as const, 'set' as const, 'valid' as const),
    target: fc.constantFrom(...leaves, 'G1', 'G1/G2'),
    value: fc.constantFrom('0', '1'),
  })
  .filter((made) => made.effect !== 'set' || made.target.includes('F'));
const anyRules = fc.array(anyRule, { maxLength: 6 });

test('pruning twice is pruning once, even with circles of rules', () => {
  fc.assert(
    fc.property(anyAnswers, anyRules, (answers, rules) => {
      const once = pruneAnswers(model, { rules }, answers, today);
      assert.deepEqual(pruneAnswers(model, { rules }, once, today), once);
    }),
    { numRuns: 1500 },
  );
});

test('a value is not set into a group that is there only because of it', () => {
  const form = schema([field('F0'), field('F2'), group('G1', [field('F1')])]);
  const rules = [
    rule('a', 'forbid', 'G1', eq('F2', 'ja')),
    rule('b', 'forbid', 'F2', { op: 'empty', path: 'G1' }),
    rule('c', 'set', 'G1/F1', eq('F0', 'ja'), 'x'),
  ];
  const once = pruneAnswers(form, set(...rules), { F0: 'ja', F2: 'ja' }, today);
  assert.deepEqual(once, { F0: 'ja' });
  assert.deepEqual(pruneAnswers(form, set(...rules), once, today), once);
});

test('a value that is set stays though hidden, and goes with a hidden group', () => {
  const form = schema([field('F0'), group('G1', [field('F1')])]);
  const always: Condition = { op: 'and', conditions: [] };
  const setting = [rule('a', 'set', 'G1/F1', always, 'x'), rule('b', 'forbid', 'G1/F1', always)];
  assert.deepEqual(pruneAnswers(form, set(...setting), {}, today), { 'G1/F1': 'x' });
  const shown = rule('c', 'show', 'G1', eq('F0', 'ja'));
  assert.deepEqual(pruneAnswers(form, set(...setting, shown), {}, today), {});
  assert.deepEqual(pruneAnswers(form, set(...setting, shown), { F0: 'ja' }, today), { F0: 'ja', 'G1/F1': 'x' });
});

test('the order of rules does not matter', () => {
  fc.assert(
    fc.property(anyAnswers, anyRules, (answers, rules) => {
      const backwards = { rules: [...rules].reverse() };
      assert.deepEqual(pruneAnswers(model, { rules }, answers, today), pruneAnswers(model, backwards, answers, today));
      assert.deepEqual(codes(model, { rules }, answers), codes(model, backwards, answers));
    }),
    { numRuns: 800 },
  );
});

test('fromFimJson(toFimJson(answers)) gives the answers back', () => {
  const file = { fileId: 'f-1', filename: 'a.pdf', mimeType: 'application/pdf', size: 3, sha512: '00' };
  const rich = schema([
    field('F1'),
    field('F2', { dataType: 'num' }),
    field('F3', { dataType: 'bool' }),
    field('F4', { dataType: 'file', max: null }),
    group('G1', [field('F5', { max: null }), group('G2', [field('F6')])], { max: null }),
  ]);
  const number = fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.constantFrom(0, 2, 9)).map(([n, e]) => {
    const parsed = parseFormValue(field('F', { dataType: 'num' }), (n / 10 ** e).toFixed(e).replace('.', ','));
    return parsed.ok && parsed.value !== null ? parsed.value : '0';
  });
  const some = fc.record(
    {
      F1: fc.string({ minLength: 1 }),
      F2: number,
      F3: fc.boolean(),
      'F4[0]': fc.constant(file),
      'G1[0]/F5[0]': fc.string(),
      'G1[0]/F5[1]': fc.string(),
      'G1[1]/G2/F6': fc.string(),
    },
    { requiredKeys: ['G1[0]/F5[0]'] },
  );
  fc.assert(
    fc.property(some, (record) => {
      const answers: Answers = { ...record };
      const json: unknown = JSON.parse(JSON.stringify(toFimJson(rich, answers)));
      assert.deepEqual(fromFimJson(rich, json, new Map([['f-1', file]])), { answers, unknown: [] });
    }),
  );
  assert.deepEqual(fromFimJson(rich, { F1: 1, F9: 'x', G1: [{ F5: 'no array' }] }).unknown, ['/F1', '/F9', '/G1/0/F5']);
});

test('a longer circle of set rules is ignored; of two setters the smaller id wins in any order', () => {
  const two = schema([field('F1'), field('F2')]);
  const next = (id: string, from: string, to: string) => rule(id, 'set', 'F1', eq('F1', from), to);
  const circle = set(next('a', '0', '1'), next('b', '1', '2'), next('c', '2', '0'));
  assert.deepEqual(pruneAnswers(two, circle, { F1: '0' }, today), { F1: '0' });
  const setters = [rule('a', 'set', 'F2', eq('F1', 'x'), '1'), rule('b', 'set', 'F2', eq('F1', 'x'), '2')];
  for (const rules of [setters, [...setters].reverse()]) {
    assert.deepEqual(pruneAnswers(two, { rules }, { F1: 'x' }, today), { F1: 'x', F2: '1' });
  }
});
