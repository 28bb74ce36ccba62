import assert from 'node:assert/strict';
import { test } from 'node:test';

import { conditionOutcome, exampleAnswers, recogniseRules, type Condition, type Truth } from '../src/index.ts';
import { ruleSchema, withIds } from './rule-schema.ts';
import { ruleTexts } from './rule-texts.ts';
import { traitSchema } from './trait-schema.ts';

const model = ruleSchema('');
const today = { today: '2026-03-01', target: '' };
const example = (condition: Condition, wish: Truth) => exampleAnswers(model, condition, wish, today);
const equal = (path: string, value: string | boolean): Condition => ({ op: 'equal', path: withIds(path), value });

test('gives the fewest answers, and the state where the condition names one', () => {
  const both: Condition = { op: 'and', conditions: [equal('F1', '02'), equal('F2', true)] };
  assert.deepEqual(example(both, 'yes'), { answers: { [withIds('F1')]: '02', [withIds('F2')]: true } });
  assert.equal(Object.keys(example(both, 'no')?.answers ?? {}).length, 1);
  assert.deepEqual(example(both, 'empty'), { answers: {} });
  assert.deepEqual(example({ op: 'land-in', laender: ['SL'] }, 'yes'), { answers: {}, land: 'SL' });
  assert.deepEqual(example({ op: 'land-in', laender: ['SL'] }, 'no'), { answers: {}, land: 'NW' });
  assert.equal(example({ op: 'and', conditions: [equal('F2', true), equal('F2', false)] }, 'yes'), null);
});

/** "Gründe" has two values at once, which the search does not try. */
const notFound = /F99000000021 = 001 UND = 002/u;
const isAlways = (condition: Condition): boolean => condition.op === 'and' && condition.conditions.length === 0;

test('finds an example and a counter-example for nearly every rule of our schemas', () => {
  const models = [...ruleTexts.map(([text, , owner]) => ruleSchema(text, owner)), traitSchema()];
  const missing: string[] = [];
  for (const schema of models) {
    for (const { id, when, target, source } of recogniseRules(schema).recognised) {
      for (const wish of ['yes', 'no'] as const) {
        const found = exampleAnswers(schema, when, wish, today);
        if (wish === 'no' && isAlways(when)) assert.equal(found, null);
        else if (found === null) missing.push(`${id} ${target} ${wish}: ${source?.text ?? ''}`);
        else {
          const context = { ...today, ...(found.land === undefined ? {} : { land: found.land }) };
          assert.equal(conditionOutcome(schema, when, found.answers, context), wish, source?.text);
        }
      }
    }
  }
  assert.deepEqual(
    missing.filter((text) => !notFound.test(text)),
    [],
  );
});
