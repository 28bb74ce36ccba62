import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { areaUrn, significantDigits } from './regional-digits.ts';
import { readAreaQuery, readRouteQuery } from './route-query.ts';

const key = 'leikaKey=99050012104000';

describe('parameters of a route', () => {
  const accepted = [
    'ars=05',
    'ars=051',
    'ars=05170',
    'ars=051700052',
    'ars=051700052052',
    'ags=05',
    'ags=05170052',
    'areaId=7',
  ];
  for (const area of accepted)
    it(`takes ${area}`, () => assert.ok(readRouteQuery(new URLSearchParams(`${key}&${area}`)).ok));

  const refused: [query: string, words: RegExp][] = [
    ['ars=05', /leikaKey/],
    ['leikaKey=9905001210400&ars=05', /leikaKey/],
    ['leikaKey=urn:de:fim:leika:leistung:99050012104000&ars=05', /leikaKey/],
    [`${key}&${key}&ars=05`, /leikaKey/],
    [key, /[Ee]xactly one/],
    [`${key}&ars=05&ags=05`, /[Ee]xactly one/],
    [`${key}&ars=05&ars=06`, /[Ee]xactly one/],
    [`${key}&ars=0517`, /ars/],
    [`${key}&ars=05170005`, /ars/],
    [`${key}&ags=051700052`, /ags/],
    [`${key}&areaId=a`, /areaId/],
    [`${key}&ars=05&limit=0`, /limit/],
    [`${key}&ars=05&limit=501`, /limit/],
    [`${key}&ars=05&limit=ten`, /limit/],
    [`${key}&ars=05&offset=-1`, /offset/],
  ];
  for (const [query, words] of refused) {
    it(`refuses ${query}`, () => {
      const read = readRouteQuery(new URLSearchParams(query));
      assert.ok(!read.ok);
      assert.match(read.wrong, words);
    });
  }
});

describe('search terms of areas', () => {
  const read = (...terms: string[]) =>
    readAreaQuery(new URLSearchParams(terms.map((term) => ['areaSearchexpression', term])));

  for (const term of ['Hanau', 'Mag*', '*burg', '*gde*', 'Ma*rg', 'Ma**rg', 'Bad Homburg', '47551']) {
    it(`takes "${term}"`, () => assert.ok(read(term).ok));
  }
  for (const term of ['', ' ', 'a', '*', '**', '**ab', 'ab**', 'a*', 'ab***cd', 'ab*c*de', 'x'.repeat(201)]) {
    it(`refuses "${term.slice(0, 10)}"`, () => assert.ok(!read(term).ok));
  }
  it('takes one to ten of them', () => {
    assert.ok(read(...Array.from({ length: 10 }, () => 'Bad')).ok);
    assert.ok(!read(...Array.from({ length: 11 }, () => 'Bad')).ok);
    assert.ok(!read().ok);
  });
});

it('reads regional keys with and without the zeros that pad them', () => {
  const digits = [
    '000000000000',
    '050000000000',
    '051000000000',
    '051700000000',
    '051700052000',
    '051700052052',
    '0517',
  ];
  assert.deepEqual(digits.map(significantDigits), ['', '05', '051', '05170', '051700052', '051700052052', '0517']);
  const urn = 'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:rs:';
  assert.deepEqual(['DE', 'DE050000000000', 'DE05170'].map(areaUrn), [`${urn}000000000000`, `${urn}05`, `${urn}05170`]);
});
