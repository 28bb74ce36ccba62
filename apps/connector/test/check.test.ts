import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { createKeyPair, type HttpTransport } from '@verbund/fit-connect';
import { checkAll } from '../src/checks/check-all.ts';
import { loadConfig } from '../src/config.ts';
import { rotateKey } from '../src/commands/rotate.command.ts';
import { testKeys } from '../../../tools/test-keys.ts';
import { createWorld, readJson } from './world.ts';

test('check names what is wrong, where, and how to mend it', async (context) => {
  const world = await createWorld(context);
  const { raw, destination, folder } = world;
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  context.after(() => blocker.close());
  const address = blocker.address();
  const busy = address !== null && typeof address === 'object' ? address.port : 0;
  await writeFile(join(folder, 'file'), 'no folder');
  await writeFile(join(folder, 'broken.json'), '{"type":"nonsense"}');
  await writeFile(join(folder, 'plain'), 'not executable');
  const secret = 'a secret of sixteen';
  const dated =
    (offset: number): HttpTransport =>
    async (request) => {
      const response = await world.delivery.transport(request);
      return { ...response, headers: { ...response.headers, date: new Date(world.time.now + offset).toUTCString() } };
    };
  const entry = (changes: object) => ({ ...raw, destinations: [{ ...destination, ...changes }] });
  const table: [string, object, string | undefined, HttpTransport?][] = [
    ['all good', raw, undefined],
    ['clock near', raw, undefined, dated(20_000)],
    ['clock', raw, 'clock', dated(600_000)],
    ['a typo', { ...raw, typo: 1 }, 'config'],
    ['secret', { ...raw, clientSecret: 'wrong' }, 'access'],
    ['destination', entry({ destinationId: '00000000-0000-4000-8000-000000000000' }), 'access'],
    ['no destination', entry({ destinationId: undefined }), 'destination'],
    ['keys exchanged', entry({ keys: { encryption: 'sig.json', signature: 'enc.json' } }), 'keys'],
    ['key missing', entry({ keys: { encryption: 'nowhere.json', signature: 'sig.json' } }), 'keys'],
    ['target is a file', entry({ target: { folder: 'file' } }), 'target'],
    ['no program', entry({ target: { command: [join(folder, 'plain')] } }), 'target'],
    ['no full path', entry({ target: { command: ['cat'] } }), 'target'],
    ['nobody there', entry({ target: { http: { url: 'http://127.0.0.1:9/', secret } } }), 'target'],
    ['replies', entry({ replies: { folder: 'file' } }), 'replies'],
    ['state', { ...raw, state: { folder: 'file' } }, 'state'],
    ['schema', { ...raw, schemas: [{ schemaUri: 'urn:x', file: 'broken.json' }] }, 'schemas'],
    ['port', { ...raw, http: { port: busy } }, 'http'],
  ];
  for (const [name, config, expected, transport = world.delivery.transport] of table) {
    await writeFile(world.configFile, JSON.stringify(config), { mode: 0o600 });
    const results = await checkAll(world.configFile, { transport, clock: world.clock });
    const failed = results.filter(({ result }) => result === 'failed');
    assert.deepEqual([...new Set(failed.map(({ check }) => check))], expected === undefined ? [] : [expected], name);
    assert.ok(
      failed.every(({ mend }) => (mend ?? '') !== ''),
      name,
    );
  }
  // Warnings fail nothing.
  await writeFile(world.configFile, JSON.stringify(raw));
  await chmod(world.configFile, 0o644);
  const results = await checkAll(world.configFile, { transport: world.delivery.transport, clock: world.clock });
  assert.ok(
    results.some(
      ({ check, result, mend }) => check === 'permissions' && result === 'warning' && /^chmod 600/.test(mend ?? ''),
    ),
  );

  await world.start();
  const running = await checkAll(world.configFile, { transport: world.delivery.transport, clock: world.clock });
  assert.ok(running.some(({ message }) => /in use by verbund-connector run/.test(message)));
});

test('after a key change new submissions use the new key and old ones are still opened', async (context) => {
  const world = await createWorld(context);
  const ports = { transport: world.delivery.transport, clock: world.clock, sleep: async () => undefined };
  const before = await world.submit();
  const [, , , , keyPair] = await testKeys(5);
  assert.ok(keyPair);
  const pair = await createKeyPair({ use: 'enc', subject: 'Neu', keyPair });
  const file = join(world.folder, 'new.json');
  await writeFile(file, JSON.stringify(pair.privateJwk), { mode: 0o600 });
  const verdict = await loadConfig(world.configFile);
  assert.ok(verdict.ok);
  const silent = { print: () => undefined, warn: () => undefined, result: () => undefined, announce: () => undefined };
  await rotateKey(verdict.config, undefined, file, ports, silent);
  assert.equal(world.delivery.destination(world.destinationId).encryptionKid, pair.publicJwk.kid);
  const [entry] = (await readJson(world.configFile))['destinations'] as { keys: { encryption: string[] } }[];
  assert.deepEqual(entry?.keys.encryption, [file, join(world.folder, 'enc.json')]);
  const failed = (await checkAll(world.configFile, ports)).filter(({ result }) => result === 'failed');
  assert.deepEqual(failed, []);
  const after = await world.submit();
  world.keys.encryption.unshift(pair.privateJwk);
  assert.equal(await (await world.start()).work(), true);
  for (const { itemId } of [before, after]) assert.equal(world.delivery.item(itemId).state, 'accepted');
});
