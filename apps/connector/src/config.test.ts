import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig, parseConfig } from './config.ts';

const good = {
  submissionBaseUrl: 'https://delivery.example/submission-api',
  tokenUrl: 'https://delivery.example/token',
  clientId: 'client',
  clientSecret: 'secret',
  keys: { encryption: 'keys/enc.json', signature: '/etc/keys/sig.json' },
  target: { folder: 'in' },
};

async function problemsOf(changes: Record<string, unknown>): Promise<string> {
  const verdict = await parseConfig({ ...good, ...changes }, '/etc/connector/config.json');
  return verdict.ok ? '' : verdict.problems.join('\n');
}

test('paths are meant from the folder of the file, the rest has defaults', async () => {
  const verdict = await parseConfig(good, '/etc/connector/config.json');
  assert.ok(verdict.ok);
  const { keys, target, state, pollSeconds, replies } = verdict.config;
  assert.deepEqual(keys, { encryption: ['/etc/connector/keys/enc.json'], signature: '/etc/keys/sig.json' });
  assert.equal(target.folder, '/etc/connector/in');
  assert.equal(state.folder, '/etc/connector/in/.state');
  assert.equal(pollSeconds, 60);
  assert.equal(replies, undefined);
});

test('all problems are named at once', async () => {
  const verdict = await parseConfig({ pollSeconds: 0, destinationId: 'x', callback: { port: 1 }, typo: 1 }, '/c.json');
  assert.ok(!verdict.ok);
  const named = verdict.problems.map((line) => line.split(':')[0]).sort();
  assert.deepEqual(named, [
    'callback.secret',
    'clientId',
    'clientSecret',
    'destinationId',
    'keys',
    'pollSeconds',
    'submissionBaseUrl',
    'target',
    'tokenUrl',
    'typo',
  ]);
});

test('http is for this computer and only when allowed', async () => {
  const tokenUrl = 'http://127.0.0.1:8080/token';
  assert.match(await problemsOf({ tokenUrl }), /^tokenUrl: http nur/);
  assert.equal(await problemsOf({ tokenUrl, allowInsecureHttp: true }), '');
  for (const host of ['delivery.example', '127.0.0.1.delivery.example', '10.0.0.1', '0.0.0.0']) {
    assert.match(
      await problemsOf({ tokenUrl: `http://${host}/token`, allowInsecureHttp: true }),
      /^tokenUrl: http nur/,
    );
  }
});

test('the base URL stands without version, so that it equals iss', async () => {
  assert.match(await problemsOf({ submissionBaseUrl: 'https://delivery.example/submission-api/v2' }), /ohne Version/);
  const verdict = await parseConfig({ ...good, submissionBaseUrl: `${good.submissionBaseUrl}/` }, '/c.json');
  assert.ok(verdict.ok);
  assert.equal(verdict.config.submissionBaseUrl, good.submissionBaseUrl);
});

test('one secret, from the file or from its own file', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  const clientSecretFile = join(folder, 'secret');
  assert.match(await problemsOf({ clientSecretFile }), /^clientSecret: entweder/);
  assert.match(await problemsOf({ clientSecret: undefined, clientSecretFile }), /nicht lesbar/);
  await writeFile(clientSecretFile, 'from a file\n');
  const verdict = await parseConfig({ ...good, clientSecret: undefined, clientSecretFile }, '/c.json');
  assert.ok(verdict.ok);
  assert.equal(verdict.config.clientSecret, 'from a file');
});

test('a missing or broken file is one problem', async () => {
  const missing = await loadConfig('/nowhere/config.json');
  assert.ok(!missing.ok && missing.problems.length === 1);
  const broken = await loadConfig(import.meta.filename);
  assert.ok(!broken.ok && /kein JSON-Objekt/.test(broken.problems[0] ?? ''));
});
