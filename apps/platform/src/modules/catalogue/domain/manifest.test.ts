import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import type { ServiceManifest } from './manifest.ts';
import { manifestDigest, parseManifest } from './manifest.ts';

const both = (text: string): { de: string; en: string } => ({ de: text, en: `${text} (en)` });

const example: ServiceManifest = {
  formatVersion: 1,
  service: {
    leistungsschluessel: '99102013002000',
    slug: 'hundesteuer',
    name: both('Hund anmelden'),
    summary: both('Melden Sie Ihren Hund an.'),
    keywords: ['Hundemarke'],
  },
  version: '1.2.0',
  provider: { slug: 'krzn', name: 'Rechenzentrum' },
  schema: {
    digest: `sha256:${'a'.repeat(64)}`,
    schemaUri: 'https://schema.example/hund/1.0.json',
    mimeType: 'application/json',
    dialect: '3.0.0',
    id: 'S05000000001',
    version: '1.0.0',
  },
  overlay: { pages: [{ title: 'Ihr Hund' }] },
  rules: [],
  process: [{ id: 'send', kind: 'submission' }],
  fee: { kind: 'fixed', amountCents: 1250, currency: 'EUR', note: both('Marke') },
  delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri: 'https://schema.example/hund/1.0.json' },
  texts: { who: both('Alle'), needed: both('Nichts'), next: both('Bescheid'), remedy: both('Klage') },
  declaration: both('Ich versichere die Richtigkeit.'),
  priceModel: null,
  serviceLevel: null,
  dataProtection: { purpose: both('Steuer'), legalBasis: both('KAG NRW'), retention: both('10 Jahre') },
  tests: [{ name: 'ein Hund', answers: { F1: 'Bello' }, expected: { ok: true } }],
};

test('writes JSON as RFC 8785 shows it', () => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  assert.equal(canonicalJson(keys), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  assert.equal(canonicalJson(-0), '0');
});

test('refuses what JSON does not know', () => {
  for (const value of [undefined, NaN, Infinity, 1n, new Date(0), new Map(), [undefined], { a: undefined }, '\ud800']) {
    assert.throws(() => canonicalJson(value), TypeError);
  }
});

test('canonical JSON is JSON with the same content', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      const again: unknown = JSON.parse(JSON.stringify(value));
      assert.deepEqual(JSON.parse(canonicalJson(value)), again);
    }),
  );
});

test('accepts a manifest and gives its digest', () => {
  const result = parseManifest(JSON.parse(JSON.stringify(example)));
  assert.ok(result.ok);
  assert.match(result.digest, /^sha256:[0-9a-f]{64}$/);
  assert.equal(result.digest, manifestDigest(example));
});

test('the order of keys does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (ranks) => {
      let at = 0;
      const next = (): number => ranks[at++ % ranks.length] ?? 0;
      const shuffled = shuffleKeys(example, next);
      const result = parseManifest(shuffled);
      assert.ok(result.ok);
      assert.equal(result.digest, manifestDigest(example));
    }),
  );
});

test('a change of any single value changes the digest', () => {
  const paths = leavesOf(example);
  assert.ok(paths.length > 40);
  const digests = paths.map((path) => manifestDigest(changedAt(example, path) as ServiceManifest));
  assert.equal(new Set([...digests, manifestDigest(example)]).size, paths.length + 1);
});

test('names what is wrong and where', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['/version', { ...example, version: '1.2' }],
    ['/version', { ...example, version: '1.2.0+build' }],
    ['/formatVersion', { ...example, formatVersion: 2 }],
    ['/service/leistungsschluessel', { ...example, service: { ...example.service, leistungsschluessel: '12' } }],
    ['/service/slug', { ...example, service: { ...example.service, slug: 'Hund Steuer' } }],
    ['/declaration/de', { ...example, declaration: { de: '<script>', en: '' } }],
    ['/schema/schemaUri', { ...example, schema: { ...example.schema, schemaUri: 'javascript:alert(1)' } }],
    ['/schema/digest', { ...example, schema: { ...example.schema, digest: 'md5:1' } }],
    ['/fee', { ...example, fee: { kind: 'fixed', currency: 'EUR', note: both('x') } }],
    ['', { ...example, unsigned: 1 }],
  ];
  for (const [path, value] of cases) {
    const result = parseManifest(value);
    assert.ok(!result.ok, path);
    assert.ok(
      result.findings.some((finding) => finding.path.startsWith(path)),
      `${path}: ${JSON.stringify(result)}`,
    );
  }
});

test('refuses a manifest nested beyond measure', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  const result = parseManifest({ ...example, rules: deep });
  assert.ok(!result.ok && result.findings[0]?.code === 'too_deep');
});

test('never throws, whatever it is given', () => {
  fc.assert(fc.property(fc.anything(), (value) => assert.equal(parseManifest(value).ok, false)));
});

function shuffleKeys(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => shuffleKeys(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item: shuffleKeys(item, next), rank: next() }));
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, item]));
}

function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

function changedAt(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === 'string' ? `${value}.` : typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 0; // prettier-ignore
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (String(at) === key ? changedAt(item, rest) : item));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [key]: changedAt(members[key], rest) };
}
