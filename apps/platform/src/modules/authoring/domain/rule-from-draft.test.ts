import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Rule } from '@verbund/xdatenfelder';
import { ruleModel, withIds } from '../test/rule-model.ts';
import { inconsistenciesOf } from './rule-consistency.ts';
import { readRuleForm } from './rule-form.ts';
import { fromDraft } from './rule-from-draft.ts';

const schema = ruleModel();
const subject = { schema, ruleId: 'R1', owner: '', text: 'Text' };

/** A form as posted; `F1` stands for a whole id. */
function read(fields: Readonly<Record<string, string>>) {
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, withIds(value)]);
  return fromDraft(readRuleForm(new URLSearchParams(pairs)), subject);
}

const statement = { 'a0-wirkung': 'require', 'a0-ziel0': 'F5', 'a0-wann': 'wenn', 'a0-w-art': 'all' };
const about = (path: string, test: string, more: Readonly<Record<string, string>> = {}) => ({
  ...statement,
  'a0-w-0-thema': path,
  'a0-w-0-vergleich': test,
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`a0-w-0-${name}`, value])),
});

test('says at which field what is wrong', () => {
  const cases: [Readonly<Record<string, string>>, string[]][] = [
    [{}, ['aussagen no-statement']],
    [{ 'a0-wirkung': '' }, ['a0-wirkung effect-missing', 'a0-ziel0 target-missing', 'a0-w-art group-empty']],
    [about('', ''), ['a0-w-0-thema subject-missing']],
    [about('F99', 'is'), ['a0-w-0-thema subject-unknown']],
    [about('F1', ''), ['a0-w-0-vergleich test-missing']],
    [about('F1', 'less'), ['a0-w-0-vergleich test-unfit']],
    [about('F1', 'in-land'), ['a0-w-0-vergleich test-unfit']],
    [about('G1', 'is', { wert: 'x' }), ['a0-w-0-vergleich test-unfit']],
    [about('F1', 'is'), ['a0-w-0-wert value-missing']],
    [about('F1', 'is', { wert: '99' }), ['a0-w-0-wert value-not-in-list']],
    [about('F2', 'is', { wert: 'vielleicht' }), ['a0-w-0-wert value-yes-no']],
    [about('F10', 'less', { wert: '31.2.2026' }), ['a0-w-0-wert value-date']],
    [about('F12', 'more', { wert: 'viele' }), ['a0-w-0-wert value-number']],
    [about('F12', 'more', { mit: 'heute', wert: '1' }), []],
    [about('F12', 'more', { mit: 'today' }), ['a0-w-0-mit not-comparable']],
    [about('F10', 'more', { mit: 'field' }), ['a0-w-0-feld other-missing']],
    [about('F10', 'more', { mit: 'field', feld: 'F12' }), ['a0-w-0-feld not-comparable']],
    [about('F10', 'more', { mit: 'today', jahre: 'achtzehn' }), ['a0-w-0-jahre shift-not-a-number']],
    [about('F19', 'in-group'), ['a0-w-0-gruppen groups-missing']],
    [about('land', 'in-land'), ['a0-w-0-laender laender-missing']],
    [about('land', 'is'), ['a0-w-0-vergleich test-unfit']],
    [about('F14', 'calendar-date', { feld: 'F99' }), ['a0-w-0-thema subject-unknown']],
    [{ ...about('F4', 'filled'), 'a0-ziel0': 'F99' }, ['a0-ziel0 target-unknown']],
    [{ ...about('F4', 'filled'), 'a0-ziel1': 'F5' }, ['a0-ziel1 target-twice']],
    [{ ...about('F4', 'filled'), 'a0-wirkung': 'set', 'a0-ziel0': 'G1' }, ['a0-ziel0 target-not-a-field']],
    [{ ...about('F4', 'filled'), 'a0-wirkung': 'set', 'a0-ziel0': 'F28' }, ['a0-wert value-missing']],
    [{ ...about('F4', 'filled'), 'a0-wirkung': 'valid' }, ['a0-f-art group-empty']],
    [{ ...about('F4', 'filled'), 'a0-meldung-de': 'Bitte' }, ['a0-meldung-en message-half']],
    [{ ...about('F4', 'filled'), 'a0-w-1-art': 'any' }, ['a0-w-1-art group-empty']],
  ];
  for (const [fields, expected] of cases) {
    const { rules, problems } = read(fields);
    assert.deepEqual(problems.map(({ field, code }) => `${field} ${code}`), expected, JSON.stringify(fields)); // prettier-ignore
    assert.equal(rules.length > 0, expected.length === 0);
  }
});

test('writes what was entered as a rule of its text', () => {
  const whens: [Readonly<Record<string, string>>, Rule['when']][] = [
    [about('F1', 'is-not', { wert: '02' }), { op: 'not', condition: { op: 'equal', path: 'F1', value: '02' } }],
    [about('F2', 'is', { wert: 'true' }), { op: 'equal', path: 'F2', value: true }],
    [about('F34', 'at-least', { wert: '1.250,50' }), { op: 'compare', operator: '>=', path: 'F34', with: { kind: 'value', value: '1250.5' } }], // prettier-ignore
    [about('G4', 'more', { mit: 'today', jahre: '−18' }), { op: 'compare', operator: '>', path: 'G4', with: { kind: 'today', years: -18, months: 0, days: 0 } }], // prettier-ignore
    [about('F10', 'less', { mit: 'field', feld: 'F11', nicht: 'true' }), { op: 'not', condition: { op: 'compare', operator: '<', path: 'F10', with: { kind: 'path', path: 'F11' } } }], // prettier-ignore
    [
      { ...about('F4', 'filled'), 'a0-wann': 'immer' },
      { op: 'and', conditions: [] },
    ],
  ];
  for (const [fields, when] of whens) {
    const { rules, problems } = read(fields);
    assert.deepEqual(problems, []);
    assert.deepEqual(rules[0]?.when, JSON.parse(withIds(JSON.stringify(when))), JSON.stringify(fields));
    assert.deepEqual([rules[0]?.id, rules[0]?.source], ['R1.1', { ruleId: 'R1', text: 'Text' }]);
  }
});

test('a demand is written as "if … then", with a message of its own or one made from it', () => {
  const fields = { ...about('F2', 'is', { wert: 'true' }), 'a0-wirkung': 'valid', 'a0-ziel0': 'F11', 'a0-f-0-thema': 'F11', 'a0-f-0-vergleich': 'more', 'a0-f-0-mit': 'field', 'a0-f-0-feld': 'F10' }; // prettier-ignore
  const [rule] = read(fields).rules;
  assert.equal(rule?.when.op, 'or');
  assert.match(rule.message?.de ?? '', /^Wenn „Haustier vorhanden“ „Ja“ ist, dann muss zutreffen, dass „Ende“ nach „Beginn“ ist\.$/u); // prettier-ignore
  const [worded] = read({ ...fields, 'a0-meldung-de': 'Ende vor Beginn.', 'a0-meldung-en': 'End before start.' }).rules;
  assert.deepEqual(worded?.message, { de: 'Ende vor Beginn.', en: 'End before start.' });
});

test('finds what cannot be meant so', () => {
  const rules = (fields: Readonly<Record<string, string>>) => inconsistenciesOf(schema, read(fields).rules);
  const never = { ...about('F1', 'is', { wert: '01' }), 'a0-w-1-thema': 'F1', 'a0-w-1-vergleich': 'is', 'a0-w-1-wert': '02' }; // prettier-ignore
  assert.deepEqual(rules(never), ['never-fires']);
  assert.deepEqual(rules({ ...never, 'a0-w-art': 'any' }), []);
  assert.deepEqual(rules({ ...about('F5', 'filled'), 'a0-wirkung': 'show' }), ['depends-on-itself']);
  const inside = { ...about('G1/F7', 'filled'), 'a0-wirkung': 'forbid', 'a0-ziel0': 'G1' };
  assert.deepEqual(rules(inside), ['depends-on-itself']);
  assert.deepEqual(rules({ ...inside, 'a0-ziel0': 'F5' }), []);
  assert.deepEqual(rules(about('F5', 'filled')), []);
  const second = Object.fromEntries(
    Object.entries(about('F1', 'is', { wert: '01' })).map(([name, value]) => [name.replace('a0', 'a1'), value]),
  );
  const both = { ...about('F1', 'is', { wert: '01' }), ...second, 'a1-wirkung': 'forbid' };
  assert.deepEqual(rules(both), ['same-condition']);
});
