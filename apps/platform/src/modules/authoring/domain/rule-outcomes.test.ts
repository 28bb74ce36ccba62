import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluationContext, recogniseRules, type RuleText, visibleNodes } from '@verbund/xdatenfelder';
import { ruleSchema } from '../../../../../../packages/xdatenfelder/test/rule-schema.ts';
import { traitSchema } from '../../../../../../packages/xdatenfelder/test/trait-schema.ts';
import { answersToShow, areaOfLand, firstInstance, outcomeOf, tryOut } from './rule-outcomes.ts';

const today = '2026-03-01';
const outcomesOf = (text: string): string[][] => {
  const schema = ruleSchema(text);
  const { recognised } = recogniseRules(schema);
  return tryOut(schema, recognised, today).map(({ rules, rows }) => {
    for (const { outcome, example } of rows) {
      for (const rule of rules) assert.equal(outcomeOf(schema, rule, example, today), outcome);
    }
    return rows.map(({ id }) => id);
  });
};

test('one table for each condition, with an example for every outcome that there is', () => {
  assert.deepEqual(outcomesOf('Wenn F1 = 01, dann ist F5 zu befüllen. Wenn F1 <> 01, dann ist F5 auszublenden.'), [
    ['0-yes', '0-no', '0-empty'],
  ]);
  assert.deepEqual(outcomesOf('Wenn F1 = 01, dann muss F5 befüllt sein. Wenn F1 = 02, dann muss F4 befüllt sein.'), [
    ['0-yes', '0-no', '0-empty'],
    ['1-yes', '1-no', '1-empty'],
  ]);
  // Whether something is empty is never open.
  assert.deepEqual(outcomesOf('Wenn F4 leer ist, dann darf F5 nicht befüllt werden.'), [['0-yes', '0-no']]);
  assert.deepEqual(outcomesOf('Für das Land NW gilt: Wenn F1 = 01, dann muss F5 befüllt sein.')[0]?.length, 3);
});

test('what an example is about can be seen in the form: repetitions are opened, choices taken', () => {
  const base = traitSchema();
  const schema = { ...base, rules: [] as RuleText[] };
  const target = 'G99000000071/G99000000020/G99000000010/F99000000012';
  assert.equal(firstInstance(schema, target), 'G99000000071[0]/G99000000020/G99000000010/F99000000012');
  const seen = (path: string) => {
    const answers = answersToShow(schema, { answers: {} }, path);
    const context = evaluationContext(areaOfLand('NW') ?? null, today);
    const visible = visibleNodes(schema, { rules: [] }, answers, context);
    return visible.some((node) => node.path === firstInstance(schema, path));
  };
  assert.ok(seen(target));
  assert.ok(seen('G99000000070/G99000000040/G99000000043/F99000000044'));
});

test('names the area of a state', () => {
  assert.deepEqual(['NW', 'SH', 'TH', undefined].map(areaOfLand), [
    '050000000000',
    '010000000000',
    '160000000000',
    undefined,
  ]);
});
