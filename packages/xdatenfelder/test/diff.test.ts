import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { diffSchemas, generateAnswers, migrateAnswers, validateAnswers, type Answers } from '../src/index.ts';
import { randomForm } from './random-model.ts';
import { field, group, schema, today, values } from './support.ts';

const file = { fileId: 'f', filename: 'a.pdf', mimeType: 'application/pdf', size: 1, sha512: '0' };
const rule = (id: string, text: string) => ({ id, version: null, name: '', text, owner: '', script: null });

test('says what came, went, moved and changed', () => {
  const before = schema(
    [
      group('G1', [field('F1'), field('F2', { max: null })]),
      field('F3', { fieldKind: 'select', values: values('a', 'b') }),
    ],
    [rule('R1', 'alt'), rule('R2', 'weg')],
  );
  const after = schema(
    [
      group('G1', [field('F2', { max: 3 })]),
      group('G9', [field('F1', { label: 'neu' })]),
      field('F3', { fieldKind: 'select', values: values('b') }),
    ],
    [rule('R1', 'neu'), rule('R3', 'dazu')],
  );
  assert.deepEqual(diffSchemas(before, after), {
    added: ['G9'],
    removed: [],
    changed: [
      { from: 'G1/F1', to: 'G9/F1', aspects: ['label'] },
      { from: 'G1/F2', to: 'G1/F2', aspects: ['cardinality'] },
      { from: 'F3', to: 'F3', aspects: ['values'] },
    ],
    rules: { added: ['R3'], removed: ['R2'], changed: ['R1'] },
  });
  assert.deepEqual(diffSchemas(after, before).removed, ['G9']);
});

/** Old schema, new schema, draft, what is left of it, and what the person is told. */
const cases: [string, Parameters<typeof schema>[0], Parameters<typeof schema>[0], Answers, Answers, string[]][] = [
  ['stays', [field('F1')], [field('F1')], { F1: 'x' }, { F1: 'x' }, []],
  ['is gone', [field('F1')], [field('F2')], { F1: 'x' }, {}, ['F1 removed']],
  ['never was there', [field('F1')], [field('F1')], { F7: 'x' }, {}, ['F7 unknown']],
  ['moves to a group', [field('F1')], [group('G1', [field('F1')])], { F1: 'x' }, { 'G1/F1': 'x' }, []],
  ['becomes a list', [field('F1')], [field('F1', { max: null })], { F1: 'x' }, { 'F1[0]': 'x' }, []],
  [
    'becomes single',
    [field('F1', { max: null })],
    [field('F1')],
    { 'F1[0]': 'x', 'F1[1]': 'y', 'F1#count': '2' },
    { F1: 'x' },
    ['F1[1] no-place'],
  ],
  [
    'leaves a repeated group',
    [group('G1', [field('F1')], { max: null })],
    [field('F1')],
    { 'G1[0]/F1': 'x', 'G1[1]/F1': 'y' },
    { F1: 'x' },
    ['G1[1]/F1 no-place'],
  ],
  ['becomes a number', [field('F1')], [field('F1', { dataType: 'num' })], { F1: '1.234,5' }, { F1: '1234.5' }, []],
  ['becomes a date', [field('F1')], [field('F1', { dataType: 'date' })], { F1: '1.3.2026' }, { F1: '2026-03-01' }, []],
  ['cannot become a date', [field('F1')], [field('F1', { dataType: 'date' })], { F1: 'bald' }, {}, ['F1 data-type']],
  ['cannot become a file', [field('F1')], [field('F1', { dataType: 'file' })], { F1: 'x' }, {}, ['F1 data-type']],
  [
    'stays a file',
    [field('F1', { dataType: 'file' })],
    [field('F1', { dataType: 'file' })],
    { F1: file },
    { F1: file },
    [],
  ],
  [
    'loses its code',
    [field('F1', { fieldKind: 'select', values: values('a', 'b') })],
    [field('F1', { fieldKind: 'select', values: values('b') })],
    { F1: 'a' },
    {},
    ['F1 not-in-list'],
  ],
  [
    'stands below a group of the same id',
    [group('G1', [group('G2', [group('G1', [field('F1')], { max: 2 })])], { max: 3 })],
    [group('G1', [group('G2', [group('G1', [field('F1')], { max: 2 })])], { max: 3 })],
    { 'G1[2]/G2/G1[1]/F1': 'x', 'G1[2]/G2/G1#count': '2' },
    { 'G1[2]/G2/G1[1]/F1': 'x', 'G1[2]/G2/G1#count': '2' },
    [],
  ],
  [
    'stands in a list below a single group of the same id',
    [group('G1', [group('G1', [field('F1')], { max: 3 })])],
    [group('G1', [group('G1', [field('F1')], { max: 3 })])],
    { 'G1/G1[2]/F1': 'x', 'G1/G1#count': '3' },
    { 'G1/G1[2]/F1': 'x', 'G1/G1#count': '3' },
    [],
  ],
  [
    'stood in a list that is gone, below a group of the same id',
    [group('G1', [group('G1', [field('F1')], { max: 3 })])],
    [group('G1', [field('F1')], { max: 3 })],
    { 'G1/G1[0]/F1': 'x', 'G1/G1[2]/F1': 'y' },
    { 'G1[0]/F1': 'x' },
    ['G1/G1[2]/F1 no-place'],
  ],
  [
    'keeps its choice',
    [group('G1', [field('F1'), field('F2')], { choice: true })],
    [group('G1', [field('F2'), field('F1')], { choice: true })],
    { 'G1#choice': 'F2', 'G1/F2': 'x' },
    { 'G1#choice': 'F2', 'G1/F2': 'x' },
    [],
  ],
];

for (const [name, before, after, draft, expected, dropped] of cases) {
  test(`an answer that ${name}`, () => {
    const { answers, report } = migrateAnswers(schema(before), schema(after), draft);
    assert.deepEqual(answers, expected);
    assert.deepEqual(
      report.dropped.map(({ path, reason }) => `${path} ${reason}`),
      dropped,
    );
  });
}

test('migration to the same schema changes nothing; to any other it loses nothing silently', () => {
  fc.assert(
    fc.property(randomForm, randomForm, fc.integer(), ({ model, rules }, other, seed) => {
      const { answers } = generateAnswers(model, { rules }, { ...today, seed });
      const same = migrateAnswers(model, model, answers);
      assert.deepEqual(same.answers, answers);
      assert.deepEqual([same.report.dropped, same.report.moved, same.report.converted], [[], [], []]);
      assert.deepEqual(validateAnswers(model, { rules }, same.answers, today), []);
      const { answers: carried, report } = migrateAnswers(model, other.model, answers);
      const real = (all: Answers) => Object.keys(all).filter((key) => !key.includes('#')).length;
      assert.equal(real(carried) + report.dropped.length, real(answers));
    }),
    { numRuns: 100 },
  );
});
