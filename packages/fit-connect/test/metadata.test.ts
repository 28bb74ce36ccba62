import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileSchema } from '../src/json-schema.ts';
import { buildMetadata, sha512Hex, validateMetadata, withoutCertificate } from '../src/index.ts';
import { keys } from './world.ts';

const folder = join(
  process.env['VERBUND_SAMPLES'] ?? join(import.meta.dirname, '../../../../shared/data'),
  'fit-connect',
);
const schemaFile = join(folder, 'metadata-2.1.0.schema.json');
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

test('what we build is valid', async () => {
  assert.deepEqual(validateMetadata(await full()).findings, []);
});

test(
  'our schema and the official one agree on every mutation',
  { skip: existsSync(schemaFile) ? false : 'skipped: no samples' },
  async () => {
    const official = compileSchema(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
    const base = await full();
    const channels = [
      { eMail: { address: 'a@example.org' } },
      { deMail: { address: 'a@example.org' } },
      { fink: { finkPostfachRef: 'hh/by/1', host: 'https://x.example' } },
      { elster: { accountId: '1', geschaeftszeichen: 'g' } },
      { idBundDeMailbox: { mailboxUuid: uuid } },
    ];
    const signature = {
      signatureFormat: 'json',
      detachedSignature: true,
      content: 'abc',
      eidasAdesProfile: 'http://uri.etsi.org/ades/191x2/level/baseline/B-T#',
    };
    const bases: unknown[] = [
      base,
      ...channels.map((replyChannel) => ({ ...base, replyChannel })),
      replace(base, ['contentStructure', 'data', 'signature'], signature),
    ];
    let compared = 0;
    let refused = 0;
    for (const root of bases) {
      assert.deepEqual(official(root), []);
      for (const { path, make } of mutations(root)) {
        const value = make(root);
        const [ours, theirs] = [validateMetadata(value).ok, official(value).length === 0];
        assert.equal(ours, theirs, path);
        compared += 1;
        if (!ours) refused += 1;
      }
    }
    assert.ok(compared > 3000 && refused > 1000, `${compared} compared, ${refused} refused`);
  },
);

test('tolerance covers exactly the two known deviations', async () => {
  const base = await full();
  const noProduct = { ...base, author: { name: 'x' } };
  const noFragments = replace(base, ['contentStructure', 'attachments', 0, 'fragments'], []);
  for (const value of [noProduct, noFragments]) {
    assert.equal(validateMetadata(value).ok, false);
    const verdict = validateMetadata(value, { tolerant: true });
    assert.ok(verdict.ok);
    assert.deepEqual(
      verdict.findings.map((finding) => finding.level),
      ['warning'],
    );
  }
  assert.equal(validateMetadata({ ...base, author: {} }, { tolerant: true }).ok, false);
});
