import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyOverlay } from '@verbund/xdatenfelder';
import { field, group, schemaOf } from '../test/small-model.ts';
import { canPrefill, prefillSuggestions } from './prefill-suggestions.ts';
import { countedValues, textGaps } from './text-gaps.ts';

const values = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ code: `${at}`, name: `W${at}`, help: null }));

test('counts what a page shows and nobody has translated', () => {
  const schema = schemaOf(
    group('G1', [
      field('F1', { helpInput: 'Hilfe' }),
      field('F2', { fieldKind: 'label', content: 'Hinweis' }),
      field('F3', { fieldKind: 'hidden' }),
      field('F4', { fieldKind: 'select', values: values(2) }),
      field('F5', { fieldKind: 'select', values: values(countedValues + 1) }),
    ]),
    group('G6', [field('F7')]),
  );
  const bare = applyOverlay(schema, {});
  // Titles of form and pages, labels of two groups, label and help, content, label and two values, label, label.
  const first = 1 + 1 + 2 + 1 + 3 + 1;
  assert.deepEqual(textGaps(bare, 'en').byPage.get('g1'), { missing: first, total: first });
  assert.deepEqual(textGaps(bare, 'simple').whole, { missing: first + 3 + 1, total: first + 3 + 1 });
  const half = applyOverlay(schema, {
    title: { en: 'Trial' },
    texts: { 'G1/F1': { en: { help: 'Help' }, simple: { label: 'Leicht' } } },
    values: { 'G1/F4': { '0': { en: 'V0' } } },
  });
  assert.deepEqual(textGaps(half, 'en').whole, { missing: first + 1, total: first + 4 });
  assert.equal(textGaps(half, 'simple').whole.missing, first + 3);
});

const suggested: readonly [string, string | null, Parameters<typeof field>[1]?][] = [
  ['Vorname', 'givenName'],
  ['Vornamen (alle)', 'givenName'],
  ['Familienname', 'familyName'],
  ['Nachname', 'familyName'],
  ['Geburtsname', null],
  ['Früherer Familienname', null],
  ['Name', null],
  ['Geburtsdatum', 'birthDate', { dataType: 'date' }],
  ['Geburtsdatum', null],
  ['Geburtsort', null],
  ['E-Mail-Adresse', 'email'],
  ['E-Mail', 'email'],
  ['Straße', 'streetName'],
  ['Straße und Hausnummer', 'street'],
  ['Hausnummer', 'houseNumber'],
  ['Hausnummerzusatz', null],
  ['Postleitzahl', 'postcode'],
  ['PLZ', 'postcode'],
  ['Ort', 'city'],
  ['Ort der Veranstaltung', null],
  ['Sportart', null],
  ['Vorname', null, { max: null }],
  ['Vorname', null, { fieldKind: 'label' }],
  ['Vorname', null, { dataType: 'file' }],
];
for (const [label, fact, more] of suggested) {
  test(`"${label}" ${more === undefined ? '' : JSON.stringify(more)} sounds like ${fact ?? 'nothing'}`, () => {
    const found = prefillSuggestions(schemaOf(group('G1', [field('F1', { label, ...more })])));
    assert.deepEqual(found, fact === null ? [] : [{ path: 'G1/F1', fact }]);
  });
}

test('nothing is suggested for somebody else, in a list or in a choice', () => {
  const name = field('F1', { label: 'Vorname' });
  assert.deepEqual(prefillSuggestions(schemaOf(group('G1', [name], { label: 'Daten zum Kind' }))), []);
  for (const more of [{ max: null }, { choice: true }]) {
    const schema = schemaOf(group('G1', [group('G2', [name])], more));
    assert.deepEqual(prefillSuggestions(schema), []);
    assert.equal(canPrefill(schema, 'G1/G2/F1'), false);
  }
});
