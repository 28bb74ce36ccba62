import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authenticationTag,
  buildMetadata,
  createEvent,
  encrypt,
  FitConnectError,
  localSigner,
  sha512Hex,
  type KeyUnwrapper,
  type ReceiveResult,
} from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { createWorld, schemaUri } from './world.ts';

type World = Awaited<ReturnType<typeof createWorld>>;
const slugs = (result: ReceiveResult<unknown>) =>
  result.ok
    ? ['ok']
    : result.problems.map(({ type, instance }) => `${type.split('/').at(-1)} ${instance.split(':')[0]}`);
const receive = (world: World, itemId: string, more = {}) =>
  world.subscriber.receiveSubmission(itemId, { ...world.receiveOptions, ...more });

async function sent() {
  const world = await createWorld();
  const { itemId, caseId } = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  return { world, itemId, caseId, item: world.service.item(itemId) };
}

test('exchanged ciphertext is noticed by its tag', async () => {
  for (const part of ['encryptedMetadata', 'encryptedData'] as const) {
    const { world, itemId, item } = await sent();
    item[part] = await encrypt(Buffer.from('{}'), world.held.encryption.publicJwk, { cty: 'application/json' });
    assert.deepEqual(slugs(await receive(world, itemId)), [
      `incorrect-authentication-tag ${part === 'encryptedData' ? 'data' : 'metadata'}`,
    ]);
  }
  const { world, itemId, item } = await sent();
  const [first = ''] = item.announced;
  item.attachments.set(
    first,
    await encrypt(Buffer.from('x'), world.held.encryption.publicJwk, { cty: 'application/pdf' }),
  );
  assert.deepEqual(slugs(await receive(world, itemId)), ['incorrect-authentication-tag attachment']);
});

test('a forged tag in the log does not help: the log is signed', async () => {
  const { world, itemId, caseId, item } = await sent();
  item.encryptedData = await encrypt(Buffer.from('{}'), world.held.encryption.publicJwk, { cty: 'application/json' });
  const tags = { ...item.tags, metadata: item.tags?.metadata ?? '', data: authenticationTag(item.encryptedData) };
  const forged = await createEvent(
    {
      iss: world.service.submissionBaseUrl,
      sub: `submission:${itemId}`,
      txn: `case:${caseId}`,
      event: 'submit-submission',
      payload: { authenticationTags: tags },
    },
    { ...localSigner(world.held.portalSigning.privateJwk), kid: world.held.service.publicJwk.kid },
    () => world.time.now,
  );
  const entry = world.service.log(caseId)[1];
  assert.ok(entry);
  entry.token = forged;
  assert.deepEqual(slugs(await receive(world, itemId)), ['invalid-event-log submission']);
});

test('changed ciphertext with its old tag does not decrypt', async () => {
  const { world, itemId, item } = await sent();
  const [head, key, iv, text = '', tag] = item.encryptedData.split('.');
  item.encryptedData = [head, key, iv, (text.startsWith('A') ? 'B' : 'A') + text.slice(1), tag].join('.');
  assert.deepEqual(slugs(await receive(world, itemId)), ['encryption-issue data']);
});

test('a key service that is down is no reason to reject', async () => {
  const { world, itemId } = await sent();
  const unwrapper: KeyUnwrapper = { unwrapKey: async () => Promise.reject(new Error('key service is down')) };
  await assert.rejects(receive(world, itemId, { unwrapper }), /key service is down/);
});

test('a delivery service that is down is no reason to reject', async () => {
  const { world, itemId } = await sent();
  for (let i = 0; i < 4; i += 1)
    world.service.failNext((request) => request.url.includes('/attachments/'), { status: 503 });
  await assert.rejects(receive(world, itemId), (error) => error instanceof FitConnectError && error.retryable);
});

test('fragments are joined in their order', async () => {
  const world = await createWorld();
  const key = world.held.encryption.publicJwk;
  const [one, two, whole] = [world.newId(), world.newId(), world.newId()];
  const { submissionId } = await world.sender.announce({
    destinationId: world.destinationId,
    publicService: world.outgoing.publicService,
    announcedAttachments: [one, two],
  });
  await world.sender.uploadAttachment(
    submissionId,
    two,
    await encrypt(Buffer.from('Welt'), key, { cty: 'text/plain' }),
  );
  await world.sender.uploadAttachment(
    submissionId,
    one,
    await encrypt(Buffer.from('Hallo '), key, { cty: 'text/plain' }),
  );
  const metadata = buildMetadata({
    data: { hash: sha512Hex(Buffer.from('{}')), schema: { schemaUri, mimeType: 'application/json' } },
    attachments: [
      {
        attachmentId: whole,
        hash: sha512Hex(Buffer.from('Hallo Welt')),
        purpose: 'attachment',
        mimeType: 'text/plain',
        fragments: [one, two],
      },
    ],
  });
  await world.sender.submit(submissionId, {
    encryptedMetadata: await encrypt(Buffer.from(JSON.stringify(metadata)), key, { cty: 'application/json' }),
    encryptedData: await encrypt(Buffer.from('{}'), key, { cty: 'application/json' }),
  });
  const result = await receive(world, submissionId);
  assert.ok(result.ok);
  assert.equal(Buffer.from(result.submission.attachments[0]?.bytes ?? []).toString(), 'Hallo Welt');
});

test('foreigners are refused by the service and events of others by its log', async () => {
  const { world, itemId, caseId } = await sent();
  await assert.rejects(world.sender.getDestination(world.newId()), { status: 404 });
  const result = await receive(world, itemId);
  assert.ok(result.ok);
  // The town signs with a key that is not registered for its destination.
  await assert.rejects(world.subscriber.settle(result, world.portalSigner), { status: 422 });
  const token = await createEvent(
    {
      iss: world.portalDestinationId,
      sub: `submission:${itemId}`,
      txn: `case:${caseId}`,
      event: 'accept-submission',
      payload: { authenticationTags: result.submission.authenticationTags },
    },
    world.portalSigner,
    () => world.time.now,
  );
  await assert.rejects(world.sender.writeEvent(caseId, token), { status: 403 });
  assert.equal(world.service.item(itemId).state, 'submitted');
});
