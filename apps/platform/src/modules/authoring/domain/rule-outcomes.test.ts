import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluationContext, recogniseRules, visibleNodes } from '@verbund/xdatenfelder';
import { ruleModel, withIds } from '../test/rule-model.ts';
import { answersToShow, areaOfLand, firstInstance, outcomeOf, tryOut } from './rule-outcomes.ts';

const today = '2026-03-01';
const outcomesOf = (text: string): string[][] => {
  const schema = ruleModel(text);
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
  const schema = ruleModel();
  assert.equal(firstInstance(schema, withIds('G8/F40')), withIds('G8[0]/F40'));
  const seen = (path: string) => {
    const answers = answersToShow(schema, { answers: {} }, path);
    const context = evaluationContext(areaOfLand('NW') ?? null, today);
    const visible = visibleNodes(schema, { rules: [] }, answers, context);
    return visible.some((node) => node.path === firstInstance(schema, path));
  };
  for (const path of ['G8/F40', 'G9/G10/F41', 'G9/F42']) assert.ok(seen(withIds(path)), path);
});

test('names the area of a state', () => {
  assert.deepEqual(['NW', 'SH', 'TH', undefined].map(areaOfLand), [
    '050000000000',
    '010000000000',
    '160000000000',
    undefined,
  ]);
});
