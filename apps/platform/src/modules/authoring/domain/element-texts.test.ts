import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, group, schemaOf } from '../test/small-model.ts';
import { elementTexts, listedNames, valueName, withElementTexts, withValueNames } from './element-texts.ts';
import { elementAt, pageRows, questionCount } from './page-rows.ts';

const values = [
  { code: '01', name: 'Rot', help: null },
  { code: '02', name: 'Dunkel rot', help: null },
];
const schema = schemaOf(
  group('G1', [
    field('F1', { label: 'Name', helpInput: 'Wie im Ausweis' }),
    field('F2', { fieldKind: 'label', content: 'Hinweis' }),
    group('G3', [field('F4', { fieldKind: 'select', values })], { max: null }),
  ]),
);
const at = (place: number) => elementAt(schema, String(place)) ?? assert.fail();

test('a question has label and help in three layers, a static text its content', () => {
  assert.deepEqual(
    elementTexts({}, at(1)).map(({ name }) => name),
    ['de-label', 'en-label', 'simple-label', 'de-help', 'en-help', 'simple-help'],
  );
  assert.deepEqual(
    elementTexts({}, at(2)).map(({ name }) => name),
    ['de-content', 'en-content', 'simple-content'],
  );
});

test('the text of the schema is never copied, so that it follows the next version', () => {
  const same = withElementTexts({}, at(1), { 'de-label': 'Name', 'de-help': 'Wie im Ausweis', 'en-label': 'Name' });
  assert.deepEqual(same, { texts: { 'G1/F1': { en: { label: 'Name' } } } });
  assert.deepEqual(withElementTexts(same, at(1), {}), {});
});

test('values are found by words and codes; only those that were sent change', () => {
  const list = at(4);
  assert.deepEqual(
    listedNames(schema, {}, list, 'ROT dunkel').map(({ code }) => code),
    ['02'],
  );
  assert.deepEqual(
    listedNames(schema, {}, list, '01').map(({ code }) => code),
    ['01'],
  );
  const first = withValueNames(schema, {}, list, { [valueName(0, 'en')]: 'red', [valueName(0, 'de')]: 'Rot' });
  assert.deepEqual(first, { values: { 'G1/G3/F4': { '01': { en: 'red' } } } });
  const second = withValueNames(schema, first, list, { [valueName(1, 'simple')]: 'Dunkles Rot' });
  assert.equal(listedNames(schema, second, list, '')[0]?.own.en, 'red');
  assert.deepEqual(withValueNames(schema, first, list, { [valueName(0, 'en')]: '' }), {});
});

test('rows know their place, what may move, and where a page can break', () => {
  const rows = pageRows(schema, ['G1']);
  assert.deepEqual(
    rows.map(({ node, depth, movable, leads, trails }) => [node.id, depth, movable, leads, trails]),
    [
      ['G1', 0, true, true, true],
      ['F1', 1, true, true, false],
      ['F2', 1, true, false, false],
      ['G3', 1, true, false, true],
      ['F4', 2, false, false, true],
    ],
  );
  assert.equal(questionCount(rows), 2);
  assert.equal(pageRows(schema, ['G1/G3/F4'])[0]?.movable, false, 'alone on a page it is still a part of the list');
  for (const place of ['5', '-1', 'x', '1e1', '']) assert.equal(elementAt(schema, place), null, place);
});
