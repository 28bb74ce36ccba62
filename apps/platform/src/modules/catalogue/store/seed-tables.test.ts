import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFreeSlug } from '../domain/slug.ts';
import { csvLine, readCsv } from './csv.ts';
import { loadSeedTables } from './seed-tables.ts';

test('the areas are whole: every parent exists, every slug is free and its own', async () => {
  const { areas } = await loadSeedTables();
  const keys = new Set<string>(areas.map((area) => area.ars));
  assert.equal(keys.size, areas.length);
  for (const area of areas) {
    assert.ok(area.kind === 'state' || keys.has(area.parent ?? ''), area.name);
    assert.ok(isFreeSlug(area.slug), area.slug);
  }
  assert.equal(new Set(areas.map((area) => area.slug)).size, areas.length);
  const count = (...kinds: string[]): number => areas.filter((area) => kinds.includes(area.kind)).length;
  assert.deepEqual(
    [count('state'), count('region'), count('district', 'city'), count('city', 'town')],
    [1, 5, 53, 396],
  );
  const people = areas.filter((area) => area.kind === 'town' || area.kind === 'city');
  assert.equal(
    people.reduce((sum, area) => sum + area.population, 0),
    18_139_116,
  );
  const slugs = new Map(areas.map((area) => [area.slug, area.name]));
  assert.equal(slugs.get('xanten'), 'Xanten');
  assert.equal(slugs.get('kreis-wesel'), 'Kreis Wesel');
  assert.equal(slugs.get('koeln'), 'Köln');
});

test('everyday words and rules lead to services that exist', async () => {
  const { services, synonyms, responsibility } = await loadSeedTables();
  const keys = new Set(services.map((service) => service.leistungsschluessel));
  assert.equal(keys.size, 4813);
  assert.ok(services.every((service) => service.catalogue === '2019-10'));
  assert.ok(synonyms.length >= 120);
  for (const entry of synonyms) assert.ok(keys.has(entry.leistungsschluessel), entry.words);
  assert.ok(responsibility.filter((rule) => rule.keyPrefix.length >= 8).length >= 150);
  assert.equal(new Set(responsibility.map((rule) => rule.keyPrefix)).size, responsibility.length);
  for (const rule of responsibility) {
    assert.ok(
      [...keys].some((key) => key.startsWith(rule.keyPrefix)),
      rule.keyPrefix,
    );
  }
});

test('reads back every table it writes', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ß', '"', ',', '\n', '\r', ' ') });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
      const text = ['x,y', ...rows.map(csvLine)].map((line) => `${line}\n`).join('');
      assert.deepEqual(
        readCsv(text, 'test').map((row) => [row['x'], row['y']]),
        rows,
      );
    }),
  );
});

test('refuses a broken table', () => {
  assert.throws(() => readCsv('', 'empty'), /empty file/);
  assert.throws(() => readCsv('a,b\n1\n', 'short'), /row 2 has 1 fields/);
  assert.throws(() => readCsv('a,b\n"1,2\n', 'quotes'), /quotes/);
});
