import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig, parseConfig, type Config } from './config.ts';

const shared = {
  submissionBaseUrl: 'https://delivery.example/submission-api',
  tokenUrl: 'https://delivery.example/token',
  clientId: 'client',
  clientSecret: 'a secret of the client',
};
const amt = {
  name: 'amt',
  keys: { encryption: 'keys/enc.json', signature: '/etc/keys/sig.json' },
  target: { folder: 'in' },
};

const parse = (top: object, ...destinations: object[]) =>
  parseConfig({ ...shared, ...top, destinations }, '/etc/connector/config.json');

async function read(top: object, ...destinations: object[]): Promise<Config> {
  const verdict = await parse(top, ...destinations);
  assert.ok(verdict.ok, verdict.ok ? '' : verdict.problems.join('\n'));
  return verdict.config;
}

async function problemsOf(top: object, ...destinations: object[]): Promise<string> {
  const verdict = await parse(top, ...destinations);
  return verdict.ok ? '' : verdict.problems.join('\n');
}

test('paths are meant from the folder of the file, the rest has defaults', async () => {
  const { stateFolder, http, destinations } = await read({}, amt);
  assert.equal(stateFolder, '/etc/connector/state');
  assert.equal(http, undefined);
  const [only] = destinations;
  assert.deepEqual(only?.keys, { encryption: ['/etc/connector/keys/enc.json'], signature: '/etc/keys/sig.json' });
  assert.deepEqual(only?.target, { kind: 'folder', folder: '/etc/connector/in' });
  assert.equal(only?.pollSeconds, 60);
  assert.equal(only?.replies, undefined);
});

test('what stands on top counts for all, what stands in a destination for it alone', async () => {
  const secret = 'a secret of sixteen';
  const other = {
    ...amt,
    name: 'other',
    tokenUrl: 'https://other.example/token',
    clientSecret: 'another',
    target: { command: ['/usr/bin/take', '-x'] },
    callback: { secret },
  };
  const third = { ...amt, name: 'third', target: { http: { url: 'https://back-office.example/in', secret } } };
  const { destinations } = await read({ http: { port: 8090 }, pollSeconds: 5 }, amt, other, third);
  assert.deepEqual(
    destinations.map(({ tokenUrl, clientSecret, pollSeconds }) => [tokenUrl, clientSecret, pollSeconds]),
    [
      [shared.tokenUrl, shared.clientSecret, 5],
      ['https://other.example/token', 'another', 5],
      [shared.tokenUrl, shared.clientSecret, 5],
    ],
  );
  assert.deepEqual(destinations[1]?.target, { kind: 'command', command: ['/usr/bin/take', '-x'], timeoutSeconds: 300 });
  assert.deepEqual(destinations[2]?.target, {
    kind: 'http',
    url: 'https://back-office.example/in',
    secret,
    timeoutSeconds: 120,
  });
  assert.equal((await read({ http: { port: 1 } }, other)).destinations[0]?.pollSeconds, 900);
});

test('all problems are named at once, those of shared members once', async () => {
  const wrong = { name: 'No Name', destinationId: 'x', callback: { secret: 'short' }, typo: 1 };
  const verdict = await parseConfig({ pollSeconds: 0, destinations: [wrong, wrong] }, '/c.json');
  assert.ok(!verdict.ok);
  const named = verdict.problems.map((line) => line.split(':')[0]);
  const ofEach = [
    'callback.secret',
    'clientId',
    'clientSecret',
    'destinationId',
    'keys',
    'name',
    'submissionBaseUrl',
    'target',
    'tokenUrl',
    'typo',
  ];
  const expected = [0, 1].flatMap((index) => ofEach.map((member) => `destinations[${index}].${member}`));
  // The second is wrong for being a double as well.
  expected.push('destinations[1].name', 'destinations[1].destinationId', 'http', 'pollSeconds');
  assert.deepEqual(named.sort(), expected.sort());
});

test('what cannot be together is refused', async () => {
  const table: [object, object[], RegExp][] = [
    [{}, [], /^destinations: /],
    [{}, [amt, { ...amt }], /^destinations\[1\]\.name: gibt es schon/],
    [{}, [{ ...amt, replies: { folder: 'in' } }], /replies\.folder: muss ein anderer/],
    [
      {},
      [
        { ...amt, replies: { folder: 'out' } },
        { ...amt, name: 'b', replies: { folder: 'out' } },
      ],
      /\[1\]\.replies\.folder: gibt es schon/,
    ],
    [{}, [{ ...amt, replies: { token: 'a token of sixteen' } }], /^http: fehlt/],
    [{}, [{ ...amt, replies: {} }], /replies: braucht folder oder token/],
    [{}, [{ ...amt, target: { folder: 'in', command: ['/x'] } }], /target: braucht genau eines/],
    [{}, [{ ...amt, target: {} }], /target: braucht genau eines/],
    [
      {},
      [{ ...amt, target: { http: { url: 'http://10.0.0.1/', secret: 'a secret of sixteen' } } }],
      /target\.http\.url: http nur/,
    ],
    [{}, [{ ...amt, target: { http: { url: 'https://a.example/', secret: 'short' } } }], /mindestens 16/],
    [{ clientSecretFile: '/x' }, [amt], /^clientSecret: entweder/],
  ];
  for (const [top, destinations, expected] of table) assert.match(await problemsOf(top, ...destinations), expected);
});

test('http is for this computer and only when allowed', async () => {
  const tokenUrl = 'http://127.0.0.1:8080/token';
  assert.match(await problemsOf({ tokenUrl }, amt), /^tokenUrl: http nur/);
  assert.equal(await problemsOf({ tokenUrl, allowInsecureHttp: true }, amt), '');
  for (const host of ['delivery.example', '127.0.0.1.delivery.example', '10.0.0.1', '0.0.0.0']) {
    const top = { tokenUrl: `http://${host}/token`, allowInsecureHttp: true };
    assert.match(await problemsOf(top, amt), /^tokenUrl: http nur/);
  }
});

test('the base URL stands without version, so that it equals iss', async () => {
  assert.match(await problemsOf({ submissionBaseUrl: `${shared.submissionBaseUrl}/v2` }, amt), /ohne Version/);
  const { destinations } = await read({ submissionBaseUrl: `${shared.submissionBaseUrl}/` }, amt);
  assert.equal(destinations[0]?.submissionBaseUrl, shared.submissionBaseUrl);
});

test('one secret, from the file or from its own file', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  context.after(() => rm(folder, { recursive: true }));
  const clientSecretFile = join(folder, 'secret');
  assert.match(await problemsOf({ clientSecret: undefined, clientSecretFile }, amt), /nicht lesbar/);
  await writeFile(clientSecretFile, 'from a file\n');
  const { destinations } = await read({}, { ...amt, clientSecretFile });
  assert.equal(destinations[0]?.clientSecret, 'from a file');
});

test('a missing or broken file is one problem', async () => {
  const missing = await loadConfig('/nowhere/config.json');
  assert.ok(!missing.ok && missing.problems.length === 1);
  const broken = await loadConfig(import.meta.filename);
  assert.ok(!broken.ok && /kein JSON-Objekt/.test(broken.problems[0] ?? ''));
});
