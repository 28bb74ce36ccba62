import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

import {
  describeSchema,
  nodesByPath,
  readCodeList,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  toJsonSchema,
  validateAnswers,
  type CodeList,
  type XdfError,
} from '../src/index.ts';
import { fimSamples } from './support.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const message = (inner: string, namespace = 'urn:xoev-de:fim:standard:xdatenfelder_3.0.0') =>
  bytes(
    `<x:xdatenfelder.stammdatenschema.0102 xmlns:x="${namespace}"><x:stammdatenschema><x:identifikation><x:id>S99000000001</x:id></x:identifikation><x:name>Probe</x:name>${inner}</x:stammdatenschema></x:xdatenfelder.stammdatenschema.0102>`,
  );
const fieldXml = (id: string, more = '') =>
  `<x:struktur><x:anzahl>0:*</x:anzahl><x:bezug link="https://example.org/1">§ 1</x:bezug><x:enthaelt><x:datenfeld><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>N</x:name><x:relation><x:praedikat><code>ABL</code></x:praedikat></x:relation><x:bezeichnungEingabe> Zwei\n\t Zeilen&#xD; </x:bezeichnungEingabe><x:hilfetextEingabe>Eins\r\n\r\n\r\n\r\nZwei  drei</x:hilfetextEingabe><x:feldart><code>input</code></x:feldart><x:datentyp><code>text</code></x:datentyp>${more}</x:datenfeld></x:enthaelt></x:struktur>`;
const refused = (code: string) => (error: unknown) =>
  (error as XdfError).code === code && (error as XdfError).text.en !== '';

test('reads paths, texts, cardinality and legal basis; a second sibling gets ~2', async () => {
  const more = '<x:praezisierung minLength="1" maxLength="5" pattern="[a-z]+"/>';
  const { schema, findings } = await readSchema(message(fieldXml('F99000000001', more) + fieldXml('F99000000001')));
  assert.deepEqual([...nodesByPath(schema).keys()], ['F99000000001', 'F99000000001~2']);
  const [node] = schema.nodes;
  assert.equal(node?.label, 'Zwei Zeilen');
  assert.equal(node?.helpInput, 'Eins\n\nZwei drei');
  assert.deepEqual([node?.min, node?.max], [0, null]);
  assert.deepEqual(node?.legalBasis, [{ text: '§ 1', link: 'https://example.org/1' }]);
  assert.equal(node?.kind === 'field' && node.constraints.pattern, '[a-z]+');
  assert.ok(findings.some((finding) => finding.code === 'sibling-twice' && finding.path.endsWith('~2')));
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
});

test('the model does not depend on how the bytes are cut', async () => {
  const source = message(Array.from({ length: 9 }, (_, n) => fieldXml(`F9900000010${n}`)).join(''));
  const whole = await readSchema(source);
  for (const size of [1, 7, 100]) {
    const parts = (async function* () {
      for (let at = 0; at < source.length; at += size) yield source.subarray(at, at + size);
    })();
    assert.deepEqual((await readSchema(parts)).schema, whole.schema);
  }
});

test('2.0: a dirty praezisierung is reported and never enforced', async () => {
  const namespace = 'urn:xoev-de:fim:standard:xdatenfelder_2';
  const cases: [string, string | null, boolean][] = [
    ['1..31', null, true],
    ['5', null, true],
    ['{"pattern":"Mehrfachauswahl"}', null, true],
    ['{"minLength":"1","pattern":"[0-9]{5}"}', '[0-9]{5}', false],
  ];
  for (const [text, pattern, reported] of cases) {
    const more = `<x:praezisierung>${text}</x:praezisierung>`;
    const { schema, findings } = await readSchema(message(fieldXml('F99000001', more), namespace));
    assert.equal(schema.dialect, '2.0');
    assert.equal(schema.nodes[0]?.kind === 'field' && schema.nodes[0].constraints.pattern, pattern);
    assert.equal(
      findings.some((finding) => finding.code === 'constraint-unreadable'),
      reported,
      text,
    );
  }
});

test('refuses what must not be read', async () => {
  const deep = '<x:struktur>'.repeat(70) + '</x:struktur>'.repeat(70);
  await assert.rejects(readSchema(message(deep)), refused('xdf/too-deep'));
  await assert.rejects(readSchema(bytes('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')), refused('xdf/doctype'));
  await assert.rejects(readSchema(message('&b;')), refused('xdf/not-well-formed'));
  await assert.rejects(readSchema(Uint8Array.from([0x3c, 0xff, 0xfe])), refused('xdf/not-utf-8'));
  await assert.rejects(readSchema(message('<x:a/>'), { maxBytes: 50 }), refused('xdf/too-large'));
  await assert.rejects(readSchema(message('', 'http://www.xoev.de/xdatenfelder_1.0')), refused('xdf/version-1'));
  await assert.rejects(readSchema(message('', 'urn:other')), refused('xdf/unknown-namespace'));
  await assert.rejects(readSchema(message('').subarray(0, 150)), refused('xdf/not-well-formed'));
});

test('genericode is read by local name, with or without a qualified child', async () => {
  const list = (p: string) =>
    bytes(
      `<g:CodeList xmlns:g="urn:g"><${p}Identification><${p}Version>2</${p}Version><${p}CanonicalUri>urn:l</${p}CanonicalUri></${p}Identification><${p}ColumnSet><${p}Column Id="a"/><${p}Column Id="b"/><${p}Key Id="k"><${p}ColumnRef Ref="b"/></${p}Key></${p}ColumnSet><${p}SimpleCodeList><${p}Row><${p}Value><${p}SimpleValue>Name</${p}SimpleValue></${p}Value><${p}Value><${p}SimpleValue>1</${p}SimpleValue></${p}Value></${p}Row></${p}SimpleCodeList></g:CodeList>`,
    );
  for (const prefix of ['', 'g:']) {
    const read = await readCodeList(list(prefix));
    assert.deepEqual(
      [read.canonicalVersionUri, read.keyColumns, read.rows],
      ['urn:l_2', ['b'], [{ a: 'Name', b: '1' }]],
    );
  }
});

test(
  'every real sample is read, described, derived and checked',
  { skip: fimSamples === null ? 'skipped: no samples' : false },
  async () => {
    const lists: CodeList[] = [];
    for (const name of await readdir(`${fimSamples}/genericode`))
      lists.push(await readCodeList(await readFile(`${fimSamples}/genericode/${name}`)));
    assert.ok(lists.every((list) => list.rows.length > 0));
    const find = (uri: string, version: string | null) =>
      lists.find((list) => list.canonicalUri === uri && (version === null || list.version === version)) ?? null;
    let [rules, recognised] = [0, 0];
    for (const folder of ['xdf2', 'xdf3']) {
      for (const name of await readdir(`${fimSamples}/${folder}`)) {
        const read = await readSchema(await readFile(`${fimSamples}/${folder}/${name}`));
        const { schema, status, findings } = await resolveCodeLists(read.schema, { find });
        const report = describeSchema(name, schema, [...read.findings, ...findings], status);
        assert.ok(report.fields >= 14 && report.groups >= 3, name);
        assert.equal(report.id, name.slice(0, report.id.length));
        rules += report.rules;
        recognised += report.recognisedRules;
        const ruleSet = { rules: recogniseRules(schema).recognised };
        assert.ok(validateAnswers(schema, ruleSet, {}, { today: '2026-01-01' }).length > 0, name);
        assert.ok(Object.keys(toJsonSchema(schema, ruleSet)['$defs'] as object).length > 10);
      }
    }
    assert.equal(rules, 285);
    assert.ok(recognised >= 160, `${recognised} of ${rules} rules recognised`);
  },
);
