import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluationContext } from '@verbund/xdatenfelder';

test('the state comes from the regional key; without one rules about states stay open', () => {
  const today = '2026-03-01';
  assert.deepEqual(evaluationContext('051700048048', today), { today, land: 'NW' });
  assert.deepEqual(evaluationContext('110000000000', today), { today, land: 'BE' });
  for (const unknown of [null, '', '000000000000', '990000000000']) {
    assert.deepEqual(evaluationContext(unknown, today), { today });
  }
});
