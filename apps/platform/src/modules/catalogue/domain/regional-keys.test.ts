import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadSeedTables } from '../store/seed-tables.ts';
import { agsOfArs, ancestors, arsLevel, isWithin, padArs, parseAgs, parseArs, withAncestors } from './regional-keys.ts';

const xanten = parseArs('051700052052');

test('reads the levels of Xanten', () => {
  assert.ok(xanten);
  assert.equal(agsOfArs(xanten), '05170052');
  assert.equal(arsLevel(xanten), 'municipality');
  assert.deepEqual(withAncestors(xanten), [
    '051700052052', '051700052000', '051700000000', '051000000000', '050000000000', '000000000000',
  ]); // prettier-ignore
});

test('skips levels that do not exist', () => {
  const kiel = parseArs('010020000000');
  assert.ok(kiel);
  assert.deepEqual(withAncestors(kiel), ['010020000000', '010000000000', '000000000000']);
  const federation = padArs('');
  assert.ok(federation);
  assert.equal(arsLevel(federation), 'federation');
  assert.deepEqual(ancestors(federation), []);
});

test('refuses what is no key', () => {
  for (const text of ['', '5170052052', '05170005205x', '170000000000', '000000000001', '０５１７０００５２０５２']) {
    assert.equal(parseArs(text), undefined, text);
  }
  for (const text of ['5170052', '00170052', '99170052']) assert.equal(parseAgs(text), undefined, text);
  assert.equal(parseArs('05 1 70 0052 052'), xanten);
});

test('every key lies in all its ancestors, and each ancestor is shorter than the one before', () => {
  const keys = fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 0, max: 9_999_999_999 }))
    .map(([state, rest]) => parseArs(String(state).padStart(2, '0') + String(rest).padStart(10, '0')));
  fc.assert(
    fc.property(keys, (ars) => {
      assert.ok(ars);
      const chain = withAncestors(ars);
      assert.equal(chain[0], ars);
      assert.equal(chain.at(-1), '000000000000');
      assert.equal(new Set(chain).size, chain.length);
      for (const area of chain) assert.ok(isWithin(ars, area));
      for (const area of chain.slice(1)) assert.ok(!isWithin(area, ars));
      assert.equal(agsOfArs(ars).slice(0, 5), ars.slice(0, 5));
    }),
  );
});

test('agrees with the official keys of all municipalities of NRW', async () => {
  const { areas } = await loadSeedTables();
  const towns = areas.filter((area) => area.kind === 'town' || area.kind === 'city');
  assert.equal(towns.length, 396);
  for (const town of towns) {
    assert.equal(agsOfArs(town.ars), town.ags);
    assert.ok(town.parent !== undefined && ancestors(town.ars).includes(town.parent), town.name);
  }
});
