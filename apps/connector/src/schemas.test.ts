import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DataToValidate, type Metadata } from '@verbund/fit-connect';
import { loadSchemas } from './schemas.ts';

const schemaUri = 'https://schema.example.org/a';
const metadata: Metadata = {
  $schema: '',
  contentStructure: {
    data: { hash: { type: 'sha512', content: '' }, submissionSchema: { schemaUri, mimeType: 'application/json' } },
    attachments: [],
  },
};

function data(json: unknown, changes: Partial<DataToValidate> = {}): DataToValidate {
  const bytes = Buffer.from(JSON.stringify(json));
  return { bytes, json, schemaUri, mimeType: 'application/json', metadata, ...changes };
}

test('violations name places and rules, never values', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const $schema of ['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema']) {
    const schema = {
      $schema,
      type: 'object',
      required: ['name'],
      properties: { born: { type: 'string', format: 'date' } },
    };
    const file = join(folder, 'a.json');
    await writeFile(file, JSON.stringify(schema));
    const { validate, problems } = await loadSchemas([{ schemaUri, file }]);
    assert.deepEqual(problems, []);
    assert.deepEqual(validate(data({ name: 'Müller', born: '1970-01-01' })), []);
    const lines = validate(data({ born: 'Müller' }));
    assert.equal(lines.length, 2);
    assert.ok(lines.some((line) => line.startsWith('/name ')) && lines.some((line) => line.startsWith('/born ')));
    assert.ok(!lines.join().includes('Müller'));
    assert.deepEqual(validate(data({}, { schemaUri: 'https://schema.example.org/b' })), []);
    assert.deepEqual(validate(data({}, { mimeType: 'application/xml' })), []);
  }
});

test('schema files that cannot be used are all named', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'a.json');
  await writeFile(file, '{"type":"nonsense"}');
  const { problems } = await loadSchemas([
    { schemaUri, file },
    { schemaUri, file: join(folder, 'missing.json') },
  ]);
  assert.equal(problems.length, 2);
});
