import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvCell } from './csv.ts';

test('cells are quoted where needed, and never formulas', () => {
  assert.equal(csvCell('Hund'), 'Hund');
  assert.equal(csvCell('a,b'), '"a,b"');
  assert.equal(csvCell('sagt "ja"'), '"sagt ""ja"""');
  assert.equal(csvCell('zwei\nZeilen'), '"zwei\nZeilen"');
  assert.equal(csvCell('=1+1'), "'=1+1");
  assert.equal(csvCell('@x,y'), '"\'@x,y"');
});
