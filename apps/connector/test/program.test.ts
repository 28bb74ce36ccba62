import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { callbackTypes, signCallback } from '@verbund/fit-connect';
import { isAlive } from '../src/process.ts';
import { openStore } from '../src/store/store.ts';
import { createWorld, eventsOf, listen, readJson, schemaUri, serviceUrn, visible } from './world.ts';

const program = fileURLToPath(new URL('../bin/verbund-connector.mjs', import.meta.url));

async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode ?? -1, out, err };
}

function startProgram(context: TestContext, configFile: string, ...further: string[]) {
  const child = spawn(process.execPath, [program, 'run', '--config', configFile, ...further], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(() => child.kill('SIGKILL'));
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const ready = new Promise<{ ready: boolean; url: string | null }>((resolve, reject) => {
    child.once('exit', () => reject(new Error(log.join('\n'))));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(JSON.parse(line) as { ready: boolean; url: string | null }),
    );
  });
  return { child, log, ready };
}

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(100);
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

test('the program announces itself, hands over, wakes up by a callback and ends in order', async (context) => {
  const place = await listen(context);
  const world = await createWorld(context, { baseUrl: place.baseUrl });
  place.serve(world.delivery.transport);
  const secret = 'a secret of the callback';
  // One port for both, and a poll only every hour: what comes later came by the callback.
  const port = await freePort();
  const destinations = [{ ...world.destination, callback: { secret } }];
  await writeFile(world.configFile, JSON.stringify({ ...world.raw, http: { port }, destinations, pollSeconds: 3600 }));
  const first = await world.submit();
  const { child, ready, log } = startProgram(context, world.configFile);
  assert.deepEqual(await ready, { ready: true, url: `http://127.0.0.1:${port}` });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await visible(world.target)).includes(first.itemId), 'the first submission');
  await until(() => eventsOf(world, first.caseId).includes('accept-submission'), 'its acceptance');
  await until(async () => (await fetch(`${url}/healthz`)).status === 200, 'health');
  assert.match(
    await (await fetch(`${url}/metrics`)).text(),
    /verbund_connector_handed_over_total\{destination="amt"\} 1/,
  );
  assert.equal((await readJson(join(world.target, first.itemId, 'submission.json')))['caseId'], first.caseId);

  const second = await world.submit();
  const body = JSON.stringify({ type: callbackTypes.newSubmissions, submissionIds: [second.itemId] });
  const knock = (headers: Record<string, string>) => fetch(`${url}/callback/amt`, { method: 'POST', body, headers });
  const now = Math.floor(Date.now() / 1000);
  assert.equal((await knock(signCallback('another secret', now, body))).status, 401);
  assert.equal((await knock(signCallback(secret, now - 301, body))).status, 401);
  assert.equal((await knock({})).status, 401);
  await sleep(700);
  assert.deepEqual(await visible(world.target), [first.itemId]);
  assert.equal((await knock(signCallback(secret, now, body))).status, 204);
  await until(() => eventsOf(world, second.caseId).includes('accept-submission'), 'the second submission');

  const rival = startProgram(context, world.configFile);
  await assert.rejects(rival.ready, /another verbund-connector works here/);

  child.kill('SIGTERM');
  assert.equal(await exitOf(child), 0);
  assert.ok(!log.join('\n').includes('Müller'));
  assert.ok(log.every((line) => JSON.parse(line) !== null));
});

test('after kill -9 the next start takes over the folder', async (context) => {
  const place = await listen(context);
  const world = await createWorld(context, { baseUrl: place.baseUrl });
  place.serve(world.delivery.transport);
  const first = startProgram(context, world.configFile);
  assert.deepEqual(await first.ready, { ready: true, url: null });
  first.child.kill('SIGKILL');
  await exitOf(first.child);
  const next = startProgram(context, world.configFile);
  assert.equal((await next.ready).ready, true);
  next.child.kill('SIGKILL');
  await exitOf(next.child);
});

test('the program ends with its parent, though its output goes nowhere then', async (context) => {
  const place = await listen(context);
  const world = await createWorld(context, { baseUrl: place.baseUrl });
  place.serve(world.delivery.transport);
  const script = `
    const child = require('node:child_process').spawn(process.execPath,
      [...process.argv.slice(1), '--parent-pid', String(process.pid)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => console.log(child.pid));
    child.stderr.resume();`;
  const args = ['-e', script, program, 'run', '--config', world.configFile];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  assert.ok(isAlive(pid));
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the end of the program');
  // In order: the state is free, so the next start need not wait.
  openStore(world.stateFolder, Date.now, 0).close();
});

test('what the service refuses is said in one line, without a stack', async (context) => {
  const place = await listen(context);
  const world = await createWorld(context, { baseUrl: place.baseUrl });
  place.serve(world.delivery.transport);
  await writeFile(world.configFile, JSON.stringify({ ...world.raw, clientSecret: 'wrong' }), { mode: 0o600 });
  const refused = await call('destination', 'create', '--config', world.configFile);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /unknown client or wrong secret/);
  assert.equal(refused.err.trim().split('\n').length, 1, refused.err);
});

test('keys, destination and check work from the command line', async (context) => {
  const place = await listen(context);
  const world = await createWorld(context, { baseUrl: place.baseUrl });
  place.serve(world.delivery.transport);
  const out = join(world.folder, 'keys');
  const made = await call('keys', 'create', '--out', out, '--subject', 'Musterstadt', '--json');
  assert.equal(made.code, 0, made.err);
  const files = JSON.parse(made.out) as Record<string, string>;
  assert.equal((await stat(files['encryptionPrivate'] ?? '')).mode & 0o777, 0o600);
  assert.equal((await readJson(files['encryptionPublic'] ?? ''))['d'], undefined);
  assert.equal((await call('keys', 'create', '--out', out, '--subject', 'Musterstadt')).code, 1);

  const create = {
    name: 'Musterstadt',
    legalName: 'Stadt Musterstadt',
    email: 'fit-connect@musterstadt.example',
    services: [
      { identifier: serviceUrn, submissionSchemas: [{ schemaUri, mimeType: 'application/json' }], regions: ['DE'] },
    ],
  };
  const keys = { encryption: files['encryptionPrivate'], signature: files['signaturePrivate'] };
  const { destinationId: _old, ...rest } = { ...world.destination, keys, create };
  await writeFile(world.configFile, JSON.stringify({ ...world.raw, destinations: [rest] }), { mode: 0o600 });
  assert.equal((await call('run', '--config', world.configFile)).code, 1);
  const created = await call('destination', 'create', '--config', world.configFile, '--json');
  assert.equal(created.code, 0, created.err);
  const { destinations: results } = JSON.parse(created.out) as { destinations: { destinationId: string }[] };
  const destinationId = results[0]?.destinationId ?? '';
  const entries = (await readJson(world.configFile))['destinations'] as { destinationId: string }[];
  assert.equal(entries[0]?.destinationId, destinationId);
  assert.equal((await stat(world.configFile)).mode & 0o777, 0o600);
  assert.equal(world.delivery.destination(destinationId).status, 'active');

  const good = await call('check', '--config', world.configFile);
  assert.equal(good.code, 0, good.out);
  await writeFile(
    world.configFile,
    JSON.stringify({ ...world.raw, clientSecret: 'wrong', destinations: [{ ...rest, destinationId }] }),
  );
  const bad = await call('check', '--config', world.configFile, '--json');
  assert.equal(bad.code, 1);
  assert.match(bad.out, /clientId und clientSecret im Self-Service-Portal prüfen/);

  assert.equal((await call()).code, 2);
  assert.equal((await call('run')).code, 2);
  assert.equal((await call('run', '--config', world.configFile, '--nonsense')).code, 2);
  assert.match((await call('run', '--help')).out, /--parent-pid/);
});
