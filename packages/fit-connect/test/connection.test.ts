import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDestinationManagement, createSender, type FitConnectError } from '../src/index.ts';
import { createWorld } from './world.ts';

const tokenRequests = (lines: readonly string[]) => lines.filter((line) => line.endsWith('/oauth/token')).length;

test('many calls share one token request', async () => {
  const world = await createWorld();
  await Promise.all(Array.from({ length: 8 }, () => world.sender.listReplies()));
  assert.equal(tokenRequests(world.service.requests), 1);
});

test('a token is renewed before it ends', async () => {
  const world = await createWorld();
  await world.sender.listReplies();
  world.time.now += 1739 * 1000;
  await world.sender.listReplies();
  assert.equal(tokenRequests(world.service.requests), 1);
  world.time.now += 2000;
  await world.sender.listReplies();
  assert.equal(tokenRequests(world.service.requests), 2);
});

test('a token dropped by the service is replaced once, a lasting 401 is reported', async () => {
  const world = await createWorld();
  await world.sender.listReplies();
  world.service.expireTokens();
  await world.sender.listReplies();
  assert.equal(tokenRequests(world.service.requests), 2);
  for (let i = 0; i < 2; i += 1) world.service.failNext((request) => request.url.includes('/v2/'), { status: 401 });
  await assert.rejects(world.sender.listReplies(), { status: 401, retryable: false });
});

test('wrong credentials are an OAuth error without repetition', async () => {
  const world = await createWorld();
  const sender = createSender({ ...world.common, ...world.portal, clientSecret: 'wrong' });
  await assert.rejects(sender.listReplies(), (error: FitConnectError) => {
    assert.equal(error.type, 'urn:ietf:params:oauth:error:invalid_client');
    return error.status === 401 && !error.retryable;
  });
  assert.equal(tokenRequests(world.service.requests), 1);
});

test('reading is repeated on 429 and 5xx, Retry-After is honoured', async () => {
  const world = await createWorld();
  const calls = (request: { url: string }) => request.url.includes('/v2/replies');
  world.service.failNext(calls, { status: 429, headers: { 'retry-after': '7' } });
  world.service.failNext(calls, { status: 500 });
  await world.sender.listReplies();
  assert.deepEqual(world.slept, [7000, 2000]);
});

test('a pause longer than half a minute is left to the caller', async () => {
  const world = await createWorld();
  world.service.failNext((request) => request.url.includes('/v2/'), {
    status: 503,
    headers: { 'retry-after': '3600' },
  });
  await assert.rejects(world.sender.listReplies(), { status: 503, retryable: true, retryAfterMs: 3_600_000 });
  assert.deepEqual(world.slept, []);
});

test('an announce whose fate is unknown is not repeated', async () => {
  const world = await createWorld();
  world.service.failNext((request) => request.method === 'POST' && request.url.endsWith('/v2/submissions'), {
    status: 500,
  });
  await assert.rejects(
    world.sender.announce({
      destinationId: world.destinationId,
      publicService: world.outgoing.publicService,
      announcedAttachments: [],
    }),
    { status: 500 },
  );
  assert.equal(world.service.requests.filter((line) => line === 'POST /submission-api/v2/submissions').length, 1);
});

test('problem+json becomes a typed error', async () => {
  const world = await createWorld();
  await assert.rejects(world.sender.getDestination('00000000-0000-4000-8000-000000000000'), {
    status: 404,
    type: 'https://schema.fitko.de/fit-connect/submission-api/problems/destination-not-found',
    retryable: false,
  });
});

test('ids that would leave their place in the path are refused', async () => {
  const world = await createWorld();
  for (const bad of ['../destinations', 'a/b', '', '.', 'x?y']) {
    await assert.rejects(world.sender.submissionEvents(bad), { type: 'urn:verbund:fit-connect:invalid-id' });
  }
});

test('a destination is made, activated and given a new key', async () => {
  const world = await createWorld();
  const management = createDestinationManagement({
    ...world.common,
    ...world.town,
    destinationBaseUrl: world.service.destinationBaseUrl,
  });
  const { encryption, signing } = world.held;
  const created = await management.create({
    name: 'Neu',
    contactInformation: { legalName: 'Stadt', email: 'amt@example.org' },
    services: world.receiveOptions.destination.publicServices,
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signing.publicJwk,
    metadataVersions: ['2.1.0'],
  });
  assert.equal(created.status, 'created');
  await assert.rejects(
    world.sender.sendSubmission(
      { ...world.outgoing, destinationId: created.destinationId },
      { load: async () => undefined, save: async () => {} },
    ),
    {
      type: 'urn:verbund:fit-connect:destination-not-active',
    },
  );
  await management.patch(created.destinationId, { status: 'active' });
  await management.addKey(created.destinationId, { ...encryption.publicJwk, kid: 'second-key' });
  await management.patch(created.destinationId, { encryptionKid: 'second-key' });
  const destination = await world.sender.getDestination(created.destinationId);
  assert.deepEqual([destination.status, destination.encryptionKid], ['active', 'second-key']);
  assert.equal((await world.sender.getDestinationKey(created.destinationId, 'second-key')).kid, 'second-key');
});
