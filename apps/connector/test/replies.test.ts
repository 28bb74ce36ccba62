import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { localUnwrapper, parseReplyMessage, type HttpTransport } from '@verbund/fit-connect';
import { realFiles, type Files } from '../src/files.ts';
import { type Store } from '../src/store/store.ts';
import { createWorld, mortalStore, readJson, visible, type World } from './world.ts';

const message = { subject: 'Rückfrage', text: 'Bitte Nachweis', kind: 'question' } as const;

async function putReply(world: World, name: string, reply: unknown, files: Record<string, string> = {}): Promise<void> {
  const folder = join(world.replies, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  await writeFile(join(folder, 'reply.json'), typeof reply === 'string' ? reply : JSON.stringify(reply));
  await writeFile(join(folder, 'READY'), '');
}

async function received(world: World) {
  const { items } = await world.sender.listReplies();
  return Promise.all(
    items.map(async ({ replyId, caseId }) => {
      const unwrapper = localUnwrapper([world.replyKeys.privateJwk]);
      const result = await world.sender.receiveReply(replyId, { destinationId: world.destinationId, unwrapper });
      assert.ok(result.ok);
      const verdict = parseReplyMessage(result.submission.data);
      assert.ok(verdict.ok);
      const attachments = result.submission.attachments.map(({ filename, mimeType, bytes }) => [
        filename,
        mimeType,
        Buffer.from(bytes).toString(),
      ]);
      return { replyId, caseId, message: verdict.message, attachments };
    }),
  );
}

async function answeredWorld(context: Parameters<typeof createWorld>[0]) {
  const world = await createWorld(context);
  const delivered = await world.submit();
  await (await world.start()).work();
  return { world, caseId: delivered.caseId };
}

test('the back office may answer before we know that it has the submission', async (context) => {
  const world = await createWorld(context);
  const { caseId } = await world.submit();
  const forgetful = (store: Store): Store => ({
    ...store,
    handovers: {
      ...store.handovers,
      taken() {
        throw new Error('died before it was noted');
      },
    },
  });
  await (await world.start({ wrapStore: forgetful })).work();
  assert.equal((await visible(world.target)).length, 1);
  await putReply(world, 'antwort', { caseId, ...message });
  await (await world.start({ wrapStore: forgetful })).work();
  assert.deepEqual(
    (await received(world)).map((reply) => reply.caseId),
    [caseId],
  );
});

test('a reply with an attachment reaches the applicant and lies under sent', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  const files = { 'Bescheid Müller.pdf': '%PDF-1.7 Bescheid' };
  await putReply(
    world,
    'Antwort an Müller',
    { ...message, reference: 'AZ 1', caseId, attachments: Object.keys(files) },
    files,
  );
  assert.equal(await (await world.start()).work(), true);
  const [reply] = await received(world);
  assert.deepEqual(reply?.message, { ...message, reference: 'AZ 1' });
  assert.deepEqual(reply.attachments, [['Bescheid Müller.pdf', 'application/pdf', '%PDF-1.7 Bescheid']]);
  const sent = await readJson(join(world.replies, 'sent/Antwort an Müller/sent.json'));
  assert.deepEqual([sent['replyId'], sent['caseId']], [reply.replyId, caseId]);
  assert.deepEqual(await visible(world.replies), ['sent']);
  assert.deepEqual(await readdir(join(world.replies, '.sending')), []);
  assert.ok(!JSON.stringify(world.lines).includes('Müller'));
});

test('only what is marked ready is taken: by READY or by renaming into place', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  const unfinished = join(world.replies, 'x');
  await mkdir(unfinished);
  await writeFile(join(unfinished, 'reply.json'), JSON.stringify({ ...message, caseId }));
  const { work } = await world.start();
  await work();
  assert.deepEqual(await visible(world.replies), ['x']);
  await rename(unfinished, `${unfinished}.ready`);
  await work();
  assert.deepEqual(await visible(join(world.replies, 'sent')), ['x.ready']);
  assert.equal((await received(world)).length, 1);
});

test('the same name twice is two replies', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  const { work } = await world.start();
  for (let count = 0; count < 2; count += 1) {
    await putReply(world, 'a', { ...message, caseId });
    await work();
  }
  assert.equal((await visible(join(world.replies, 'sent'))).length, 2);
  assert.equal((await received(world)).length, 2);
});

test('broken replies go to failed with every reason, and nothing of them is sent', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  const secret = join(world.folder, 'sig.json');
  const broken: [string, unknown, RegExp][] = [
    ['no-json', '{', /reply\.json/],
    ['no-case', { ...message, caseId: 'x' }, /caseId/],
    ['foreign-case', { ...message, caseId: '00000000-0000-4000-8000-000000000000' }, /keine Einreichung/],
    ['no-kind', { ...message, kind: 'x', caseId }, /answer \| question/],
    ['unknown-member', { ...message, caseId, secret: 1 }, /unbekannte Angabe/],
    // From .sending/<id>/outside up to the folder of the configuration, where this file lies.
    ['outside', { ...message, caseId, attachments: ['../../../../sig.json'] }, /keine Datei in diesem Ordner/],
    ['absolute', { ...message, caseId, attachments: [secret] }, /keine Datei in diesem Ordner/],
    ['missing', { ...message, caseId, attachments: ['a.pdf', 'a.pdf'] }, /zweimal genannt/],
    ['link', { ...message, caseId, attachments: ['link.json'] }, /keine Datei in diesem Ordner/],
  ];
  for (const [name, reply] of broken) await putReply(world, name, reply);
  await symlink(secret, join(world.replies, 'link/link.json'));
  await (await world.start()).work();
  for (const [name, , reason] of broken) {
    assert.match(await readFile(join(world.replies, 'failed', name, 'error.txt'), 'utf8'), reason, name);
  }
  assert.deepEqual(await visible(world.replies), ['failed']);
  assert.deepEqual(await received(world), []);
});

test('without a reply channel of FIT-Connect the reply fails and says why', async (context) => {
  const world = await createWorld(context);
  const { caseId } = await world.submit({ replyChannel: { eMail: { address: 'a@b.example' } } });
  const { work } = await world.start();
  await work();
  await putReply(world, 'a', { ...message, caseId });
  await work();
  assert.match(await readFile(join(world.replies, 'failed/a/error.txt'), 'utf8'), /keinen Rückkanal/);
});

test('the key is that of the latest submission of the case', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  world.time.now += 5000;
  await world.submit({ caseId, replyChannel: { eMail: { address: 'a@b.example' } } });
  const { work } = await world.start();
  await work();
  await putReply(world, 'a', { ...message, caseId });
  await work();
  assert.deepEqual(await visible(join(world.replies, 'failed')), ['a']);
});

test('a service out of reach means later, a refusal means failed', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  await putReply(world, 'a', { ...message, caseId });
  const { work } = await world.start();
  const isAnnounce = ({ method, url }: { method: string; url: string }) =>
    method === 'POST' && url.endsWith('/replies');
  world.delivery.failNext(isAnnounce, { status: 500 });
  assert.equal(await work(), false);
  assert.deepEqual(await visible(world.replies), []);
  world.delivery.failNext(isAnnounce, { status: 403, body: '{"title":"no","detail":"not yours"}' });
  assert.equal(await work(), true);
  assert.match(await readFile(join(world.replies, 'failed/a/error.txt'), 'utf8'), /not yours/);
});

test('killed at every step, one reply arrives', async (context) => {
  const { world, caseId } = await answeredWorld(context);
  let isDead = true;
  for (let dieAt = 1; isDead; dieAt += 1) {
    isDead = false;
    let steps = 0;
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      if (isDead) throw new Error('dead');
      steps += 1;
      if (steps !== dieAt) return work();
      isDead = true;
      // Every second death comes after the deed.
      if (dieAt % 2 === 0) await work();
      throw new Error('dead');
    };
    const files: Files = {
      ...realFiles,
      makeFolder: (path, mode) => step(() => realFiles.makeFolder(path, mode)),
      write: (path, content, mode) => step(() => realFiles.write(path, content, mode)),
      sync: (path) => step(() => realFiles.sync(path)),
      rename: (from, to) => step(() => realFiles.rename(from, to)),
      remove: (path) => step(() => realFiles.remove(path)),
    };
    const transport: HttpTransport = (request) => step(() => world.delivery.transport(request));
    const wrapStore = (store: Store) =>
      mortalStore(store, (work) => {
        if (isDead) throw new Error('dead');
        steps += 1;
        if (steps !== dieAt) return work();
        isDead = true;
        if (dieAt % 2 === 0) work();
        throw new Error('dead');
      });
    const subject = `Nummer ${dieAt}`;
    const name = `reply-${dieAt}`;
    await putReply(world, name, { ...message, subject, caseId, attachments: ['a.txt'] }, { 'a.txt': 'Anlage' });
    await world
      .start({ files, transport, wrapStore })
      .then(({ work }) => work())
      .catch((error: unknown) => assert.ok(isDead, String(error)));
    assert.equal(await (await world.start()).work(), true);
    const mine = (await received(world)).filter((reply) => reply.message.subject === subject);
    assert.equal(mine.length, 1, `step ${dieAt}`);
    assert.deepEqual(await visible(world.replies), ['sent'], `step ${dieAt}`);
    assert.ok((await visible(join(world.replies, 'sent'))).includes(name), `step ${dieAt}`);
    assert.deepEqual(await readdir(join(world.replies, '.sending')), []);
    // Old ones need not be opened again and again.
    for (const item of world.delivery.items()) if (item.kind === 'reply') item.state = 'accepted';
    assert.ok(dieAt < 100, 'the walk has no end');
  }
});
