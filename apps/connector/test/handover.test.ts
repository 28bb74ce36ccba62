import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeMessage, followUpSchemaUri } from '@verbund/fit-connect';
import { realFiles, type Files } from '../src/files.ts';
import { publicHalf } from '../src/keys.ts';
import { createWorld, eventsOf, readJson, schemaUri, visible } from './world.ts';

const isEventPost = (request: { method: string; url: string }) =>
  request.method === 'POST' && request.url.endsWith('/events');

test('a submission becomes one folder with everything in it, and is accepted', async (context) => {
  const world = await createWorld(context);
  const { itemId, caseId } = await world.submit();
  const { work, metrics } = await world.start();
  assert.equal(await work(), true);
  const folder = join(world.target, itemId);
  assert.deepEqual((await readdir(folder)).sort(), ['attachments', 'data.json', 'metadata.json', 'submission.json']);
  assert.equal(await readFile(join(folder, 'data.json'), 'utf8'), '{"name":"Müller"}');
  assert.equal(await readFile(join(folder, 'attachments/antrag.pdf'), 'utf8'), '%PDF-1.7 eins');
  const about = await readJson(join(folder, 'submission.json'));
  assert.equal(about['caseId'], caseId);
  assert.equal(about['canReply'], true);
  assert.equal(about['receivedAt'], new Date(world.time.now).toISOString());
  assert.deepEqual(about['publicService'], world.outgoing.publicService);
  assert.equal(eventsOf(world, caseId).at(-1), 'accept-submission');
  assert.equal(metrics.value('handed_over'), 1);
  assert.equal(await work(), true);
  assert.deepEqual(await visible(world.target), [itemId]);
  assert.ok(!JSON.stringify(world.lines).includes('Müller'));
});

test('XML data is handed over under its own name', async (context) => {
  const world = await createWorld(context);
  const data = { bytes: Buffer.from('<a/>'), schema: { schemaUri, mimeType: 'application/xml' as const } };
  const { itemId } = await world.submit({ data, attachments: [] });
  await (await world.start()).work();
  assert.equal(await readFile(join(world.target, itemId, 'data.xml'), 'utf8'), '<a/>');
});

test('a follow-up gets a folder of its own that names the case', async (context) => {
  const world = await createWorld(context);
  const first = await world.submit();
  const { work } = await world.start();
  await work();
  const message = { subject: 'Nachtrag', text: 'Hier der Nachweis' };
  const schema = { schemaUri: followUpSchemaUri, mimeType: 'application/json' as const };
  const second = await world.submit({ caseId: first.caseId, data: { bytes: encodeMessage(message), schema } });
  await work();
  assert.deepEqual(await visible(world.target), [first.itemId, second.itemId].sort());
  const about = await readJson(join(world.target, second.itemId, 'submission.json'));
  assert.deepEqual([about['caseId'], about['isFollowUp']], [first.caseId, true]);

  const broken = { bytes: Buffer.from('{"subject":1}'), schema };
  const third = await world.submit({ caseId: first.caseId, data: broken });
  await work();
  assert.equal(world.delivery.item(third.itemId).state, 'rejected');
});

test('tampered content is rejected and nothing of it stays', async (context) => {
  const world = await createWorld(context);
  const [tampered, other] = [await world.submit(), await world.submit()];
  const [item, donor] = [world.delivery.item(tampered.itemId), world.delivery.item(other.itemId)];
  const [attachmentId] = item.announced;
  const [foreign] = donor.attachments.values();
  item.attachments.set(attachmentId ?? '', foreign ?? '');
  const { work } = await world.start();
  assert.equal(await work(), true);
  assert.deepEqual(await visible(world.target), [other.itemId]);
  assert.deepEqual(await readdir(world.target), [other.itemId]);
  assert.equal(item.state, 'rejected');
  assert.match(JSON.stringify(world.lines), /incorrect-authentication-tag attachment:/);
});

test('data against its schema is rejected with places and without values', async (context) => {
  const world = await createWorld(context);
  const { itemId, caseId } = await world.submit();
  const { work } = await world.start({ validateData: () => ['/name must NOT have fewer than 9 characters'] });
  await work();
  assert.equal(world.delivery.item(itemId).state, 'rejected');
  assert.equal(eventsOf(world, caseId).at(-1), 'reject-submission');
  assert.deepEqual(await visible(world.target), []);
});

test('a lost answer to the acceptance is settled from the event log', async (context) => {
  const world = await createWorld(context);
  const { itemId, caseId } = await world.submit();
  world.delivery.failNext(isEventPost, 'lost-answer');
  const { work } = await world.start();
  assert.equal(await work(), true);
  assert.deepEqual(await visible(world.target), [itemId]);
  assert.equal(eventsOf(world, caseId).filter((name) => name === 'accept-submission').length, 1);
});

test('a folder that the back office took before the acceptance does not come back', async (context) => {
  const world = await createWorld(context);
  const { itemId, caseId } = await world.submit();
  world.delivery.failNext(isEventPost, { status: 500 });
  assert.equal(await (await world.start()).work(), false);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
  assert.deepEqual(await visible(world.target), [itemId]);
  await rm(join(world.target, itemId), { recursive: true });
  assert.equal(await (await world.start()).work(), true);
  assert.deepEqual(await visible(world.target), []);
  assert.equal(eventsOf(world, caseId).at(-1), 'accept-submission');
});

test('a folder whose record was lost is only accepted', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  world.delivery.failNext(isEventPost, { status: 500 });
  await (await world.start()).work();
  await rm(world.stateFolder, { recursive: true });
  const before = await readFile(join(world.target, itemId, 'submission.json'), 'utf8');
  world.time.now += 60_000;
  assert.equal(await (await world.start()).work(), true);
  assert.equal(await readFile(join(world.target, itemId, 'submission.json'), 'utf8'), before);
  assert.equal(world.delivery.item(itemId).state, 'accepted');
});

test('a part whose submission is listed no more is cleaned up at the start', async (context) => {
  const world = await createWorld(context);
  await mkdir(join(world.target, '.part-00000000-0000-4000-8000-000000000000', 'attachments'), { recursive: true });
  await world.start();
  assert.deepEqual(await readdir(world.target), []);
});

test('a decision of the service before ours is reported', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  world.delivery.failNext(isEventPost, { status: 500 });
  const { work, metrics } = await world.start();
  await work();
  await world.delivery.serviceEvent(itemId, 'reject', { problems: [] });
  await work();
  assert.equal(metrics.value('given_up'), 1);
  assert.ok(world.lines.some(({ level }) => level === 'error'));
});

test('a wrong key file stops receiving and rejects nobody', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  const { work } = await world.start();
  world.delivery.destination(world.destinationId).encryptionKid = 'another-key-id';
  await assert.rejects(work(), /another-key-id/);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
});

test('a service that calls itself otherwise, or a slow clock, rejects nobody', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  const submissionBaseUrl = 'https://alias.example/submission-api';
  const { work } = await world.start({
    submissionBaseUrl,
    transport: (request) =>
      world.delivery.transport({ ...request, url: request.url.replace('alias.example', 'delivery.example') }),
  });
  assert.equal(await work(), false);
  assert.match(JSON.stringify(world.lines), /DoubtfulEventLogError/);
  world.time.now -= 600_000;
  assert.equal(await (await world.start()).work(), false);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
  world.time.now += 600_000;
  assert.equal(await (await world.start()).work(), true);
  assert.equal(world.delivery.item(itemId).state, 'accepted');
});

test('a log that somebody changed leads to a rejection', async (context) => {
  const world = await createWorld(context);
  const [changed, donor] = [await world.submit(), await world.submit()];
  const [event] = world.delivery.log(donor.caseId);
  assert.ok(event);
  world.delivery.log(changed.caseId).unshift(event);
  await (await world.start()).work();
  assert.deepEqual(await visible(world.target), [donor.itemId]);
  assert.equal(world.delivery.item(changed.itemId).state, 'rejected');
});

test('a key of the destination that we do not hold means later, an unknown key means never', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  const [held] = world.keys.encryption;
  assert.ok(held);
  // The destination switched to a new key; the configuration lost the old one, under which this was sent.
  const next = { ...held, kid: 'the-next-key' };
  world.keys.encryption.splice(0, 1, next);
  const destination = world.delivery.destination(world.destinationId);
  destination.encryptionKid = next.kid;
  destination.keys.set(next.kid, publicHalf(next, 'enc'));
  const { work } = await world.start();
  assert.equal(await work(), false);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
  assert.match(JSON.stringify(world.lines), /key-missing/);
  destination.keys.delete(held.kid);
  // A published key is remembered for a minute.
  world.time.now += 61_000;
  assert.equal(await work(), true);
  assert.equal(world.delivery.item(itemId).state, 'rejected');
});

test('hostile and equal file names stay in the folder and are told apart', async (context) => {
  const world = await createWorld(context);
  const names = ['../../../evil.sh', 'a.pdf', 'A.pdf', '/etc/passwd', '..', 'x'.repeat(300), '../metadata.json'];
  const attachments = names.map((filename, index) => ({
    content: Buffer.from(`content ${index}`),
    mimeType: 'text/plain',
    purpose: 'attachment' as const,
    filename,
  }));
  const { itemId } = await world.submit({ attachments });
  assert.equal(await (await world.start()).work(), true);
  const folder = join(world.target, itemId);
  assert.equal((await readdir(join(folder, 'attachments'))).length, names.length);
  assert.deepEqual((await readdir(world.folder)).sort(), [
    'connector.json',
    'enc.json',
    'in',
    'out',
    'sig.json',
    'state',
  ]);
  const about = (await readJson(join(folder, 'submission.json')))['attachments'];
  const listed = about as { file: string; originalName: string }[];
  for (const [index, { file, originalName }] of listed.entries()) {
    assert.equal(originalName, names[index]);
    assert.equal(await readFile(join(folder, file), 'utf8'), `content ${index}`);
  }
});

test('a full disk postpones, leaves nothing behind and loses nothing', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  const full: Files = {
    ...realFiles,
    async write(path, content, mode) {
      if (!path.endsWith('data.json')) return realFiles.write(path, content, mode);
      await realFiles.write(path, Buffer.from('{"n'), mode);
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  };
  assert.equal(await (await world.start({ files: full })).work(), false);
  assert.deepEqual(await readdir(world.target), []);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
  assert.equal(await (await world.start()).work(), true);
  assert.deepEqual(await visible(world.target), [itemId]);
});

test('bad ones do not hold up the others', async (context) => {
  const world = await createWorld(context);
  const delivered = [];
  for (let count = 0; count < 5; count += 1) delivered.push(await world.submit({ attachments: [] }));
  const bad = new Set(delivered.slice(0, 3).map(({ itemId }) => itemId));
  for (const id of bad) {
    for (let count = 0; count < 20; count += 1) {
      world.delivery.failNext(({ url }) => url.endsWith(`/v2/submissions/${id}`), { status: 500 });
    }
  }
  const { work } = await world.start();
  await work();
  await work();
  assert.deepEqual(
    await visible(world.target),
    delivered
      .slice(3)
      .map(({ itemId }) => itemId)
      .sort(),
  );
});
