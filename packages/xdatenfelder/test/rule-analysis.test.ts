import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  analyseRules,
  codesOfGroup,
  conditionOutcome,
  recogniseRules,
  type Condition,
  type Rule,
} from '../src/index.ts';
import { ruleSchema, withIds } from './rule-schema.ts';

const model = ruleSchema('');
const eq = (path: string, value: string | boolean): Condition => ({ op: 'equal', path: withIds(path), value });
const not = (condition: Condition): Condition => ({ op: 'not', condition });
const and = (...conditions: Condition[]): Condition => ({ op: 'and', conditions });
const land = (...laender: string[]): Condition => ({ op: 'land-in', laender });
const rule = (
  id: string,
  effect: Rule['effect'],
  target: string,
  when: Condition,
  value: Rule['value'] = null,
): Rule => {
  return { id, owner: '', when, effect, target: withIds(target), message: null, value, source: null };
};
const codes = (...rules: Rule[]) => analyseRules(model, { rules }).map(({ code, path }) => `${code} ${path.slice(-2)}`);

test('reports what contradicts, what never acts and what a rule relaxes', () => {
  const cases: [Rule[], string[]][] = [
    [[rule('a', 'require', 'F5', eq('F1', '01')), rule('b', 'forbid', 'F5', eq('F1', '02'))], []],
    [
      [rule('a', 'require', 'F5', eq('F1', '01')), rule('b', 'forbid', 'F5', eq('F2', true))],
      ['rule-contradiction 05'],
    ],
    [
      [rule('a', 'require', 'F5', eq('F2', true)), rule('b', 'forbid', 'F5', not(eq('F2', false)))],
      ['rule-same-condition 05'],
    ],
    [[rule('a', 'require', 'F5', and(eq('F1', '01'), eq('F1', '02')))], ['rule-never-fires 05']],
    [[rule('a', 'require', 'F5', and(land('NW'), land('SL')))], ['rule-never-fires 05']],
    [[rule('a', 'forbid', 'F5', and(eq('F21', '001'), eq('F21', '002')))], []],
    [[rule('a', 'require', 'F5', eq('F2', true)), rule('b', 'show', 'F5', eq('F1', '01'))], ['rule-contradiction 05']],
    [[rule('a', 'require', 'F5', and(eq('F1', '01'), eq('F2', true))), rule('b', 'show', 'F5', eq('F1', '01'))], []],
    [
      [rule('a', 'set', 'F28', eq('F2', true), '001'), rule('b', 'set', 'F28', eq('F1', '01'), '002')],
      ['rule-contradiction 28'],
    ],
    [[rule('a', 'set', 'F28', eq('F2', true), '001'), rule('b', 'forbid', 'F28', eq('F2', true))], []],
    [[rule('a', 'set', 'F28', eq('F28', '001'), '002')], ['rule-circular-set 28']],
    [[rule('a', 'show', 'F6', eq('F2', true))], ['rule-relaxes-minimum 06']],
    [
      [rule('a', 'valid', 'F1', { op: 'or', conditions: [eq('F1', '01'), not(eq('F1', '01'))] })],
      ['rule-never-fires 01'],
    ],
  ];
  for (const [rules, expected] of cases) assert.deepEqual(codes(...rules), expected, JSON.stringify(rules));
});

test('a finding names the texts it is about, or the rule where nobody wrote a text', () => {
  const clash = [rule('a', 'require', 'F5', eq('F2', true)), rule('b', 'forbid', 'F5', eq('F2', true))];
  const [first, second] = clash;
  assert.ok(first && second);
  const named = [{ ...first, source: { ruleId: 'R7', text: '' } }, second];
  assert.deepEqual(
    analyseRules(model, { rules: named }).map(({ rules }) => rules),
    [['R7', 'b']],
  );
  assert.deepEqual(
    recogniseRules(ruleSchema('Hier steht keine Regel.')).findings.map(({ rules }) => rules),
    [['R1']],
  );
});

test('tries one condition out, alone', () => {
  const today = { today: '2026-03-01', target: '' };
  const outcome = (answer: string | null): string =>
    conditionOutcome(model, eq('F1', '01'), answer === null ? {} : { [withIds('F1')]: answer }, today);
  assert.deepEqual([outcome('01'), outcome('02'), outcome(null)], ['yes', 'no', 'empty']);
});

test('a text with the same condition in both branches is named as such', () => {
  const text = 'Wenn F1 = 02, dann muss F5 befüllt werden. Wenn F1 = 02, dann darf F5 nicht angezeigt werden.';
  const { recognised, findings } = recogniseRules(ruleSchema(text));
  assert.deepEqual(recognised, []);
  assert.deepEqual(
    findings.map(({ code, level }) => [code, level]),
    [['rule-same-condition', 'warning']],
  );
});

test('what one text shows, another text demands elsewhere: both are shown, unless the first says when not', () => {
  const effects = (...texts: string[]): string[] => {
    const base = ruleSchema('');
    const rules = texts.map((text, at) => ({
      ...{ id: `R${String(at)}`, version: null, name: 'R', text: withIds(text), owner: '', script: null },
    }));
    return recogniseRules({ ...base, rules }).recognised.map(({ id, effect }) => `${id} ${effect}`);
  };
  const demand = 'Wenn F1 = 01, dann muss F5 befüllt sein.';
  assert.deepEqual(effects('Wenn F2 = JA, dann zeige F5 an.', demand), ['R0.1 show', 'R1.1 require', 'R1.2 show']);
  assert.deepEqual(effects('Wenn F2 = JA, dann zeige F5 an, ansonsten nicht.', demand), ['R0.1 show', 'R1.1 require']);
  assert.deepEqual(effects('F5 darf nur angezeigt werden, wenn F2 = JA.', demand), ['R0.1 show', 'R1.1 require']);
});

test('two codes for one value of a missing list leave both texts to a person', () => {
  const base = ruleSchema('');
  const text = (id: string, code: string) => ({
    ...{ id, version: null, name: id, owner: '', script: null },
    text: withIds(`Wenn F20 = ${code} "liegt vor", dann muss F5 befüllt sein.`),
  });
  const { recognised, unrecognised } = recogniseRules({ ...base, rules: [text('R1', '1'), text('R2', '001')] });
  assert.deepEqual([recognised.length, unrecognised.length], [0, 2]);
  assert.equal(recogniseRules({ ...base, rules: [text('R1', '001'), text('R2', '001')] }).recognised.length, 2);
});

test('membership is that of the day', () => {
  assert.equal(codesOfGroup('EU', '2026-03-01').size, 27);
  assert.equal(codesOfGroup('EU', '2020-01-31').has('168'), true);
  assert.equal(codesOfGroup('EU', '2020-02-01').has('168'), false);
  assert.equal(codesOfGroup('EU', '2013-06-30').has('130'), false);
  assert.equal(codesOfGroup('EWR', '2026-03-01').size, 30);
  assert.equal(codesOfGroup('EWR', '2026-03-01').has('158'), false);
  assert.deepEqual([...codesOfGroup('CH', '2026-03-01')], ['158']);
});

test('long and hostile texts are left to a person, and reading them ends', () => {
  for (const text of [
    'Wenn '.repeat(4_000),
    `Wenn ${'('.repeat(5_000)}F1 = 01, dann muss F5 befüllt sein.`,
    `Wenn F1 = 01${' ODER = 02'.repeat(1_500)}, dann muss F5 nicht.`,
    `"${'" "'.repeat(6_000)}`,
    'F1 '.repeat(3_000),
    'a'.repeat(1_000_000),
  ]) {
    assert.deepEqual(recogniseRules(ruleSchema(text)).recognised, []);
  }
});
