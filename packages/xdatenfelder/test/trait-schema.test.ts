import assert from 'node:assert/strict';
import { test } from 'node:test';

import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';

import {
  analyseRules,
  applyOverlay,
  codeListLibrary,
  describeSchema,
  generateAnswers,
  nodesByPath,
  publicationFindings,
  readCodeList,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  toFimJson,
  toJsonSchema,
  valuesOf,
} from '../src/index.ts';
import { randomForm } from './random-model.ts';
import { longList, longListLength, traitSchema } from './trait-schema.ts';
import { writeXdf } from './write-xdf.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('what is written is what is read, for any schema', async () => {
  await fc.assert(
    fc.asyncProperty(randomForm, async ({ model }) => {
      const { schema } = await readSchema(bytes(writeXdf(model)));
      const plain = (text: string) =>
        text.replaceAll(/"(?:outputLabel|title|legalBasis)":(?:"[^"]*"|null|\[\]),?/gu, '');
      assert.equal(plain(JSON.stringify(schema)), plain(JSON.stringify(model)));
    }),
    { numRuns: 60 },
  );
});

test('the schema with every trait becomes a form that can be finished, in every state', async () => {
  const read = await readSchema(bytes(writeXdf(traitSchema())));
  const lists = codeListLibrary([await readCodeList(bytes(longList()))]);
  const { schema, status, findings } = await resolveCodeLists(read.schema, lists);
  assert.deepEqual([status.missing, publicationFindings(schema)], [[], []]);
  const report = describeSchema('-', schema, [...read.findings, ...findings], status);
  assert.equal(report.fields, 273);
  assert.deepEqual(report.unrecognisedRules, []);
  const paths = [...nodesByPath(schema).keys()];
  assert.equal(Math.max(...paths.map((path) => path.split('/').length)), 8);
  const towns = [...nodesByPath(schema).values()].filter((node) => node.kind === 'field' && node.codeList !== null);
  assert.equal(towns.length, 2);
  for (const town of towns) assert.equal(town.kind === 'field' && valuesOf(schema, town)?.length, longListLength);
  const rules = { rules: recogniseRules(schema).recognised };
  assert.deepEqual(
    analyseRules(schema, rules).filter(({ level }) => level === 'error'),
    [],
  );
  assert.ok(applyOverlay(schema, null).pages.length > 10);
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormatsModule.default(ajv);
  const check = ajv.compile(toJsonSchema(schema, rules));
  for (const land of ['NW', 'BY']) {
    for (const fill of ['minimal', 'typical', 'full'] as const) {
      const { answers, errors } = generateAnswers(schema, rules, { seed: 4, today: '2026-03-01', land, fill });
      assert.deepEqual(errors, [], `${land} ${fill}`);
      assert.ok(check(toFimJson(schema, answers)), JSON.stringify(check.errors));
    }
  }
});

test('a rule for some states holds in those only', async () => {
  const { schema } = await readSchema(bytes(writeXdf(traitSchema())));
  const { recognised } = recogniseRules(schema);
  const scoped = recognised.filter((rule) => JSON.stringify(rule.when).includes('land-in'));
  assert.ok(scoped.length > 0);
});
