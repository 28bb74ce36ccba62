import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildMetadata,
  createEvent,
  encrypt,
  eventProblemPrefix,
  eventProblems,
  localSigner,
  localUnwrapper,
  problem,
  readEvent,
  sha512Hex,
  type Metadata,
  type Problem,
  type ReceivedSubmission,
  type ReceiveOptions,
} from '../src/index.ts';
import { type StoredItem } from '../src/testing/store.ts';
import { createWorld, schemaUri } from './world.ts';

type World = Awaited<ReturnType<typeof createWorld>>;
type Options = Partial<ReceiveOptions<ReceivedSubmission>>;
type Fault = {
  /** What the sender writes as metadata; a text is sent as it stands. */
  metadata?: (metadata: Metadata) => unknown;
  data?: string;
  /** What happens to the stored item afterwards. */
  tamper?: (item: StoredItem, world: World) => unknown;
  receive?: (world: World) => Options;
};

const attachmentId = '5f0c6a52-2f0b-4a6c-9d7e-0d3d6c1f4b11';
const other = '00000000-0000-4000-8000-000000000000';
const hash = { type: 'sha512', content: '0'.repeat(128) } as const;
const $schema = 'https://schema.fitko.de/fit-connect/metadata/1.0.0/metadata.schema.json';
const old: Options = { metadata: { majors: [1, 2] } };

const content = (change: object) => (metadata: Metadata) => ({
  ...metadata,
  contentStructure: { ...metadata.contentStructure, ...change },
});
const attachment = (change: object) => (metadata: Metadata) =>
  content({ attachments: metadata.contentStructure.attachments.map((entry) => ({ ...entry, ...change })) })(metadata);
const data = (change: object) => (metadata: Metadata) =>
  content({ data: { ...metadata.contentStructure.data, ...change } })(metadata);
const foreign = (world: World, cty: string) => encrypt(Buffer.from('{}'), world.held.encryption.publicJwk, { cty });
const bent = (jwe: string) => {
  const [head, key, iv, text = '', tag] = jwe.split('.');
  return [head, key, iv, (text.startsWith('A') ? 'B' : 'A') + text.slice(1), tag].join('.');
};

/** Every cause of a rejection with the problems it must yield. */
const causes: [string, Fault, ...[slug: keyof typeof eventProblems, instance: string][]][] = [
  ['nothing wrong', {}],
  ['author without product', { metadata: (metadata) => ({ ...metadata, author: { name: 'x' } }) }],
  [
    'author without product, strict',
    {
      metadata: (metadata) => ({ ...metadata, author: { name: 'x' } }),
      receive: () => ({ metadata: { strictness: 'strict' } }),
    },
    ['schema-violation', 'metadata'],
  ],
  [
    'event log without its first event',
    { tamper: (item, world) => world.service.log(item.caseId).shift() },
    ['invalid-event-log', 'submission'],
  ],
  [
    'other metadata than submitted',
    { tamper: async (item, world) => (item.encryptedMetadata = await foreign(world, 'application/json')) },
    ['incorrect-authentication-tag', 'metadata'],
  ],
  [
    'other data than submitted',
    { tamper: async (item, world) => (item.encryptedData = await foreign(world, 'application/json')) },
    ['incorrect-authentication-tag', 'data'],
  ],
  [
    'other attachment than uploaded',
    { tamper: async (item, world) => item.attachments.set(attachmentId, await foreign(world, 'text/plain')) },
    ['incorrect-authentication-tag', `attachment:${attachmentId}`],
  ],
  [
    'changed metadata with its old tag',
    { tamper: (item) => (item.encryptedMetadata = bent(item.encryptedMetadata)) },
    ['encryption-issue', 'metadata'],
  ],
  [
    'changed data with its old tag',
    { tamper: (item) => (item.encryptedData = bent(item.encryptedData)) },
    ['encryption-issue', 'data'],
  ],
  [
    'changed attachment with its old tag',
    { tamper: (item) => item.attachments.set(attachmentId, bent(item.attachments.get(attachmentId) ?? '')) },
    ['encryption-issue', `attachment:${attachmentId}`],
  ],
  [
    'encrypted to a key the receiver does not hold',
    { receive: (world) => ({ unwrapper: localUnwrapper([world.held.reply.privateJwk]) }) },
    ['encryption-issue', 'metadata'],
  ],
  ['metadata is no JSON', { metadata: () => '{' }, ['syntax-violation', 'metadata']],
  ['metadata without $schema', { metadata: ({ $schema: _schema, ...rest }) => rest }, ['missing-schema', 'metadata']],
  ['metadata 1.x', { metadata: (metadata) => ({ ...metadata, $schema }) }, ['unsupported-schema', 'metadata']],
  ['metadata 1.x where it is taken', { metadata: (metadata) => ({ ...metadata, $schema }), receive: () => old }],
  [
    'metadata 1.x where the destination lists it',
    {
      metadata: (metadata) => ({ ...metadata, $schema }),
      receive: (world) => ({ destination: { ...world.receiveOptions.destination, metadataVersions: ['1.3.0'] } }),
    },
  ],
  [
    'metadata 1.x about another service',
    {
      metadata: (metadata) => ({ ...metadata, $schema, publicServiceType: { identifier: 'urn:de:other' } }),
      receive: () => old,
    },
    ['service-mismatch', 'metadata'],
  ],
  [
    'metadata 1.x without data',
    { metadata: (metadata) => content({ data: undefined })({ ...metadata, $schema }), receive: () => old },
    ['missing-data', 'data'],
  ],
  [
    'metadata against its schema',
    { metadata: (metadata) => ({ ...metadata, replyChannel: {} }) },
    ['schema-violation', 'metadata'],
  ],
  [
    'reply channel that is not offered',
    {
      metadata: (metadata) => ({ ...metadata, replyChannel: { deMail: { address: 'a@example.org' } } }),
      receive: () => ({ replyChannels: ['fitConnect'] }),
    },
    ['unsupported-reply-channel', 'metadata'],
  ],
  [
    'service that is no longer offered',
    { receive: (world) => ({ destination: { ...world.receiveOptions.destination, publicServices: [] } }) },
    ['unsupported-service', 'submission'],
  ],
  [
    'schema of the data that is not offered',
    { metadata: data({ submissionSchema: { schemaUri: 'urn:other:1', mimeType: 'application/json' } }) },
    ['unsupported-schema', 'data'],
  ],
  [
    'submitted but not described',
    { metadata: content({ attachments: [] }) },
    ['attachments-mismatch', `attachment:${attachmentId}`],
  ],
  [
    'described under another id',
    { metadata: attachment({ attachmentId: other }) },
    ['missing-attachment', `attachment:${other}`],
    ['attachments-mismatch', `attachment:${attachmentId}`],
  ],
  [
    'described twice',
    {
      metadata: (metadata) =>
        content({ attachments: [metadata.contentStructure.attachments, metadata.contentStructure.attachments].flat() })(
          metadata,
        ),
    },
    ['attachments-mismatch', 'metadata'],
  ],
  [
    'one upload as a fragment of two attachments',
    {
      metadata: (metadata) => {
        const [one] = metadata.contentStructure.attachments;
        const again = one ? [one, { ...one, attachmentId: other, fragments: [attachmentId] }] : [];
        return content({ attachments: again })(metadata);
      },
    },
    ['attachments-mismatch', 'metadata'],
  ],
  ['hash of the data', { metadata: data({ hash }) }, ['hash-mismatch', 'data']],
  ['hash of an attachment', { metadata: attachment({ hash }) }, ['hash-mismatch', `attachment:${attachmentId}`]],
  ['data is no JSON', { data: '{' }, ['syntax-violation', 'data']],
  [
    'data against its schema',
    { receive: () => ({ validateData: () => ['/name is too short'] }) },
    ['schema-violation', 'data'],
  ],
  [
    'submission of another destination of the same client',
    {
      receive: (world) => ({
        destination: { ...world.receiveOptions.destination, destinationId: world.portalDestinationId },
      }),
    },
    ['technical-error', 'submission'],
  ],
  [
    'the last look finds something',
    { receive: () => ({ finalCheck: async () => [problem('technical-error', 'data', 'seen before')] }) },
    ['technical-error', 'data'],
  ],
];

async function send(world: World, fault: Fault): Promise<string> {
  const key = world.held.encryption.publicJwk;
  const bytes = Buffer.from(fault.data ?? '{}');
  const { submissionId } = await world.sender.announce({
    destinationId: world.destinationId,
    publicService: world.outgoing.publicService,
    announcedAttachments: [attachmentId],
  });
  const file = await encrypt(Buffer.from('A'), key, { cty: 'text/plain' });
  await world.sender.uploadAttachment(submissionId, attachmentId, file);
  const metadata = buildMetadata({
    data: { hash: sha512Hex(bytes), schema: { schemaUri, mimeType: 'application/json' } },
    attachments: [{ attachmentId, hash: sha512Hex(Buffer.from('A')), purpose: 'attachment', mimeType: 'text/plain' }],
  });
  const changed = fault.metadata ? fault.metadata(metadata) : metadata;
  const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
  await world.sender.submit(submissionId, {
    encryptedMetadata: await encrypt(Buffer.from(text), key, { cty: 'application/json' }),
    encryptedData: await encrypt(bytes, key, { cty: 'application/json' }),
  });
  return submissionId;
}

test('each cause of a rejection yields its problem with the right instance', async () => {
  const world = await createWorld();
  const seen = new Set<string>();
  for (const [name, fault, ...expected] of causes) {
    const submissionId = await send(world, fault);
    await fault.tamper?.(world.service.item(submissionId), world);
    const result = await world.subscriber.receiveSubmission(submissionId, {
      ...world.receiveOptions,
      ...fault.receive?.(world),
    });
    const problems: Problem[] = result.ok ? [] : result.problems;
    assert.deepEqual(
      problems.map(({ type, title, instance }) => [type, title, instance]),
      expected.map(([slug, instance]) => [`${eventProblemPrefix}${slug}`, eventProblems[slug], instance]),
      name,
    );
    for (const { detail } of problems) assert.ok(detail.length > 5 && detail.length <= 2000, name);
    for (const [slug] of expected) seen.add(slug);
  }
  assert.deepEqual([...seen].sort(), Object.keys(eventProblems).sort(), 'a slug that nothing yields');
});

test('a v1 submission without data is rejected by name, not read again for ever', async () => {
  const world = await createWorld();
  const submissionId = await send(world, {});
  const item = world.service.item(submissionId);
  Reflect.set(item, 'encryptedData', null); // as the service shows it
  const slugOf = async () => {
    const result = await world.subscriber.receiveSubmission(submissionId, world.receiveOptions);
    return result.ok ? 'ok' : result.problems.map(({ type }) => type.slice(eventProblemPrefix.length)).join();
  };
  assert.equal(await slugOf(), 'incorrect-authentication-tag', 'the log names data: somebody took it away');
  const { metadata = '', attachments = {} } = item.tags ?? {};
  const entry = world.service.log(item.caseId).find(({ token }) => readAction(token) === 'submit');
  assert.ok(entry);
  entry.token = await createEvent(
    {
      iss: world.service.submissionBaseUrl,
      sub: `submission:${submissionId}`,
      txn: `case:${item.caseId}`,
      event: 'submit-submission',
      payload: { authenticationTags: { metadata, attachments } },
    },
    localSigner(world.held.service.privateJwk),
    () => world.time.now,
  );
  assert.equal(await slugOf(), 'missing-data');
});

function readAction(token: string): string {
  const read = readEvent(token);
  return read.ok ? read.event.action : '';
}
