import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyOverlay, compositeOf, fieldPurpose, nodesByPath, type SchemaModel } from '../src/index.ts';
import { randomForm } from './random-model.ts';
import { field, group, schema, values } from './support.ts';
import { traitSchema } from './trait-schema.ts';

const text = (id: string, label: string) => field(id, { label });
const number = (id: string, label: string) => field(id, { label, dataType: 'num_int' });
const address = () =>
  group('G60000000086', [
    text('F60000000243', 'Straße'),
    text('F60000000244', 'Hausnummer'),
    text('F60000000246', 'Postleitzahl'),
    text('F60000000247', 'Ort'),
    text('F60000000248', 'Adresszusatz'),
  ]);
const pagesOf = (model: SchemaModel) => applyOverlay(model, { mode: 'questions' }).pages;

test('composites: by id in both dialects, by whole labels, never by a part of a label', () => {
  assert.equal(compositeOf(address()), 'address');
  assert.equal(fieldPurpose(text('F60000243', 'Wo?')), 'street');
  assert.equal(fieldPurpose(text('F60000000247', 'Wohnort')), 'city');
  const inGroups = group('G1', [
    group('G2', [text('F1', 'Straße'), text('F2', 'Hausnummer')]),
    group('G3', [text('F3', 'PLZ'), text('F4', 'Ort')]),
  ]);
  assert.equal(compositeOf(inGroups), 'address');
  assert.equal(compositeOf(group('G1', [number('F1', 'Tag'), number('F2', 'Monat'), number('F3', 'Jahr')])), 'partial-date'); // prettier-ignore
  assert.equal(compositeOf(group('G1', [text('F1', 'Tag'), text('F2', 'Monat'), text('F3', 'Jahr')])), null);
  assert.equal(compositeOf(group('G1', [text('F1', 'IBAN'), text('F2', 'Kontoinhaber')])), 'bank-account');
  assert.equal(compositeOf(group('G1', [text('F1', 'Familienname'), text('F2', 'Vornamen')])), 'person-name');
  assert.equal(fieldPurpose(text('F1', 'Ort der Veranstaltung')), null);
  assert.equal(fieldPurpose(field('F1', { label: 'Ort', fieldKind: 'select', values: values('a', 'b') })), null);
  assert.equal(compositeOf(group('G1', [text('F1', 'PLZ'), text('F2', 'Ort'), text('F3', 'Haustier')])), null);
  assert.equal(compositeOf(group('G1', [text('F1', 'PLZ'), text('F2', 'Ort'), text('F3', 'Ort')])), null);
});

test('each question or composite is a page; what is told stays with the next question', () => {
  const model = schema([
    field('F1', { fieldKind: 'label', content: 'Bitte lesen.' }),
    group(
      'G1',
      [
        text('F2', 'Name des Hundes'),
        field('F3', { fieldKind: 'hidden' }),
        address(),
        field('F4', { fieldKind: 'label', content: 'Danke.' }),
      ],
      { label: 'Hund' },
    ),
    group('G2', [text('F5', 'Farbe')], { label: 'Farben', max: null }),
    group('G3', [text('F6', 'Eins'), text('F7', 'Zwei')], { label: 'Wahl', choice: true }),
    field('F8', { fieldKind: 'label', content: 'Ende.' }),
  ]);
  const pages = pagesOf(model);
  assert.deepEqual(
    pages.map((page) => [page.id, page.title.de, page.nodes.join(' ')]),
    [
      ['f1', 'Allgemeine Angaben', 'F1 F8'],
      ['g1-f2', 'Name des Hundes', 'G1/F2'],
      ['g1-g60000000086', 'G60000000086', 'G1/F3 G1/G60000000086 G1/F4'],
      ['g2', 'Farben', 'G2'],
      ['g3', 'Wahl', 'G3'],
    ],
  );
  assert.deepEqual(
    pages.map((page) => page.section?.opens),
    [true, true, false, true, true],
  );
  assert.deepEqual(pages[2]?.section, { path: 'G1', title: { de: 'Hund', en: null }, opens: false });
});

test('question pages lose and double nothing, whatever the form', () => {
  const covers = (model: SchemaModel): void => {
    const pages = pagesOf(model);
    const shown = pages.flatMap((page) => page.nodes);
    for (const node of nodesByPath(model).values()) {
      if (node.kind === 'group') continue;
      const over = shown.filter((path) => node.path === path || node.path.startsWith(`${path}/`));
      assert.equal(over.length, 1, node.path);
    }
    assert.equal(new Set(pages.map((page) => page.id)).size, pages.length);
    assert.ok(pages.every((page) => /^[a-z0-9-]+$/u.test(page.id)));
  };
  covers(traitSchema());
  fc.assert(
    fc.property(randomForm, ({ model }) => covers(model)),
    { numRuns: 200 },
  );
});
