import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileSchema } from '../src/json-schema.ts';
import { metadata10Schema } from '../src/metadata/metadata-1-schema.ts';
import { metadataSchema } from '../src/metadata/metadata-schema.ts';
import {
  buildMetadata,
  readMetadata,
  sha512Hex,
  withoutCertificate,
  type Metadata,
  type MetadataDeviation,
  type MetadataRules,
} from '../src/index.ts';
import { keys } from './world.ts';

const folder = join(
  process.env['VERBUND_SAMPLES'] ?? join(import.meta.dirname, '../../../../shared/data'),
  'fit-connect',
);
const schemaFile = (version: string) => join(folder, `metadata-${version}.schema.json`);
const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const hash = { type: 'sha512', content: sha512Hex(Buffer.from('x')) };
type Json = { [name: string]: Json };

async function full() {
  const { reply } = await keys();
  return buildMetadata({
    data: { hash: hash.content, schema: { schemaUri: 'https://example.org/s.json', mimeType: 'application/json' } },
    attachments: [
      {
        attachmentId: uuid,
        hash: hash.content,
        purpose: 'form',
        mimeType: 'application/pdf',
        filename: 'a.pdf',
        fragments: [uuid],
      },
    ],
    paymentInformation: {
      transactionReference: 'K1',
      transactionId: 'T-1',
      paymentMethod: 'OTHER',
      status: 'BOOKED',
      grossAmount: 19.99,
      transactionTimestamp: '2026-11-02T10:00:00Z',
    },
    replyChannel: {
      fitConnect: {
        processStandards: ['urn:verbund:reply:1'],
        encryptionPublicKey: withoutCertificate(reply.publicJwk),
      },
    },
    additionalReferenceInfo: {
      senderReference: 'r',
      applicationDate: '2026-11-02',
      zustimmungZumDigitalenBescheid: false,
    },
    author: { name: 'Portal', product: { name: 'Verbund', version: '0.1.0', manufacturer: 'Verbund' } },
    dataSets: [
      {
        dataSetId: uuid,
        schema: { schemaUri: 'https://example.org/d', mimeType: 'application/jose' },
        hash: { type: 'sha512', content: hash.content },
        content: 'abc',
      },
    ],
  });
}

/** Every single change of one value of `value`: removed, replaced by odd values. */
function* mutations(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ path: string; make: (root: unknown) => unknown }> {
  const odd: unknown[] = [
    null,
    '',
    'x y',
    0,
    -1,
    0.001,
    true,
    [],
    {},
    ['x'],
    'not-a-uri',
    'https://example.org/ok',
    uuid,
    'a'.repeat(400),
    'data',
    // Both sides of every length limit.
    ...(typeof value === 'string' ? [10, 36, 60, 64, 150, 255] : []).flatMap((length) => [
      '1'.repeat(length),
      '1'.repeat(length + 1),
    ]),
  ];
  if (path.length > 0) {
    for (const replacement of [undefined, ...odd]) {
      yield {
        path: `/${path.join('/')} := ${JSON.stringify(replacement)}`,
        make: (root) => replace(root, path, replacement),
      };
    }
  }
  if (typeof value !== 'object' || value === null) return;
  yield { path: `/${path.join('/')} + extra`, make: (root) => replace(root, [...path, 'extra'], 'x') };
  for (const [name, member] of Object.entries(value)) yield* mutations(member, [...path, name]);
}

function replace(root: unknown, path: readonly (string | number)[], replacement: unknown): unknown {
  const copy = structuredClone(root) as Json;
  const parent = path.slice(0, -1).reduce<Json>((at, name) => at[name] as Json, copy);
  const last = path.at(-1) ?? '';
  if (replacement === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, replacement);
  return copy;
}

/** Metadata 1.0.0 with every member it knows. */
function full10(replyChannel: object = { elster: { accountId: '1234567890', geschaeftszeichen: 'g' } }) {
  return {
    publicServiceType: { identifier: 'urn:de:fim:leika:leistung:99108008252000', name: 'Wohnsitz', description: 'd' },
    contentStructure: {
      data: { hash, submissionSchema: { schemaUri: 'https://example.org/s.json', mimeType: 'application/json' } },
      attachments: [{ attachmentId: uuid, hash, purpose: 'form', mimeType: 'application/pdf', filename: 'a.pdf' }],
    },
    authenticationInformation: [{ type: 'identificationReport', version: '1.0.0', content: 'eyJ-_.x' }],
    paymentInformation: {
      transactionReference: 'K1',
      transactionId: 'T-1',
      paymentMethod: 'OTHER',
      status: 'BOOKED',
      grossAmount: 0.29,
    },
    replyChannel,
    additionalReferenceInfo: { senderReference: 'r', applicationDate: '2026-11-02', own: 'open object' },
  };
}

const $schema = (version: string) => `https://schema.fitko.de/fit-connect/metadata/${version}/metadata.schema.json`;
const strict: MetadataRules = { strictness: 'strict', majors: [1, 2] };
const both: MetadataRules = { majors: [1, 2] };

test('what we build is valid', async () => {
  assert.deepEqual(readMetadata(await full(), strict).findings, []);
});

const channels = [
  { eMail: { address: 'a@example.org', pgpPublicKey: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx' } },
  { deMail: { address: 'a@example.org' } },
  { fink: { finkPostfachRef: 'hh/by/1', host: 'https://x.example' } },
  { elster: { accountId: '1234567890', lieferTicket: 't', geschaeftszeichen: 'g' } },
];
const signature = {
  signatureFormat: 'json',
  detachedSignature: true,
  content: 'abc',
  eidasAdesProfile: 'http://uri.etsi.org/ades/191x2/level/baseline/B-T#',
};

for (const version of ['2.1.0', '1.0.0']) {
  const file = schemaFile(version);
  const skip = existsSync(file) ? false : 'skipped: no samples';
  test(`our schema ${version} and the official one agree on mutated documents`, { skip }, async () => {
    const official = compileSchema(JSON.parse(readFileSync(file, 'utf8')) as object);
    const ours = compileSchema(version === '2.1.0' ? metadataSchema : metadata10Schema);
    const base = version === '2.1.0' ? await full() : full10();
    const more = version === '2.1.0' ? [...channels, { idBundDeMailbox: { mailboxUuid: uuid } }] : channels;
    const bases: unknown[] = [
      base,
      ...more.map((replyChannel) => ({ ...base, replyChannel })),
      replace(base, ['contentStructure', 'data', 'signature'], signature),
    ];
    let compared = 0;
    let refused = 0;
    const compare = (value: unknown, what: string) => {
      const verdict = ours(value).length === 0;
      assert.equal(verdict, official(value).length === 0, what);
      compared += 1;
      if (!verdict) refused += 1;
    };
    const all = bases.map((root) => [...mutations(root)]);
    for (const [index, root] of bases.entries()) {
      assert.deepEqual(official(root), []);
      for (const { path, make } of all[index] ?? []) compare(make(root), path);
    }
    // Two changes at once, and any JSON in place of any member.
    const root = fc.nat({ max: bases.length - 1 });
    fc.assert(
      fc.property(root, fc.nat(), fc.nat(), fc.jsonValue(), (at, first, second, json) => {
        const list = all[at] ?? [];
        const [one, two] = [list[first % list.length], list[second % list.length]];
        const once = one?.make(bases[at]);
        let value: unknown;
        try {
          value = two?.make(once);
        } catch {
          value = once; // the first change took away what the second one changes
        }
        compare(value, `${one?.path} and ${two?.path}`);
        const path = (one?.path.split(' ')[0] ?? '/').split('/').slice(1);
        if (path.length > 0 && path[0] !== '') compare(replace(bases[at], path, json), `${path.join('/')} := any`);
      }),
      { numRuns: 800 },
    );
    assert.ok(compared > 5000 && refused > 2000, `${compared} compared, ${refused} refused`);
  });
}

test('each tolerated deviation has its name, and nothing else is tolerated', async () => {
  const base = await full();
  const old = { ...full10(), $schema: $schema('1.0.0') };
  const deviating: Record<MetadataDeviation, unknown> = {
    'author-without-product': { ...base, author: { name: 'x' } },
    'empty-fragments': replace(base, ['contentStructure', 'attachments', 0, 'fragments'], []),
    'elster-lengths': { ...old, replyChannel: { elster: { accountId: '12', geschaeftszeichen: 'x'.repeat(40) } } },
    'public-service-type': { ...old, publicServiceType: { name: '' } },
    'further-reference-info': { ...base, additionalReferenceInfo: { later: 1 } },
    'no-schema': full10(),
  };
  for (const [name, value] of Object.entries(deviating)) {
    assert.equal(readMetadata(value, strict).ok, false, name);
    for (const strictness of ['tolerant', [name as MetadataDeviation]] as const) {
      const verdict = readMetadata(value, { ...both, strictness });
      assert.ok(verdict.ok, `${name}: ${JSON.stringify(verdict.findings)}`);
      assert.deepEqual(
        [...new Set(verdict.findings.map(({ level, code }) => `${level} ${code}`))],
        [`warning ${name}`],
      );
    }
    assert.equal(readMetadata(value, { ...both, strictness: [] }).ok, false, name);
  }
  for (const value of [
    { ...base, author: {} },
    { ...base, author: { name: 'x', product: {} } },
    { ...old, replyChannel: { elster: {} } },
    replace(base, ['contentStructure', 'attachments', 0, 'fragments'], ['x']),
    replace(base, ['contentStructure', 'attachments', 0, 'fragments'], 'x'),
    { ...base, additionalReferenceInfo: [] },
  ])
    assert.equal(readMetadata(value, both).ok, false);
});

test('versions: what is taken, and why the rest is not', async () => {
  const base = await full();
  const old = full10();
  const without = { attachments: old.contentStructure.attachments };
  const cases: [string, unknown, MetadataRules, string][] = [
    ['2.1.0', base, {}, '2.1.0'],
    ['2.0.0', { ...base, $schema: $schema('2.0.0') }, {}, '2.0.0'],
    ['1.0.0 by default', { ...old, $schema: $schema('1.0.0') }, {}, 'unsupported-schema'],
    ['1.0.0 allowed', { ...old, $schema: $schema('1.0.0') }, both, '1.0.0'],
    ['1.3.0 with a fitConnect channel', { ...base, $schema: $schema('1.3.0') }, both, '1.3.0'],
    ['2.x where only 1.x is taken', base, { majors: [1] }, 'unsupported-schema'],
    ['no $schema by default', old, {}, 'missing-schema'],
    ['no $schema, 1.x allowed', old, both, '1.0.0'],
    ['3.0.0', { ...base, $schema: $schema('3.0.0') }, both, 'unsupported-schema'],
    ['foreign $schema', { ...base, $schema: 'https://example.org/2.1.0' }, both, 'unsupported-schema'],
    ['$schema of a wrong type', { ...base, $schema: 2 }, both, 'unsupported-schema'],
    ['1.0.0 without data', { ...old, contentStructure: without }, both, 'missing-data'],
    ['2.1.0 without data', { ...base, contentStructure: without }, both, 'schema-violation'],
    ['no object', [], both, 'schema-violation'],
  ];
  for (const [name, value, rules, expected] of cases) {
    const verdict = readMetadata(value, rules);
    assert.equal(verdict.ok ? verdict.version : verdict.reason, expected, name);
  }
});

test('the model holds only what the schema of its version has checked', async () => {
  const model = (value: unknown): Metadata => {
    const verdict = readMetadata(value, both);
    assert.ok(verdict.ok, JSON.stringify(verdict.findings));
    return verdict.metadata;
  };
  const old = full10({ fitConnect: 'no key' });
  const odd = model({
    ...old,
    author: 'x',
    dataSets: 1,
    contentStructure: {
      ...old.contentStructure,
      attachments: old.contentStructure.attachments.map((entry) => ({ ...entry, fragments: 'x' })),
    },
    additionalReferenceInfo: { senderReference: 'r', idBundDeApplicationId: 1 },
  });
  const { replyChannel: _channel, ...kept } = full10();
  const expected: unknown = { ...kept, $schema: $schema('1.0.0'), additionalReferenceInfo: { senderReference: 'r' } };
  assert.deepEqual(odd, expected);
  assert.deepEqual(odd.publicServiceType?.identifier, 'urn:de:fim:leika:leistung:99108008252000');
  const base = await full();
  assert.deepEqual(model({ ...base, publicServiceType: 1, authenticationInformation: 1 }), base);
  assert.equal(model({ ...base, replyChannel: { later: {} } }).replyChannel, undefined);
  assert.equal(model({ ...old, publicServiceType: { identifier: 'x' } }).publicServiceType, undefined);
  const noFragments = replace(base, ['contentStructure', 'attachments', 0, 'fragments'], []);
  assert.ok(!('fragments' in (model(noFragments).contentStructure.attachments[0] ?? {})));
});
