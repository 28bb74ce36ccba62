import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readCodeList, readSchema, toJsonSchema, toXsd, validateAnswers, XdfError } from '../src/index.ts';
import { today } from './support.ts';

/*
 * Files that are built to exhaust a reader. What counts is how much was read before the refusal: that
 * bounds time and memory on every machine.
 */

const encoder = new TextEncoder();
const namespace = 'urn:xoev-de:fim:standard:xdatenfelder_3.0.0';
const head = `<x:xdatenfelder.stammdatenschema.0102 xmlns:x="${namespace}"><x:stammdatenschema><x:identifikation><x:id>S99000000001</x:id></x:identifikation><x:name>N</x:name>`;
const tail = '</x:stammdatenschema></x:xdatenfelder.stammdatenschema.0102>';
const code = (name: string, value: string) => `<x:${name}><code>${value}</code></x:${name}>`;
const field = (id: string, more = '', count = '0:1') =>
  `<x:struktur><x:anzahl>${count}</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>N</x:name>${code('feldart', 'input')}${code('datentyp', 'text')}${more}</x:datenfeld></x:enthaelt></x:struktur>`;
const group = (id: string, inner: string, count: string) =>
  `<x:struktur><x:anzahl>${count}</x:anzahl><x:enthaelt><x:datenfeldgruppe><x:identifikation><x:id>${id}</x:id></x:identifikation><x:name>N</x:name>${inner}</x:datenfeldgruppe></x:enthaelt></x:struktur>`;

/** A stream that knows how much of it was taken. */
function counted(parts: Iterable<string | Uint8Array>) {
  const state = { bytes: 0 };
  const source = (async function* () {
    for (const part of parts) {
      const bytes = typeof part === 'string' ? encoder.encode(part) : part;
      state.bytes += bytes.byteLength;
      yield bytes;
    }
  })();
  return { source, state };
}

function* repeated(first: string, part: (at: number) => string, times: number, last = '') {
  yield first;
  for (let at = 0; at < times; at += 1) yield part(at);
  yield last;
}

const laughs = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
const megabyte = 1024 * 1024;
const padding = 'x'.repeat(megabyte);

const hostile: { name: string; parts: Iterable<string | Uint8Array>; refusal: string; most: number }[] = [
  {
    name: 'billion laughs',
    parts: [`<!DOCTYPE a [<!ENTITY l0 "ha">${laughs}]>`, `<a>&l10;</a>`, padding],
    refusal: 'xdf/doctype',
    most: 4000,
  },
  {
    name: 'external entity',
    parts: ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<a>&x;</a>', padding],
    refusal: 'xdf/doctype',
    most: 4000,
  },
  {
    name: 'entity without declaration',
    parts: [`${head}<x:hilfetext>&x;</x:hilfetext>${tail}`],
    refusal: 'xdf/not-well-formed',
    most: 4000,
  },
  {
    name: 'XSLT processing instruction',
    parts: ['<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="https://example.org/a.xsl"?>', head, padding],
    refusal: 'xdf/instruction',
    most: 4000,
  },
  {
    name: '200 MB of text',
    parts: repeated(`${head}<x:hilfetext>`, () => padding, 200, `</x:hilfetext>${tail}`),
    refusal: 'xdf/too-large',
    most: 22 * megabyte,
  },
  {
    name: '200 MB of skipped elements',
    parts: repeated(head, () => `<x:relation><x:a>${padding}</x:a></x:relation>`, 200, tail),
    refusal: 'xdf/too-large',
    most: 22 * megabyte,
  },
  {
    name: 'one skipped element that never ends',
    parts: repeated(`${head}<x:relation>`, () => padding, 200, tail),
    refusal: 'xdf/too-large',
    most: 22 * megabyte,
  },
  {
    name: '100,000 fields',
    parts: repeated(head, (at) => field(`F${at}`), 100_000, tail),
    refusal: 'xdf/too-many',
    most: 12 * megabyte,
  },
  {
    name: 'a million empty elements',
    parts: repeated(head, () => '<x:a/>'.repeat(1000), 1000, tail),
    refusal: 'xdf/too-many',
    most: 3 * megabyte,
  },
  {
    name: '100,000 attributes',
    parts: [head + '<x:hilfetext ' + Array.from({ length: 100_000 }, (_, at) => `a${at}="1"`).join(' ') + '/>' + tail],
    refusal: 'xdf/too-many',
    most: 2 * megabyte,
  },
  {
    name: 'depth 10,000',
    parts: repeated(head, () => '<x:struktur>', 10_000, padding),
    refusal: 'xdf/too-deep',
    most: 4000,
  },
  {
    name: 'depth 10,000 inside a skipped element',
    parts: repeated(`${head}<x:stichwort>`, () => '<x:a>', 10_000, padding),
    refusal: 'xdf/too-deep',
    most: 4000,
  },
  {
    name: 'broken UTF-8',
    parts: [head, Uint8Array.from([0x61, 0xc3, 0x28, 0xff, 0xfe]), padding],
    refusal: 'xdf/not-utf-8',
    most: 4000,
  },
  {
    name: 'minimums that multiply',
    parts: [
      head,
      Array.from({ length: 8 }, (_, at) => at).reduce(
        (inner, at) => group(`G${at}`, inner, '200:*'),
        field('F1', '', '200:*'),
      ),
      tail,
    ],
    refusal: 'xdf/too-many',
    most: 8000,
  },
];

for (const { name, parts, refusal, most } of hostile) {
  test(`refuses ${name} with a message, in time`, async () => {
    const { source, state } = counted(parts);
    await assert.rejects(readSchema(source), (error) => {
      assert.ok(error instanceof XdfError, String(error));
      assert.equal(error.code, refusal);
      assert.ok(error.text.de.length > 20 && error.text.en.length > 20);
      return true;
    });
    assert.ok(state.bytes <= most, `${state.bytes} bytes were read`);
  });
}

test('code lists are guarded in the same way', async () => {
  const list = counted(repeated('<CodeList>', () => '<Row/>'.repeat(1000), 1000));
  await assert.rejects(readCodeList(list.source), { code: 'xdf/too-many' });
  assert.ok(list.state.bytes < 8 * megabyte);
});

test('a pattern that would run for ages is reported and enforced nowhere', async () => {
  const bombs = ['(a+)+$', '(a|aa)+b', '(.*)*x', '([a-z]+)*\\d', '(?=(a+))a*b\\1', 'a{1,500}a{1,500}a{1,500}a{1,500}b'];
  for (const pattern of bombs) {
    const escaped = pattern.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const file = `${head}${field('F99000000001', `<x:praezisierung pattern="${escaped}"/>`)}${tail}`;
    const { schema, findings } = await readSchema(encoder.encode(file));
    assert.ok(
      findings.some(({ code: found }) => found === 'pattern-costly'),
      pattern,
    );
    assert.deepEqual(validateAnswers(schema, { rules: [] }, { F99000000001: 'a'.repeat(5000) }, today), []);
    assert.ok(!JSON.stringify(toJsonSchema(schema)).includes('"pattern"'));
    assert.ok(!toXsd(schema).includes('xs:pattern'));
  }
});
