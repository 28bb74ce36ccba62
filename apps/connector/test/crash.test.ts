import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type HttpTransport } from '@verbund/fit-connect';
import { realFiles, type Files } from '../src/files.ts';
import { type Store } from '../src/store/store.ts';
import { createWorld, eventsOf, mortalStore, visible, type StartPorts, type World } from './world.ts';

class Crash extends Error {}

/**
 * The process dies at the n-th change of a file or call of the service: before it, after it, or in the middle of a
 * write. Afterwards nothing works any more, as for a dead process.
 */
function mortal(transport: HttpTransport, dieAt: number, how: 'before' | 'after' | 'torn') {
  let steps = 0;
  let isDead = false;
  async function step<T>(work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    if (isDead) throw new Crash();
    steps += 1;
    if (steps !== dieAt) return work();
    isDead = true;
    if (how === 'after') await work();
    if (how === 'torn') await half?.();
    throw new Crash();
  }
  function stepNow<T>(work: () => T): T {
    if (isDead) throw new Crash();
    steps += 1;
    if (steps !== dieAt) return work();
    isDead = true;
    if (how === 'after') work();
    throw new Crash();
  }
  const files: Files = {
    ...realFiles,
    makeFolder: (path, mode) => step(() => realFiles.makeFolder(path, mode)),
    write: (path, content, mode) =>
      step(
        () => realFiles.write(path, content, mode),
        () => realFiles.write(path, Buffer.from('{"half":'), mode),
      ),
    sync: (path) => step(() => realFiles.sync(path)),
    rename: (from, to) => step(() => realFiles.rename(from, to)),
    remove: (path) => step(() => realFiles.remove(path)),
  };
  const mortalTransport: HttpTransport = (request) => step(() => transport(request));
  const wrapStore = (store: Store): Store => mortalStore(store, (work) => stepNow(work));
  return { files, transport: mortalTransport, wrapStore, isDead: () => isDead };
}

async function run(world: World, ports: StartPorts & { isDead?: () => boolean } = {}): Promise<void> {
  try {
    const { work } = await world.start(ports);
    await work();
  } catch (error) {
    if (!ports.isDead?.()) throw error;
  }
}

for (const how of ['before', 'after', 'torn'] as const) {
  test(`killed ${how} every step, there is one whole folder and one acceptance`, async (context) => {
    const world = await createWorld(context);
    let isDead = true;
    for (let dieAt = 1; isDead; dieAt += 1) {
      const { itemId, caseId } = await world.submit();
      const ports = mortal(world.delivery.transport, dieAt, how);
      await run(world, ports);
      isDead = ports.isDead();
      await run(world);
      const about = `${how} step ${dieAt}`;
      assert.ok((await visible(world.target)).includes(itemId), about);
      const folder = join(world.target, itemId);
      assert.equal(await readFile(join(folder, 'data.json'), 'utf8'), '{"name":"Müller"}', about);
      assert.equal(await readFile(join(folder, 'attachments/antrag.pdf'), 'utf8'), '%PDF-1.7 eins', about);
      JSON.parse(await readFile(join(folder, 'submission.json'), 'utf8'));
      const accepted = eventsOf(world, caseId).filter((name) => name === 'accept-submission');
      assert.equal(accepted.length, 1, about);
      assert.equal((await visible(world.target)).length, dieAt, about);
      assert.ok(dieAt < 100, 'the walk has no end');
    }
    assert.deepEqual(
      (await readdir(world.target)).filter((name) => name.startsWith('.')),
      [],
    );
    const { store } = await world.start();
    assert.deepEqual(store.handovers.open(world.destinationId), []);
  });
}

test('killed after every step, an HTTP receiver has it once and there is one acceptance', async (context) => {
  const world = await createWorld(context);
  const received = new Map<string, number>();
  const server = createServer((request, response) => {
    const id = String(request.headers['idempotency-key']);
    request.resume().on('end', () => {
      response.writeHead(received.has(id) ? 409 : 201).end();
      received.set(id, (received.get(id) ?? 0) + 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const target = { http: { url: `http://127.0.0.1:${port}/`, secret: 'a secret of sixteen' } };
  let [isDead, repetitions] = [true, 0];
  for (let dieAt = 1; isDead; dieAt += 1) {
    const { itemId, caseId } = await world.submit({ attachments: [] });
    const ports = mortal(world.delivery.transport, dieAt, 'after');
    await run(world, { ...ports, destination: { target } });
    isDead = ports.isDead();
    await run(world, { destination: { target } });
    assert.ok(received.has(itemId), `step ${dieAt}`);
    repetitions += (received.get(itemId) ?? 0) - 1;
    const accepted = eventsOf(world, caseId).filter((name) => name === 'accept-submission');
    assert.equal(accepted.length, 1, `step ${dieAt}`);
    assert.ok(dieAt < 100, 'the walk has no end');
  }
  // Between the answer and our note of it lies one step at most.
  assert.ok(repetitions <= 1, `${repetitions} repetitions`);
  assert.deepEqual(await visible(join(world.stateFolder, 'staging/amt')), []);
});

test('before the service is told, every file and folder is synced', async (context) => {
  const world = await createWorld(context);
  const dirty = new Set<string>();
  const files: Files = {
    ...realFiles,
    async makeFolder(path, mode) {
      const isNew = (await realFiles.kind(path)) === undefined;
      await realFiles.makeFolder(path, mode);
      if (isNew) for (const changed of [path, dirname(path)]) dirty.add(changed);
    },
    async write(path, content, mode) {
      await realFiles.write(path, content, mode);
      for (const changed of [path, dirname(path)]) dirty.add(changed);
    },
    async sync(path) {
      await realFiles.sync(path);
      dirty.delete(path);
    },
    async rename(from, to) {
      await realFiles.rename(from, to);
      for (const path of [...dirty].filter((each) => each === from || each.startsWith(`${from}/`))) {
        dirty.delete(path);
        dirty.add(to + path.slice(from.length));
      }
      for (const changed of [dirname(from), dirname(to)]) dirty.add(changed);
    },
  };
  let seen: string[] | undefined;
  const transport: HttpTransport = async (request) => {
    if (request.method === 'POST' && request.url.endsWith('/events')) seen = [...dirty];
    return world.delivery.transport(request);
  };
  const { work } = await world.start({ files, transport });
  dirty.clear();
  await world.submit();
  assert.equal(await work(), true);
  assert.deepEqual(seen, []);
});
