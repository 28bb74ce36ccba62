import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonOf } from './comparison.ts';

test('says in which facts offers differ', () => {
  const rows = comparisonOf([
    { id: 'a', label: 'A', values: [['x'], ['x'], ['x']] },
    { id: 'b', label: 'B', values: [['x'], [], ['x']] },
    { id: 'c', label: 'C', values: [[], []] },
    {
      id: 'd',
      label: 'D',
      values: [
        ['x', 'y'],
        ['y', 'x'],
      ],
    },
    { id: 'e', label: 'E', values: [['x'], ['y']] },
  ]);
  assert.deepEqual(
    rows.map(({ differs }) => differs),
    [false, true, false, false, true],
  );
});
