import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { localSigner, localUnwrapper } from '@verbund/fit-connect';
import { realFiles } from '../src/files.ts';
import { publicHalf } from '../src/keys.ts';
import { openDoors } from '../src/http/doors.ts';
import { createReplyDoor } from '../src/replies/door.ts';
import { createWorld, readJson, visible } from './world.ts';

const token = 'a token of the back office';
const message = { subject: 'Bescheid', text: 'Liegt bei', kind: 'decision' };

async function openWorld(context: TestContext) {
  const world = await createWorld(context);
  const { caseId } = await world.submit();
  const started = await world.start();
  await started.work();
  const folder = join(world.stateFolder, 'replies');
  const { store } = started;
  const common = { files: realFiles, store: store.replies, findCase: store.handovers.findCase, folder };
  let nudges = 0;
  const own = { name: 'amt', destinationId: world.destinationId, token, nudge: () => void (nudges += 1) };
  const other = {
    name: 'other',
    destinationId: randomUUID(),
    token: 'another token, another town',
    nudge: () => undefined,
  };
  const replies = createReplyDoor({ ...common, destinations: [own, other] });
  await replies.cleanUp();
  const doors = await openDoors({
    host: '127.0.0.1',
    port: 0,
    callbacks: new Map(),
    replies,
    troubles: () => [],
    metrics: () => '',
    log: (error) => assert.fail(String(error)),
  });
  context.after(() => doors.close());
  const post = (body: string | FormData, key: string | undefined, authorization = `Bearer ${token}`) => {
    const isForm = body instanceof FormData;
    const headers = {
      authorization,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(isForm ? {} : { 'content-type': 'application/json' }),
    };
    return fetch(`${doors.url}/replies`, { method: 'POST', body, headers });
  };
  const get = async (id: string, authorization = `Bearer ${token}`) => {
    const response = await fetch(`${doors.url}/replies/${id}`, { headers: { authorization } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { world, caseId, started, doors, post, get, folder, nudges: () => nudges };
}

function formOf(reply: object, files: Record<string, string>): FormData {
  const form = new FormData();
  form.set('reply', JSON.stringify(reply));
  for (const [name, content] of Object.entries(files)) form.append('attachment', new Blob([content]), name);
  return form;
}

test('a reply over HTTP is durable, sent once, and its end can be asked for', async (context) => {
  const { world, caseId, started, post, get, folder, nudges } = await openWorld(context);
  const form = () => formOf({ ...message, caseId }, { 'Bescheid Müller.pdf': '%PDF-1.7', '../reply.json': 'hostile' });
  const first = await post(form(), 'key-1');
  assert.equal(first.status, 202, await first.clone().text());
  const { id, state } = (await first.json()) as { id: string; state: string };
  assert.equal(state, 'waiting');
  assert.equal(nudges(), 1);
  const repeated = await post(form(), 'key-1');
  assert.deepEqual([repeated.status, ((await repeated.json()) as { id: string }).id], [202, id]);
  assert.equal((await post(formOf({ ...message, caseId }, {}), 'key-1')).status, 409);
  assert.deepEqual(await readdir(folder), [id]);

  assert.equal(await started.work(), true);
  const sent = await get(id);
  assert.equal(sent.body['state'], 'sent');
  assert.deepEqual(await readdir(folder), []);
  const { items } = await world.sender.listReplies();
  assert.equal(items.length, 1);
  const replyId = String(sent.body['replyId']);
  const unwrapper = localUnwrapper([world.replyKeys.privateJwk]);
  const received = await world.sender.receiveReply(replyId, { destinationId: world.destinationId, unwrapper });
  assert.ok(received.ok);
  assert.deepEqual(
    received.submission.attachments.map(({ filename, bytes }) => [filename, Buffer.from(bytes).toString()]),
    [
      ['Bescheid Müller.pdf', '%PDF-1.7'],
      ['reply (2).json', 'hostile'],
    ],
  );
  // The applicant's side accepts with the key of a destination of its own.
  const { encryption, signature } = world.keys;
  const iss = world.delivery.addDestination({
    owner: world.portal,
    encryptionKey: publicHalf(encryption[0] ?? signature, 'enc'),
    signingKey: publicHalf(signature, 'sig'),
    publicServices: [],
  });
  await world.sender.settleReply(received, { iss, signer: localSigner(signature) });
  world.time.now += 3_600_000;
  await started.work();
  assert.equal((await get(id)).body['state'], 'accepted');
  assert.equal(started.metrics.value('replies_accepted'), 1);
});

test('who may not, and what cannot be sent, is refused at once and leaves nothing', async (context) => {
  const { caseId, post, get, folder, doors } = await openWorld(context);
  const good = JSON.stringify({ ...message, caseId });
  const table: [string, Promise<Response>, number][] = [
    ['no token', post(good, '1', ''), 401],
    ['wrong token', post(good, '1', 'Bearer wrong'), 401],
    ['no key', post(good, undefined), 400],
    ['not JSON', post('{', '1'), 400],
    ['unknown case', post(JSON.stringify({ ...message, caseId: randomUUID() }), '1'), 422],
    ['case of another destination', post(good, '1', 'Bearer another token, another town'), 422],
    ['wrong kind', post(JSON.stringify({ ...message, kind: 'x', caseId }), '1'), 422],
    ['no reply part', post(new FormData(), '1'), 400],
  ];
  for (const [name, response, status] of table) assert.equal((await response).status, status, name);
  const { id } = (await (await post(good, '2')).json()) as { id: string };
  assert.equal((await get(id, 'Bearer another token, another town')).status, 404);
  assert.equal((await get(id, 'Bearer wrong')).status, 401);

  // Cut in the middle of an attachment, and at every moment before: also while the folder for it is being made.
  const { port } = new URL(doors.url);
  for (const moment of [200, 0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const headers = {
      authorization: `Bearer ${token}`,
      'idempotency-key': `cut-${moment}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': 100_000,
    };
    const upload = request({ host: '127.0.0.1', port, path: '/replies', method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.write(
      `--x\r\ncontent-disposition: form-data; name="attachment"; filename="a.pdf"\r\n\r\n${'a'.repeat(50_000)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, moment));
    upload.destroy();
  }
  for (let count = 0; count < 50 && (await readdir(folder)).length > 1; count += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await visible(folder), [id]);
});

test('the decision about a reply from a folder is written into its sent.json', async (context) => {
  const { world, caseId, started } = await openWorld(context);
  const folder = join(world.replies, 'a.ready');
  await realFiles.makeFolder(folder);
  await realFiles.write(join(folder, 'reply.json'), Buffer.from(JSON.stringify({ ...message, caseId })));
  await started.work();
  const note = join(world.replies, 'sent/a.ready/sent.json');
  const { replyId, state } = await readJson(note);
  assert.equal(state, 'sent');
  const problems = [{ type: 'x', title: 'Too large', detail: 'cannot be shown', instance: 'data' }];
  await world.delivery.serviceEvent(String(replyId), 'reject', { problems });
  world.time.now += 3_600_000;
  await started.work();
  const decided = await readJson(note);
  assert.equal(decided['state'], 'rejected');
  assert.deepEqual(decided['problems'], problems);
});
