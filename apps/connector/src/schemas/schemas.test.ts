import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    assert.deepEqual(await validate(data({ name: 'Müller', born: '1970-01-01' })), []);
    const lines = await validate(data({ born: 'Müller' }));
    assert.equal(lines.length, 2);
    assert.ok(lines.some((line) => line.startsWith('/name ')) && lines.some((line) => line.startsWith('/born ')));
    assert.ok(!lines.join().includes('Müller'));
    assert.deepEqual(await validate(data({}, { schemaUri: 'https://schema.example.org/b' })), []);
  }
});

test('XML must be well-formed, without a document type, and fit its schema', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  const head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">';
  const name =
    '<xs:simpleType name="n"><xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/></xs:restriction></xs:simpleType>';
  const parts = '<xs:element name="name" type="n"/><xs:element name="born" type="xs:date"/>';
  const root = `<xs:element name="form"><xs:complexType><xs:sequence>${parts}</xs:sequence></xs:complexType></xs:element>`;
  const file = join(folder, 'form.xsd');
  await writeFile(file, `${head}<xs:include schemaLocation="names.xsd"/>${root}</xs:schema>`);
  await writeFile(join(folder, 'names.xsd'), `${head}${name}</xs:schema>`);
  const { validate, problems } = await loadSchemas([{ schemaUri, file }]);
  assert.deepEqual(problems, []);
  const other = 'https://schema.example.org/unknown';
  const table: [string, string, RegExp | undefined][] = [
    ['<form><name>abc</name><born>2000-01-01</born></form>', schemaUri, undefined],
    [
      "<form><name>Müll'er</name><born>2000-01-01</born></form>",
      schemaUri,
      /^line 1 Element 'name': violates pattern$/,
    ],
    ["<form><name>abc</name><born>Müll'er</born></form>", schemaUri, /^line 1 Element 'born': is no xs:date$/],
    ['<form><name>abc</name></form>', schemaUri, /Missing child element/],
    ['<form><name>Müller', schemaUri, /^line 1 not well-formed XML$/],
    ['<form/>', other, undefined],
    ['<form>', other, /not well-formed/],
    ['<!DOCTYPE form [<!ENTITY a "aaaa">]><form>&a;</form>', other, /document type/],
    ['<!DOCTYPE form SYSTEM "file:///etc/passwd"><form/>', other, /document type/],
  ];
  for (const [xml, uri, expected] of table) {
    const lines = await validate(data({}, { bytes: Buffer.from(xml), schemaUri: uri, mimeType: 'application/xml' }));
    if (expected) assert.match(lines.join('\n'), expected, xml);
    else assert.deepEqual(lines, [], xml);
    assert.ok(!lines.join().includes('Müll'), xml);
  }
});

test('an XML schema cannot reach beyond its folder', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'schemas'));
  const head = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">';
  await writeFile(
    join(folder, 'outside.xsd'),
    `${head}<xs:simpleType name="n"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>`,
  );
  for (const place of ['../outside.xsd', 'http://127.0.0.1:9/x.xsd', join(folder, 'outside.xsd')]) {
    const file = join(folder, 'schemas/form.xsd');
    await writeFile(file, `${head}<xs:include schemaLocation="${place}"/><xs:element name="a" type="n"/></xs:schema>`);
    assert.equal((await loadSchemas([{ schemaUri, file }])).problems.length, 1, place);
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
