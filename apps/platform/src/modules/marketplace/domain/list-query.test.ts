import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readEuros, readTyped, toEntryQuery } from './list-query.ts';

test('euro as people write them', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['2500', 250_000],
    ['2.500', 250_000],
    ['2.500,50 €', 250_050],
    ['0,5', 50],
    ['1.25', null],
    ['-3', null],
    ['viel', null],
  ];
  for (const [text, cents] of cases) assert.equal(readEuros(text), cents, text);
});

test('every amount is read as it is written', () => {
  fc.assert(
    fc.property(fc.nat({ max: 99_999_999_999 }), (cents) => {
      const [euros, rest] = [Math.floor(cents / 100), String(cents % 100).padStart(2, '0')];
      assert.equal(readEuros(`${euros.toLocaleString('de-DE')},${rest}`), cents);
    }),
  );
});

test('digits are a key, words are words, and nonsense asks for nothing', () => {
  const of = (text: string, place: string | null = null) => toEntryQuery(readTyped(new URLSearchParams(text)), place);
  assert.equal(of('q=99102013002000').query.key, '99102013002000');
  assert.equal(of('q=99102').query.q, '');
  assert.equal(of('q=Hund').query.q, 'Hund');
  assert.equal(of('reife=9&stand=x&konform=y&sortierung=z').query.maturity, null);
  assert.equal(of('stand=available').query.state, 'available');
  assert.equal(of('preis=100').problem, 'priceNeedsPlace');
  assert.equal(of('preis=abc', '051700052052').problem, 'price');
  assert.deepEqual(of('preis=100', '051700052052').query.maxYearlyCents, 10_000);
});
