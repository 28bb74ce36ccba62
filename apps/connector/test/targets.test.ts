import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createWorld, eventsOf, readJson, visible, type World } from './world.ts';

const simulator = fileURLToPath(new URL('../../simulators/bin/back-office-simulator.mjs', import.meta.url));
const secret = 'a secret of the back office';

/** The receiver as a process of its own. */
async function startBackOffice(context: TestContext, folder: string, port = 0) {
  const args = ['--folder', folder, '--secret', secret, '--port', String(port), '--parent-pid', String(process.pid)];
  const child = spawn(process.execPath, [simulator, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    port: Number(new URL(url).port),
    folder,
    behave: (answer: number | string, times = 1) =>
      fetch(`${url}/behaviour`, { method: 'POST', body: JSON.stringify({ answer, times }) }),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const httpTarget = (url: string) => ({ target: { http: { url: `${url}/submissions`, secret, timeoutSeconds: 1 } } });
const stagedIn = (world: World) => visible(join(world.stateFolder, 'staging/amt'));

test('over HTTP: whatever the receiver does, each submission is there once and whole', async (context) => {
  const world = await createWorld(context);
  const office = await startBackOffice(context, join(world.folder, 'office'));
  const destination = httpTarget(office.url);
  // What it does the first time, and how many rounds it takes until the submission is settled.
  const table: [number | string | undefined, boolean][] = [
    [undefined, true],
    [503, false],
    [404, false],
    [302, false],
    ['lose', false],
    ['hang', false],
  ];
  for (const [answer, isGoodAtOnce] of table) {
    const { itemId, caseId } = await world.submit();
    if (answer !== undefined) await office.behave(answer);
    const { work, metrics, store } = await world.start({ destination });
    assert.equal(await work(), isGoodAtOnce, String(answer));
    if (!isGoodAtOnce) {
      assert.equal(world.delivery.item(itemId).state, 'submitted', String(answer));
      assert.equal(store.handovers.find(itemId)?.attempts, 1);
      world.time.now += 2000;
      assert.equal(await work(), true, String(answer));
    }
    assert.equal(metrics.value('handed_over'), 1, String(answer));
    assert.equal(eventsOf(world, caseId).filter((name) => name === 'accept-submission').length, 1, String(answer));
    const folder = join(office.folder, itemId);
    assert.equal(await readFile(join(folder, 'data.json'), 'utf8'), '{"name":"Müller"}');
    assert.equal(await readFile(join(folder, 'attachments/antrag.pdf'), 'utf8'), '%PDF-1.7 eins');
    assert.equal((await readJson(join(folder, 'submission.json')))['caseId'], caseId);
    assert.deepEqual(await stagedIn(world), []);
  }
  assert.equal((await visible(office.folder)).length, table.length);
});

test('a refusal of the receiver becomes a rejection in its words', async (context) => {
  const world = await createWorld(context);
  const office = await startBackOffice(context, join(world.folder, 'office'));
  const { itemId, caseId } = await world.submit();
  await office.behave(422);
  assert.equal(await (await world.start({ destination: httpTarget(office.url) })).work(), true);
  assert.equal(world.delivery.item(itemId).state, 'rejected');
  const last = world.delivery.log(caseId).at(-1)?.token.split('.')[1] ?? '';
  const payload = Buffer.from(last, 'base64url').toString();
  assert.match(payload, /schema-violation/);
  assert.match(payload, /the simulator was told to answer 422/);
  assert.deepEqual(await stagedIn(world), []);
  assert.deepEqual(await visible(office.folder), []);
});

test('while the receiver is down little is fetched, nothing is lost, and it is asked ever more rarely', async (context) => {
  const world = await createWorld(context);
  const office = await startBackOffice(context, join(world.folder, 'office'));
  const sent: string[] = [];
  for (let count = 0; count < 5; count += 1) sent.push((await world.submit({ attachments: [] })).itemId);
  const { work, round, metrics } = await world.start({ destination: httpTarget(office.url) });
  await office.kill();
  assert.equal(await work(), false);
  assert.equal((await stagedIn(world)).length, 3);
  // Together less than five minutes: the receiver's own clock stands still meanwhile.
  for (let count = 0; count < 3; count += 1) {
    world.time.now += 60_000;
    const { isGood, nextAt = 0 } = await round();
    assert.equal(isGood, false);
    assert.ok(nextAt > world.time.now && nextAt <= world.time.now + 900_000);
  }
  assert.equal((await stagedIn(world)).length, 3);
  assert.equal(metrics.value('waiting'), 5);
  assert.ok((metrics.value('oldest_waiting_seconds') ?? 0) >= 180);
  await startBackOffice(context, office.folder, office.port);
  world.time.now += 30_000;
  await work();
  world.time.now += 30_000;
  assert.equal(await work(), true);
  assert.deepEqual(await visible(office.folder), sent.sort());
  assert.equal(metrics.value('waiting'), 0);
});

test('a receiver that is down for thirteen days gets everything afterwards, once', async (context) => {
  const world = await createWorld(context);
  const came: string[] = [];
  const receiver = createServer((request, response) => {
    request.resume().once('end', () => {
      came.push(String(request.headers['idempotency-key']));
      response.writeHead(201).end();
    });
  });
  const listen = (port: number) => once(receiver.listen(port, '127.0.0.1'), 'listening');
  await listen(0);
  const { port } = receiver.address() as AddressInfo;
  await once(receiver.close(), 'close');
  const destination = httpTarget(`http://127.0.0.1:${port}`);
  const sent: string[] = [];
  for (let hours = 0; hours < 13 * 24; hours += 12) {
    sent.push((await world.submit({ attachments: [] })).itemId);
    // Each time a new process on the same memory.
    const { work } = await world.start({ destination });
    assert.equal(await work(), false);
    assert.ok((await stagedIn(world)).length <= 3, 'what waits belongs to the service');
    world.time.now += 12 * 3_600_000;
  }
  await listen(port);
  context.after(() => receiver.close());
  const { work } = await world.start({ destination });
  for (let round = 0; round < 5 && !(await work()); round += 1) world.time.now += 900_000;
  assert.deepEqual(came.sort(), sent.sort());
  for (const { id, caseId } of world.delivery.items())
    assert.equal(eventsOf(world, caseId).filter((name) => name === 'accept-submission').length, 1, id);
});

test('what the service has ended meanwhile is not handed over any more', async (context) => {
  const world = await createWorld(context);
  const { itemId } = await world.submit();
  const { work, metrics } = await world.start({ destination: httpTarget('http://127.0.0.1:9') });
  assert.equal(await work(), false);
  await world.delivery.serviceEvent(itemId, 'reject', { problems: [] });
  world.time.now += 900_000;
  await work();
  assert.equal(metrics.value('given_up'), 1);
  assert.deepEqual(await stagedIn(world), []);
});

test('a receiver with another secret refuses, and nothing gets lost', async (context) => {
  const world = await createWorld(context);
  const office = await startBackOffice(context, join(world.folder, 'office'));
  const { itemId } = await world.submit();
  const target = { http: { url: `${office.url}/submissions`, secret: 'another secret, wrong' } };
  assert.equal(await (await world.start({ destination: { target } })).work(), false);
  assert.deepEqual(await visible(office.folder), []);
  assert.equal(world.delivery.item(itemId).state, 'submitted');
});

test('a command takes, refuses, fails, or is ended with all its children', async (context) => {
  const world = await createWorld(context);
  const program = join(world.folder, 'take');
  const out = join(world.folder, 'taken.json');
  const command = (args: string[], timeoutSeconds = 20) => ({
    target: { command: [program, ...args], timeoutSeconds },
  });
  const table: [string, ReturnType<typeof command>, string, RegExp | undefined][] = [
    [`cat > "$1"`, command([out]), 'accepted', undefined],
    [`cat > /dev/null; echo 'Feld B fehlt'; exit 65`, command([]), 'rejected', /schema-violation/],
    [`exit 75`, command([]), 'submitted', /command-exit-75/],
    [`kill -9 $$`, command([]), 'submitted', /command-SIGKILL/],
    [`sleep 600 & wait`, command([], 1), 'submitted', /command-time-out/],
  ];
  for (const [script, destination, state, expected] of table) {
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const { itemId, caseId } = await world.submit();
    const { work } = await world.start({ destination });
    const before = Date.now();
    await work();
    assert.ok(Date.now() - before < 15_000, script);
    assert.equal(world.delivery.item(itemId).state, state, script);
    const log = world.delivery.log(caseId).map(({ token }) => Buffer.from(token.split('.')[1] ?? '', 'base64url'));
    if (expected) assert.match(`${JSON.stringify(world.lines)} ${log.join(' ')}`, expected, script);
    if (state === 'rejected') assert.match(log.join(' '), /Feld B fehlt/);
    world.time.now += 900_000;
    if (state === 'submitted') await world.delivery.serviceEvent(itemId, 'reject', { problems: [] });
  }
  const manifest = await readJson(out);
  assert.equal(manifest['dataFile'], 'data.json');
  assert.match(String(manifest['folder']), /staging\/amt\//);
});
