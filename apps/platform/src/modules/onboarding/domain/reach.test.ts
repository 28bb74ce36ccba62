import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ars } from '#modules/catalogue';
import { mayCreateAt } from './reach.ts';
import { officialNameOf } from './town-facts.ts';

test('towns are created inside the own area only', () => {
  const alpen = '051700004004' as Ars;
  const wesel = '051700000000';
  const cases: readonly (readonly [Parameters<typeof mayCreateAt>[0], boolean])[] = [
    [{ kind: 'operator', ars: null }, true],
    [{ kind: 'district', ars: wesel }, true],
    [{ kind: 'state', ars: '050000000000' }, true],
    [{ kind: 'state', ars: '051000000000' }, true],
    [{ kind: 'district', ars: '051540000000' }, false],
    [{ kind: 'state', ars: '090000000000' }, false],
    [{ kind: 'town', ars: '051700004004' }, false],
    [{ kind: 'town', ars: wesel }, false],
    [{ kind: 'provider', ars: null }, false],
    [{ kind: 'district', ars: null }, false],
  ];
  for (const [maker, expected] of cases) assert.equal(mayCreateAt(maker, alpen), expected, JSON.stringify(maker));
});

test('official names are written as letters write them', () => {
  const cases = [
    ['Xanten, Stadt', 'Xanten', 'town', 'Stadt Xanten'],
    ['Solingen, Klingenstadt', 'Solingen', 'city', 'Stadt Solingen'],
    ['Alpen', 'Alpen', 'town', 'Gemeinde Alpen'],
    ['Ruppichteroth, Burggemeinde', 'Ruppichteroth', 'town', 'Gemeinde Ruppichteroth'],
    ['Odenthal, Tor zur Eifel', 'Odenthal', 'town', 'Odenthal'],
    ['Kreis Wesel', 'Wesel', 'district', 'Kreis Wesel'],
  ] as const;
  for (const [designation, name, kind, expected] of cases) {
    assert.equal(officialNameOf({ designation, name, kind }), expected);
  }
});
