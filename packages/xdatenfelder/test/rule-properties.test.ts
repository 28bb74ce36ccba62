import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  pruneAnswers,
  validateAnswers,
  type AnswerValue,
  type Answers,
  type Condition,
  type Rule,
} from '../src/index.ts';
import { ruleSchema, withIds } from './rule-schema.ts';

const model = ruleSchema('');
const context = { today: '2026-03-01', land: 'NW' };
const path = (short: string): string => withIds(short).replaceAll('.', '/');

const values: [string, AnswerValue[]][] = [
  ['F1', ['01', '02', '03']],
  ['F2', [true, false]],
  ['F5', ['x']],
  ['F6', ['y']],
  ['G1.F7', ['Rex']],
  ['G1.G2.F8', ['1']],
  ['F10', ['2026-01-01', '2026-12-31']],
  ['F11', ['2026-06-01']],
  ['F12', ['3', '30']],
  ['G4.F14', ['29', '31']],
  ['G4.F15', ['2']],
  ['G4.F16', ['2008', '2007']],
  ['F18[0]', ['000', '163']],
  ['F18[1]', ['124', '163']],
  ['F28', ['001', '002']],
];
const arbitraryAnswers: fc.Arbitrary<Answers> = fc
  .tuple(...values.map(([, options]) => fc.option(fc.constantFrom(...options), { nil: undefined })))
  .map((chosen) =>
    Object.fromEntries(
      values.flatMap(([short], at) => {
        const value = chosen[at];
        return value === undefined ? [] : [[path(short), value] as const];
      }),
    ),
  );

const atom: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { op: 'equal', path: path('F1'), value: '01' },
  { op: 'equal', path: path('F2'), value: true },
  { op: 'equal', path: path('F28'), value: '002' },
  { op: 'empty', path: path('F5') },
  { op: 'empty', path: path('G1') },
  { op: 'compare', operator: '<', path: path('F10'), with: { kind: 'path', path: path('F11') } },
  { op: 'compare', operator: '>', path: path('F12'), with: { kind: 'value', value: '5' } },
  { op: 'compare', operator: '>', path: path('G4'), with: { kind: 'today', years: -18, months: 0, days: 0 } },
  { op: 'date', day: path('G4.F14'), month: path('G4.F15'), year: path('G4.F16') },
  { op: 'country', path: path('F18'), groups: ['EU', 'EWR', 'CH'], member: false },
  { op: 'land-in', laender: ['NW', 'SL'] },
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    tie('condition').map((inner): Condition => ({ op: 'not', condition: inner })),
    fc
      .tuple(fc.constantFrom('and', 'or', 'xor'), fc.array(tie('condition'), { maxLength: 3 }))
      .map(([op, conditions]): Condition => ({ op, conditions })),
  ),
}));
const arbitraryRule: fc.Arbitrary<Rule> = fc
  .record({
    effect: fc.constantFrom<Rule['effect']>('require', 'forbid', 'show', 'valid', 'set'),
    target: fc.constantFrom('F1', 'F2', 'F5', 'F6', 'G1', 'G1.F7', 'G4', 'G4.F15', 'F28'),
    when: condition,
  })
  .map(({ effect, target, when }) => {
    const value = effect !== 'set' ? null : (values.find(([short]) => short === target)?.[1][0] ?? 'x');
    return { id: '', owner: '', when, effect, target: path(target), message: null, value: scalar(value), source: null };
  });
const arbitraryRules = fc
  .array(arbitraryRule, { maxLength: 8 })
  .map((rules) => rules.map((rule, at) => ({ ...rule, id: `R${String(at)}` })));

function scalar(value: AnswerValue | null): string | boolean | null {
  return typeof value === 'object' ? null : value;
}

test('pruning twice removes nothing more, whatever the rules say', () => {
  fc.assert(
    fc.property(arbitraryRules, arbitraryAnswers, (rules, answers) => {
      const once = pruneAnswers(model, { rules }, answers, context);
      assert.deepEqual(pruneAnswers(model, { rules }, once, context), once);
    }),
    { numRuns: 300 },
  );
});

test('the order of rules changes nothing', () => {
  const shuffled = arbitraryRules.chain((rules) =>
    fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
  );
  fc.assert(
    fc.property(shuffled, arbitraryAnswers, ([rules, other], answers) => {
      assert.deepEqual(
        pruneAnswers(model, { rules: other }, answers, context),
        pruneAnswers(model, { rules }, answers, context),
      );
      assert.deepEqual(
        validateAnswers(model, { rules: other }, answers, context),
        validateAnswers(model, { rules }, answers, context),
      );
    }),
    { numRuns: 200 },
  );
});

test('partial dates, states of several groups and missing parts decide only what is certain', () => {
  const violated = (when: Condition, answers: Answers): boolean => {
    const rules = [
      {
        id: 'R',
        owner: '',
        when,
        effect: 'valid' as const,
        target: path('F1'),
        message: null,
        value: null,
        source: null,
      },
    ];
    const errors = validateAnswers(model, { rules }, { [path('F1')]: '01', ...answers }, context);
    return errors.some(({ code }) => code === 'rule');
  };
  const born = (year: string, month?: string, day?: string): Answers => ({
    [path('G4.F16')]: year,
    ...(month === undefined ? {} : { [path('G4.F15')]: month }),
    ...(day === undefined ? {} : { [path('G4.F14')]: day }),
  });
  const adult: Condition = {
    op: 'compare',
    operator: '<=',
    path: path('G4'),
    with: { kind: 'today', years: -18, months: 0, days: 0 },
  };
  const minor: Condition = { op: 'not', condition: adult };
  // 18 on 2026-03-01 means born on 2008-03-01 or before.
  const cases: [Answers, adult: boolean | null][] = [
    [born('2008', '3', '1'), true],
    [born('2008', '3', '2'), false],
    [born('2008', '2'), true],
    [born('2008', '3'), null],
    [born('2008'), null],
    [born('2007'), true],
    [born('2009'), false],
    [{}, null],
  ];
  for (const [answers, isAdult] of cases) {
    assert.equal(violated(adult, answers), isAdult === false, JSON.stringify(answers));
    assert.equal(violated(minor, answers), isAdult === true, JSON.stringify(answers));
  }
  const date: Condition = { op: 'date', day: path('G4.F14'), month: path('G4.F15'), year: path('G4.F16') };
  assert.equal(violated(date, born('2024', '2', '29')), false);
  assert.equal(violated(date, born('2025', '2', '29')), true);
  assert.equal(violated(date, born('2025', '2')), false);
  const member = (isMember: boolean): Condition => ({
    op: 'country',
    path: path('F18'),
    groups: ['EU'],
    member: isMember,
  });
  const both = { [path('F18[0]')]: '000', [path('F18[1]')]: '163' };
  assert.equal(violated(member(true), both), false);
  assert.equal(violated(member(false), both), false);
  assert.equal(violated(member(false), { [path('F18[0]')]: '000' }), true);
  assert.equal(violated(member(false), {}), false);
});
