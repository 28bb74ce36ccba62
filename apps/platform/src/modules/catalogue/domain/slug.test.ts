import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFreeSlug, reservedSlugs, slugify, uniqueSlug } from './slug.ts';

test('writes umlauts out and drops what an address cannot hold', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Köln', 'koeln'],
    ['Kreis Wesel', 'kreis-wesel'],
    ['Stolberg (Rhld.)', 'stolberg-rhld'],
    ['Straße & Öl', 'strasse-oel'],
    ['Łódź', 'lodz'],
    ['Ko\u0308ln', 'koeln'],
    ['…', ''],
  ];
  for (const [name, slug] of cases) assert.equal(slugify(name), slug);
});

test('every slug of a name is an address part and stays the same when made again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const slug = slugify(name);
      assert.match(slug, /^([a-z0-9]+(-[a-z0-9]+)*)?$/);
      assert.equal(slugify(slug), slug);
    }),
  );
});

test('never gives out a taken or reserved slug', () => {
  assert.equal(uniqueSlug(['Amt', 'Amt Neuhaus'], new Set()), 'amt-neuhaus');
  assert.equal(uniqueSlug(['Amt'], new Set(['amt-2'])), 'amt-3');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('Konto', 'Essen', 'Essen 2', '…', 'Köln')), (names) => {
      const taken = new Set<string>();
      for (const name of names) {
        const slug = uniqueSlug([name], taken);
        assert.ok(isFreeSlug(slug) && !taken.has(slug));
        taken.add(slug);
      }
    }),
  );
});

test('reserves the addresses of the platform', () => {
  for (const slug of ['konto', 'amt', 'api', 'saml', 'readyz', 'routing-api']) assert.ok(reservedSlugs.has(slug));
});
