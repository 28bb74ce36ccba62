import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  qualityFindings,
  type CodeListReference,
  type ElementDetails,
  type FieldNode,
  type SchemaDetails,
  type SchemaModel,
  type SchemaNode,
} from '../src/index.ts';
import { field, group, schema, values } from './support.ts';

const none = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };
const id = (number: number): string => `F${String(99_000_000_000 + number)}`;
const plain = (more: Partial<FieldNode>): SchemaModel => schema([field(id(1), more), field(id(2))]);
const select = (more: Partial<FieldNode>): SchemaModel =>
  plain({ fieldKind: 'select', values: values('a', 'b'), ...more });
const listed = (canonicalUri: string | null, version: string | null = '2026-01-01'): SchemaModel => {
  const codeList: CodeListReference = {
    ...{ canonicalUri, version, canonicalVersionUri: null, codeKey: null, nameKey: null, helpKey: null, listKey: null },
  };
  return plain({ fieldKind: 'select', codeList });
};
const inGroup = (...children: SchemaNode[]): SchemaModel => schema([group('G99000000001', children)]);
const ruled = (text: string): SchemaModel =>
  schema([field(id(1))], [{ id: 'R99000000001', version: null, name: 'R', text, owner: '', script: null }]);
const limited = (dataType: FieldNode['dataType'], limits: Partial<FieldNode['constraints']>, content: string | null) =>
  plain({ dataType, content, constraints: { ...none, ...limits } });

/** Number of the published message, what it is about, a schema that shows it. */
const cases: [number, string, SchemaModel][] = [
  [1002, 'no name', plain({ name: id(1) })],
  [
    1003,
    'two versions',
    schema([field(id(1)), group('G99000000001', [field(id(1), { version: '2.0.0' }), field(id(2))])]),
  ],
  [1005, 'no URN', listed('Halterdaten')],
  [1010, 'no output label', plain({ outputLabel: null })],
  [1011, 'a list of numbers', select({ dataType: 'num' })],
  [1012, 'a list with a length', select({ constraints: { ...none, maxLength: 3 } })],
  [1015, 'length of a number', limited('num', { maxLength: 3 }, null)],
  [1016, 'limit of a text', limited('text', { maxValue: '3' }, null)],
  [1017, 'a list of an input', plain({ values: values('a', 'b') })],
  [1018, 'a selection without list', plain({ fieldKind: 'select' })],
  [1019, 'a version in a rule', ruled(`Wenn ${id(1)}V1.0 = 1, dann muss ${id(1)} befüllt werden.`)],
  [1023, 'an empty group', schema([group('G99000000001', [])])],
  [1024, 'an empty rule', ruled('')],
  [
    1037,
    'a list in two versions',
    schema([...listed('urn:de:l', '2025-01-01').nodes.slice(0, 1), group('G99000000001', listed('urn:de:l').nodes)]),
  ],
  [1039, 'an unusual id', schema([field('F1-x')])],
  [1040, 'no identifier of a list', listed(null)],
  [1041, 'a short id in a rule', ruled('Wenn F99000001 = 1, dann muss F99000001 befüllt werden.')],
  [1043, 'a choice of one', schema([group('G99000000001', [field(id(1))], { choice: true })])],
  [1044, 'a list of one', select({ values: values('a') })],
  [1045, 'a code twice', select({ values: values('a', 'a') })],
  [1048, 'a URN with an umlaut', listed('urn:de:Übersicht')],
  [1056, 'size of a text', plain({ maxSize: 3 })],
  [1057, 'types of a text', plain({ mediaTypes: ['image/png'] })],
  [1060, 'length zero', limited('text', { maxLength: 0 }, null)],
  [1061, 'lengths the wrong way round', limited('text', { minLength: 3, maxLength: 2 }, null)],
  [1062, 'lower limit no number', limited('num', { minValue: 'x' }, null)],
  [1063, 'upper limit no number', limited('num', { maxValue: 'x' }, null)],
  [1064, 'limits the wrong way round', limited('num', { minValue: '3', maxValue: '2' }, null)],
  [1065, 'lower limit no integer', limited('num_int', { minValue: '1.5' }, null)],
  [1066, 'upper limit no integer', limited('num_int', { maxValue: '1.5' }, null)],
  [1067, 'lower limit no date', limited('date', { minValue: '1.1.2026' }, null)],
  [1068, 'upper limit no date', limited('date', { maxValue: '1.1.2026' }, null)],
  [1069, 'content no number', limited('num', {}, 'x')],
  [1070, 'content no integer', limited('num_int', {}, '1.5')],
  [1071, 'content no date', limited('date', {}, 'x')],
  [1072, 'content below', limited('num', { minValue: '10' }, '9')],
  [1073, 'content above', limited('num', { maxValue: '10' }, '11')],
  [1074, 'content too short', limited('text', { minLength: 3, maxLength: 9 }, 'x')],
  [1075, 'content too long', limited('text', { minLength: 0, maxLength: 2 }, 'xyz')],
  [1077, 'content neither true nor false', limited('bool', {}, 'ja')],
  [1078, 'an empty schema', schema([])],
  [1079, 'lower limit no date and time', limited('datetime', { minValue: 'x' }, null)],
  [1080, 'upper limit no date and time', limited('datetime', { maxValue: 'x' }, null)],
  [1081, 'lower limit no time', limited('time', { minValue: 'x' }, null)],
  [1082, 'upper limit no time', limited('time', { maxValue: 'x' }, null)],
  [1083, 'content no date and time', limited('datetime', {}, 'x')],
  [1084, 'content no time', limited('time', {}, 'x')],
  [1085, 'content not among the values', select({ content: 'c' })],
  [1090, 'static text of a number', plain({ fieldKind: 'label', dataType: 'num', content: 'x' })],
  [1093, 'a name twice', select({ values: [...values('a'), { code: 'b', name: 'Wert a', help: null }] })],
  [1094, 'the placeholder beside others', schema([field('F60000000001'), field(id(1))])],
  [1095, 'the placeholder', schema([field('F60000000001')])],
  [1098, 'label as help', plain({ label: 'Ort', helpInput: 'Ort' })],
  [1099, 'name as help', plain({ name: 'Ort', helpInput: 'Ort' })],
  [1100, 'a file with content', plain({ dataType: 'file', content: 'x' })],
  [1102, 'a text of any length', plain({})],
  [1103, 'a number of any size', limited('num', {}, null)],
  [1105, 'a version that is no date', listed('urn:de:l', '3')],
  [1106, 'a group of one', inGroup(field(id(1)))],
  [1109, 'static text without text', plain({ fieldKind: 'label' })],
  [
    1118,
    'a mandatory alternative',
    schema([group('G99000000001', [field(id(1), { min: 1 }), field(id(2))], { choice: true })]),
  ],
  [1133, 'no address', plain({ legalBasis: [{ text: '§ 1', link: 'siehe oben' }] })],
  [1135, 'no version in a versioned schema', plain({ version: null })],
  [1139, 'one file', plain({ dataType: 'file' })],
];

const numbers = (model: SchemaModel, details?: SchemaDetails): number[] =>
  qualityFindings(model, details).flatMap(({ quality }) => quality ?? []);

/** Nothing to object to but what cannot be written shorter. */
const clean = schema([
  field(id(1), { name: 'Ort', outputLabel: 'Ort', constraints: { ...none, minLength: 1, maxLength: 9 } }),
  field(id(2), { name: 'Land', outputLabel: 'Land', fieldKind: 'select', values: values('a', 'b') }),
]);

test('each published message is given for what it is about, in both languages and at its place', () => {
  assert.deepEqual(numbers(clean), []);
  for (const [quality, about, model] of cases) {
    const found = qualityFindings(model).filter((finding) => finding.quality === quality);
    assert.ok(found.length > 0, `${String(quality)}: ${about}`);
    for (const { message } of found) assert.ok(message.de !== '' && message.en !== '', String(quality));
  }
});

const element: ElementDetails = {
  ...{
    description: null,
    definition: null,
    elementKind: 'HAR',
    status: '6',
    statusSetOn: '2026-01-01',
    validFrom: null,
  },
  ...{ validUntil: null, versionNote: null, releasedOn: null, publishedOn: null, changedAt: null, legalBasis: [] },
  ...{ codeListId: null, editorNote: null, relations: [], keywords: [], creator: null, statusSetBy: null },
};
const described = (
  model: SchemaModel,
  of: Partial<ElementDetails> = {},
  whole: Partial<SchemaDetails['schema']> = {},
): SchemaDetails => ({
  header: {
    ...{ messageId: null, createdAt: null, referenceId: null, product: null, maker: null, productVersion: null },
    dataQuality: null,
  },
  schema: {
    ...{ ...element, structureChange: '0', representationChange: '0' },
    ...{ documentProfile: { id: 'D99000000002', version: null } },
    ...whole,
  },
  nodes: Object.fromEntries(model.nodes.map((node) => [node.path, { ...element, ...of }])),
  rules: [],
});

test('what a message says beyond the form is judged where it was read', () => {
  const withBasis = {
    ...clean,
    nodes: clean.nodes.map((node) => ({ ...node, legalBasis: [{ text: '§ 1', link: null }] })),
  };
  const judge = (of?: Partial<ElementDetails>, whole?: Partial<SchemaDetails['schema']>) => [
    ...new Set(numbers(withBasis, described(withBasis, of, whole))),
  ];
  assert.deepEqual(judge(), []);
  assert.deepEqual(judge({ elementKind: 'ABS' }), [1014, 1013]);
  assert.deepEqual(judge({ elementKind: null }), [1031]);
  assert.deepEqual(judge({ status: null }), [1032]);
  assert.deepEqual(judge({ status: '7' }), [1116]);
  assert.deepEqual(judge({ statusSetOn: null }), [1142]);
  assert.deepEqual(judge({}, { statusSetOn: null }), [1143]);
  assert.deepEqual(judge({}, { documentProfile: null }), [1007]);
  assert.deepEqual(judge({}, { documentProfile: { id: 'D99000000001', version: null } }), [1097]);
  assert.deepEqual(judge({}, { status: '2', documentProfile: { id: 'D99000000001', version: null } }), [1096]);
  assert.deepEqual(judge({}, { structureChange: '9', representationChange: '9' }), [1033, 1034]);
  assert.deepEqual([...new Set(numbers(clean, described(clean)))], [1101]);
  assert.deepEqual([...new Set(numbers(clean, described(clean, { elementKind: 'RNG' })))], [1006]);
});
