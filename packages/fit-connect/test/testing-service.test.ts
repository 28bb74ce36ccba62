import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createCallbackHandler,
  createDestinationManagement,
  createSender,
  createSubscriber,
  encodeMessage,
  localUnwrapper,
  statusOf,
  type CallbackNotice,
} from '../src/index.ts';
import { createDeliveryService, memoryJournal, type CallbackRequest } from '../src/testing/index.ts';
import { createWorld, keys } from './world.ts';

const office = { url: 'https://office.example/callback', secret: 'office secret' };
const portal = { url: 'https://portal.example/callback', secret: 'portal secret' };

/** A world whose callbacks are heard by two handlers, written down as `side kind`. */
async function createHeardWorld() {
  const base = await createWorld();
  const heard: string[] = [];
  const notices: CallbackNotice[] = [];
  let down = false;
  const clock = () => base.time.now;
  const handlerOf = (side: string, secret: string) =>
    createCallbackHandler({
      secret,
      clock,
      onSubmissions: (submissions) =>
        void (heard.push(`${side} submissions`), notices.push({ kind: 'submissions', submissions })),
      onEvents: (changed) => void (heard.push(`${side} events`), notices.push({ kind: 'events', ...changed })),
      onReplies: (replies) => void (heard.push(`${side} replies`), notices.push({ kind: 'replies', replies })),
    });
  const handlers = new Map([
    [office.url, handlerOf('office', office.secret)],
    [portal.url, handlerOf('portal', portal.secret)],
  ]);
  const callbacks = async ({ url, headers, body }: CallbackRequest) =>
    down ? { status: 502 } : ((await handlers.get(url)?.(headers, body)) ?? { status: 404 });
  const held = await keys();
  const service = await createDeliveryService({ clock, signatureKey: held.service, callbacks });
  const connections = { portal: service.connect(), office: service.connect() };
  const destinationId = service.addDestination({
    owner: connections.office,
    encryptionKey: held.encryption.publicJwk,
    signingKey: held.signing.publicJwk,
    publicServices: base.receiveOptions.destination.publicServices,
    callback: office,
  });
  return {
    ...base,
    service,
    destinationId,
    heard,
    notices,
    connections,
    sender: createSender(connections.portal),
    subscriber: createSubscriber(connections.office),
    outgoing: { ...base.outgoing, destinationId, callback: portal },
    receiveOptions: { ...base.receiveOptions, destination: { ...base.receiveOptions.destination, destinationId } },
    setDown: (value: boolean) => (down = value),
    /** What was heard since the last look. */
    async news() {
      assert.equal(await service.callbacksDelivered(), 0);
      return heard.splice(0);
    },
  };
}

test('each side hears of the changes that it did not cause', async () => {
  const world = await createHeardWorld();
  const { itemId, caseId } = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  assert.deepEqual(await world.news(), ['office submissions', 'portal events'], 'submit, then notify');
  const [first] = world.notices;
  assert.deepEqual(first, {
    kind: 'submissions',
    submissions: [{ submissionId: itemId, caseId, destinationId: world.destinationId }],
  });
  const result = await world.subscriber.receiveSubmission(itemId, world.receiveOptions);
  assert.ok(result.ok);
  await world.subscriber.settle(result, world.townSigner);
  assert.deepEqual(await world.news(), ['portal events']);
  assert.ok(result.submission.replyKey);
  await world.subscriber.sendReply(
    {
      caseId,
      destinationId: world.destinationId,
      replyKey: result.submission.replyKey,
      data: {
        bytes: encodeMessage({ subject: 's', text: 't', kind: 'answer' }),
        schema: { schemaUri: 'urn:verbund:reply:1', mimeType: 'application/json' },
      },
      attachments: [],
    },
    memoryJournal(),
  );
  assert.deepEqual(await world.news(), ['portal replies', 'office events']);
  await world.service.serviceEvent(itemId, 'delete');
  assert.deepEqual((await world.news()).sort(), ['office events', 'portal events']);
  const log = await world.sender.verifiedCaseLog(caseId, { destinationId: world.destinationId });
  assert.ok(log.ok);
  const notified = log.log.events.filter((event) => event.action === 'notify');
  assert.deepEqual(
    notified.map((event) => event.payload.notifyType),
    ['callback', 'callback'],
  );
  assert.ok(statusOf(log.log, 'submission', itemId).history.includes('accepted'));
});

test('a callback that is refused waits, and nothing claims that it arrived', async () => {
  const world = await createHeardWorld();
  world.setDown(true);
  const { itemId } = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  assert.equal(await world.service.callbacksDelivered(), 1);
  assert.deepEqual([...world.service.item(itemId).notified], []);
  world.setDown(false);
  assert.deepEqual(await world.news(), ['office submissions', 'portal events']);
  assert.deepEqual([...world.service.item(itemId).notified], ['callback']);
});

test('keys are changed and old submissions stay readable; the secret is never given back', async () => {
  const world = await createHeardWorld();
  const management = createDestinationManagement({
    ...world.connections.office,
    destinationBaseUrl: world.service.destinationBaseUrl,
  });
  const before = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  world.service.rotateKey(world.destinationId, world.held.portalSigning.publicJwk);
  assert.equal((await management.get(world.destinationId)).encryptionKid, world.held.encryption.publicJwk.kid);
  // A new encryption key with the numbers of another pair at hand: making one takes seconds.
  const { n, e } = world.held.portalSigning.publicJwk;
  const { x5c: _x5c, ...plain } = { ...world.held.encryption.publicJwk, n, e, kid: 'second-key' };
  world.service.rotateKey(world.destinationId, plain);
  assert.equal((await management.list()).items[0]?.encryptionKid, 'second-key');
  assert.equal((await world.subscriber.receiveSubmission(before.itemId, world.receiveOptions)).ok, true);
  await management.patch(world.destinationId, { encryptionKid: world.held.encryption.publicJwk.kid });
  await assert.rejects(management.patch(world.destinationId, { encryptionKid: 'unknown-key' }), { status: 404 });
  const stranger = createDestinationManagement({
    ...world.connections.portal,
    destinationBaseUrl: world.service.destinationBaseUrl,
  });
  await assert.rejects(stranger.get(world.destinationId), { status: 403 });
  assert.equal((await stranger.list()).totalCount, 0);
  const answer = await world.service.transport({
    method: 'GET',
    url: `${world.service.submissionBaseUrl}/v2/destinations/${world.destinationId}`,
    headers: {},
  });
  assert.ok(!Buffer.from(answer.body).toString().includes(office.secret));
  await management.remove(world.destinationId);
  await assert.rejects(management.get(world.destinationId), { status: 404 });
});

test('several destinations of one client are kept apart', async () => {
  const world = await createHeardWorld();
  const second = world.service.addDestination({
    owner: world.connections.office,
    encryptionKey: world.held.encryption.publicJwk,
    signingKey: world.held.signing.publicJwk,
    publicServices: world.receiveOptions.destination.publicServices,
    metadataVersions: ['1.3.0', '2.1.0'],
  });
  const sent = await world.sender.sendSubmission({ ...world.outgoing, destinationId: second }, memoryJournal());
  await world.sender.sendSubmission(world.outgoing, memoryJournal());
  const { items } = await world.subscriber.listSubmissions({ destinationId: second });
  assert.deepEqual(
    items.map(({ submissionId }) => submissionId),
    [sent.itemId],
  );
  assert.equal((await world.subscriber.listSubmissions()).totalCount, 2);
  const destination = await world.subscriber.getDestination(second);
  assert.deepEqual(destination.metadataVersions, ['1.3.0', '2.1.0']);
  const unwrapper = localUnwrapper([world.held.encryption.privateJwk]);
  assert.ok((await world.subscriber.receiveSubmission(sent.itemId, { destination, unwrapper })).ok);
});
