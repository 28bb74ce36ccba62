import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSender, FitConnectError, type HttpRequest, type HttpTransport } from '../src/index.ts';
import { memoryJournal } from '../src/testing/index.ts';
import { createWorld } from './world.ts';

const isSubmit = (request: HttpRequest) =>
  request.method === 'PUT' && /\/v2\/(submissions|replies)\/[^/]+$/.test(request.url);
const isAnnounce = (request: HttpRequest) => request.method === 'POST' && request.url.endsWith('/v2/submissions');
const isUpload = (request: HttpRequest) => request.method === 'PUT' && request.url.includes('/attachments/');
const isEvents = (request: HttpRequest) => request.method === 'GET' && request.url.includes('/events');
const isToken = (request: HttpRequest) => request.url.endsWith('/token');

test('a lost answer to submit is found in the event log and not sent again', async () => {
  const world = await createWorld();
  world.service.failNext(isSubmit, 'lost-answer');
  const delivered = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  assert.equal(world.service.item(delivered.itemId).state, 'submitted');
  assert.equal(world.service.requests.filter((line) => /^PUT .*submissions\/[^/]+$/.test(line)).length, 1);
  assert.equal(world.service.items().length, 1);
});

test('a submit that never arrived is repeated with a pause', async () => {
  const world = await createWorld();
  world.service.failNext(isSubmit, 'no-connection');
  world.service.failNext(isSubmit, { status: 502 });
  await world.sender.sendSubmission(world.outgoing, memoryJournal());
  assert.deepEqual(world.slept, [1000, 2000]);
  assert.equal(world.service.items().length, 1);
});

test('a process that dies after submit finishes from the journal alone', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  world.service.failNext(isSubmit, 'lost-answer');
  // The log of the first run cannot be read either: four attempts fail, the process gives up.
  for (let i = 0; i < 4; i += 1) world.service.failNext(isEvents, 'no-connection');
  await assert.rejects(
    world.sender.sendSubmission(world.outgoing, journal),
    (error) => error instanceof FitConnectError && error.retryable,
  );
  assert.equal(journal.progress?.submittedAt, undefined);
  const delivered = await world.sender.sendSubmission(world.outgoing, journal);
  assert.equal(world.service.items().length, 1);
  assert.equal(journal.progress?.submittedAt, delivered.submittedAt);
  assert.deepEqual(await world.sender.sendSubmission(world.outgoing, journal), delivered);
});

// Breaks the connection at every request in turn: in the end there is exactly one submitted item.
test('wherever the process dies, one submission arrives', async () => {
  for (let survive = 0; survive < 14; survive += 1) {
    const world = await createWorld();
    const journal = memoryJournal();
    // Four failures in a row use up the repeats of one call.
    for (let i = 0; i < 4; i += 1) {
      world.service.failNext(
        (request) => !isToken(request) && world.service.requests.length > survive,
        i % 2 === survive % 2 ? 'lost-answer' : 'no-connection',
      );
    }
    let delivered;
    for (let run = 0; run < 6 && !delivered; run += 1) {
      try {
        delivered = await world.sender.sendSubmission(world.outgoing, journal);
      } catch (error) {
        assert.ok(error instanceof FitConnectError, String(error));
        assert.ok(error.retryable, `${error.type} ${error.detail} after ${survive}`);
      }
    }
    assert.ok(delivered, `after ${survive}`);
    assert.equal(world.service.items().filter((item) => item.state === 'submitted').length, 1);
    world.service.heal();
    const result = await world.subscriber.receiveSubmission(delivered.itemId, world.receiveOptions);
    assert.ok(result.ok, `after ${survive}`);
  }
});

test('the id is in the journal before the first upload', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  for (let i = 0; i < 4; i += 1) world.service.failNext(isUpload, 'no-connection');
  await assert.rejects(world.sender.sendSubmission(world.outgoing, journal));
  const [item] = world.service.items();
  assert.equal(journal.progress?.itemId, item?.id);
  await world.sender.sendSubmission(world.outgoing, journal);
  assert.equal(world.service.items().length, 1);
});

test('an upload of a process that died, which arrives after that of its successor, is known to be ours', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  let late: HttpRequest | undefined;
  const dying: HttpTransport = async (request) => {
    if (!isUpload(request)) return world.service.transport(request);
    late = request;
    throw new Error('the process died');
  };
  const common = { ...world.common, ...world.portal, attempts: 1 };
  await assert.rejects(createSender({ ...common, transport: dying }).sendSubmission(world.outgoing, journal));
  const successor: HttpTransport = async (request) => {
    if (isSubmit(request) && late) await world.service.transport(late);
    return world.service.transport(request);
  };
  const delivered = await createSender({ ...common, transport: successor }).sendSubmission(world.outgoing, journal);
  const [entry] = journal.progress?.attachments ?? [];
  assert.equal(delivered.authenticationTags.attachments[entry?.attachmentId ?? ''], entry?.begun?.tags[0]);
  const result = await world.subscriber.receiveSubmission(delivered.itemId, world.receiveOptions);
  assert.ok(result.ok, JSON.stringify(result));
});

test('a lost announce is not repeated by itself, the next run announces anew', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  world.service.failNext(isAnnounce, 'lost-answer');
  await assert.rejects(world.sender.sendSubmission(world.outgoing, journal), { status: 0, retryable: true });
  assert.equal(world.service.items().length, 1);
  await world.sender.sendSubmission(world.outgoing, journal);
  assert.deepEqual(
    world.service.items().map((item) => item.state),
    ['incomplete', 'submitted'],
  );
});

test('an item deleted before it was submitted is announced anew', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  world.service.failNext(isSubmit, { status: 422 });
  await assert.rejects(world.sender.sendSubmission(world.outgoing, journal), { status: 422, retryable: false });
  const [first] = world.service.items();
  assert.ok(first);
  await world.service.serviceEvent(first.id, 'delete');
  const delivered = await world.sender.sendSubmission(world.outgoing, journal);
  assert.notEqual(delivered.itemId, first.id);
});

test('foreign content under our id is noticed', async () => {
  const world = await createWorld();
  const journal = memoryJournal();
  world.service.failNext(isSubmit, { status: 422 });
  await assert.rejects(world.sender.sendSubmission(world.outgoing, journal));
  const [item] = world.service.items();
  assert.ok(item);
  const other = memoryJournal({
    itemId: item.id,
    caseId: item.caseId,
    attachments: item.announced.map((attachmentId) => ({ attachmentId })),
    attempts: [],
  });
  await world.sender.sendSubmission(world.outgoing, other);
  await assert.rejects(world.sender.sendSubmission(world.outgoing, journal), {
    type: 'urn:verbund:fit-connect:foreign-content',
  });
});

test('an accept whose answer was lost counts as accepted', async () => {
  const world = await createWorld();
  const delivered = await world.sender.sendSubmission(world.outgoing, memoryJournal());
  const result = await world.subscriber.receiveSubmission(delivered.itemId, world.receiveOptions);
  world.service.failNext((request) => request.method === 'POST' && request.url.endsWith('/events'), 'lost-answer');
  assert.deepEqual(await world.subscriber.settle(result, world.townSigner), { state: 'accepted', already: true });
});
