import assert from 'node:assert/strict';
import { test } from 'node:test';
import { homeOf } from './home.ts';
import { actionsOf, allRoles, roleActions } from './roles.ts';

test('everybody begins on a page that is hers', () => {
  assert.equal(homeOf(actionsOf(['admin'])), '/amt');
  assert.equal(homeOf(actionsOf(['catalogue-editor'])), '/anbieter');
  assert.equal(homeOf(actionsOf(['coordinator'])), '/amt/koordination');
  assert.equal(homeOf(actionsOf(['treasurer'])), '/amt/haushalt');
  assert.equal(homeOf(actionsOf(['operator'])), '/betrieb');
  assert.equal(homeOf(new Set()), '/amt/mandant');
});

test('whoever has a role may also switch between authorities', () => {
  for (const role of allRoles) assert.ok(actionsOf([role]).has('workplace.switch'), role);
  assert.equal(Object.keys(roleActions).length, allRoles.length);
});
