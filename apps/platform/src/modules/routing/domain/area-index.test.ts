import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Area, parseArs } from '#modules/catalogue';
import { createAreaIndex } from './area-index.ts';

function area(ars: string, name: string, population: number, extra: Partial<Area> = {}): Area {
  const parsed = parseArs(ars);
  assert.ok(parsed);
  return { ars: parsed, kind: 'town', name, designation: name, population, slug: ars, ...extra };
}

const areas = [
  area('053150000000', 'Köln', 1_087_353, { kind: 'city' }),
  area('053000000000', 'Regierungsbezirk Köln', 4_500_000, { kind: 'region' }),
  area('051540008008', 'Bedburg-Hau', 13_000, { postcode: '47551' }),
  area('053620012012', 'Bedburg', 25_000),
  area('064400002002', 'Bad Nauheim', 33_000),
  area('064340001001', 'Bad Homburg v. d. Höhe', 55_000),
  area('150020000000', 'Halle (Saale)', 240_000, { kind: 'city' }),
  area('150030000000', 'Magdeburg', 240_100, { kind: 'city' }),
];

describe('search for areas', () => {
  const index = createAreaIndex(areas);
  const cases: [words: string, terms: string[], names: string[]][] = [
    ['the exact name before the larger area', ['Köln'], ['Köln', 'Regierungsbezirk Köln']],
    ['without umlauts and in any case', ['KOELN'], ['Köln', 'Regierungsbezirk Köln']],
    ['only whole words without a wildcard', ['Mag'], []],
    ['words that begin so', ['Mag*'], ['Magdeburg']],
    ['words that end so', ['*burg'], ['Magdeburg', 'Bad Homburg v. d. Höhe', 'Bedburg', 'Bedburg-Hau']],
    ['words that hold a part', ['*gdeb*'], ['Magdeburg']],
    ['a wildcard inside', ['Ma*rg'], ['Magdeburg']],
    ['parts that do not overlap', ['Bedbu*burg'], []],
    ['all terms together', ['Bad', 'Hom*'], ['Bad Homburg v. d. Höhe']],
    ['a space inside a term like two terms', ['Bad Homburg'], ['Bad Homburg v. d. Höhe']],
    ['a name with brackets, with or without them', ['Halle', 'Saale'], ['Halle (Saale)']],
    ['a name as it is written', ['Halle (Saale)'], ['Halle (Saale)']],
    ['a name with a hyphen', ['bedburg-hau'], ['Bedburg-Hau']],
    ['the postcode of the administration', ['47551'], ['Bedburg-Hau']],
    ['the beginning of a postcode', ['475*'], ['Bedburg-Hau']],
    ['nothing for an unknown name', ['Atlantis'], []],
  ];
  for (const [words, terms, names] of cases) {
    it(`finds ${words}`, () => {
      assert.deepEqual(index.search(terms).map(({ name }) => name), names); // prettier-ignore
    });
  }
});
