import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recogniseRules } from '../src/index.ts';
import { ruleNotation } from './rule-notation.ts';
import { ruleSchema, withIds } from './rule-schema.ts';
import { ruleTexts } from './rule-texts.ts';

test('the table of rule texts is large and has no text twice', (t) => {
  assert.ok(new Set(ruleTexts.map(([text]) => text)).size >= 120);
  assert.equal(new Set(ruleTexts.map(([text]) => text)).size, ruleTexts.length);
  const read = ruleTexts.filter(([, rules]) => rules !== null).length;
  t.diagnostic(`${String(ruleTexts.length)} texts, ${String(read)} of them recognisable`);
});

for (const [text, expected, owner] of ruleTexts) {
  test(`${expected === null ? 'leaves' : 'reads'}: ${text || '(empty)'}`, () => {
    const model = ruleSchema(text, owner);
    const { recognised, unrecognised, readings, findings } = recogniseRules(model);
    if (expected === null) {
      assert.deepEqual(
        recognised.map((rule) => ruleNotation(rule)),
        [],
      );
      assert.equal(unrecognised.length, 1);
      assert.match(findings[0]?.code ?? '', /^rule-/u);
      return;
    }
    assert.deepEqual(
      recognised.map((rule) => ruleNotation(rule)),
      expected,
    );
    assert.ok(recognised.every((rule) => rule.source?.text === withIds(text)));
    const [reading] = readings;
    assert.ok(reading !== undefined && reading.paraphrase.length > 20 && !/[{}]|undefined/u.test(reading.paraphrase));
    assert.ok(reading.confidence >= 0.5 && reading.confidence <= 1);
    assert.equal(reading.confidence === 1, reading.doubts.length === 0);
  });
}
