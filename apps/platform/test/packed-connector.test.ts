import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, it } from 'node:test';
import { promisify } from 'node:util';
import { createKeyPair, createSender, httpTransport, withoutCertificate } from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { packConnector } from '../../../tools/pack-connector.ts';
import { createTransport } from '../src/modules/transport/module.ts';
import { type DemoProcess, freePort, startVerbund } from './support/demo-process.ts';
import { testKeys } from '../../../tools/test-keys.ts';
import { testKernel, type TestKernel } from './support/test-kernel.ts';
import { eventually } from './support/test-platform.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const simulator = join(dirname(require.resolve('@verbund/simulators/package.json')), 'bin/back-office-simulator.mjs');
const folder = mkdtempSync(join(tmpdir(), 'verbund-packed-'));
const secret = 'a secret of the back office';
const token = 'a token of the back office';
const service = 'urn:de:fim:leika:leistung:99102013002000';
const children: { kill(): void }[] = [];
let test: TestKernel;
let delivery: DemoProcess;

before(async () => {
  test = await testKernel();
  const url = test.database.urls.transport;
  delivery = startVerbund(['serve', '--roles', 'transport'], {
    dataDir: join(folder, 'delivery'),
    port: await freePort(),
    env: { VERBUND_MODE: 'test', DATABASE_URL: url, VERBUND_TRANSPORT_DATABASE_URL: url },
  });
  await delivery.ready();
});
after(async () => {
  for (const child of children) child.kill();
  await delivery.stop();
  await test.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 });
});

/** A program that says in one line where it listens. */
async function start(program: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args, '--parent-pid', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push({ kill: () => void child.kill('SIGKILL') });
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    return (JSON.parse(line) as { url: string }).url;
  }
  throw new Error(`${program} ended`);
}

const namesIn = (path: string): string[] => readdirSync(path).filter((name) => !name.startsWith('.'));

it('the packed connector delivers into a folder and to an HTTP receiver, and sends a reply', async () => {
  const tarball = await packConnector(folder);
  const home = mkdtempSync(join(folder, 'empty-'));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: home });
  const installed = join(home, 'node_modules/verbund-connector');
  assert.deepEqual(
    readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['verbund-connector'],
  );
  for (const file of ['LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.txt', 'systemd'])
    assert.ok(readdirSync(installed).includes(file), file);
  const program = join(installed, 'bin/verbund-connector.mjs');
  const config = join(home, 'config.json');
  const connector = (...args: string[]) => run(process.execPath, [program, ...args], { cwd: home });
  await connector('keys', 'create', '--out', 'keys', '--subject', 'Stadt');

  const clients = createTransport({ ...test.kernel, db: test.database.as('transport') }).service;
  const [portal, town] = await Promise.all([
    clients.createClient({ name: 'Portal', roles: ['sender'], tenant: null, region: null }),
    clients.createClient({ name: 'Stadt', roles: ['subscriber', 'manager'], tenant: null, region: null }),
  ]);
  const office = await start(simulator, '--folder', join(home, 'office'), '--secret', secret);
  const addresses = {
    submissionBaseUrl: `${delivery.url}/submission-api`,
    destinationBaseUrl: `${delivery.url}/destination-api`,
    tokenUrl: `${delivery.url}/oauth/token`,
  };
  const schema = { schemaUri: 'urn:example:schema', mimeType: 'application/json' } as const;
  const create = {
    name: 'Amt',
    legalName: 'Stadt',
    email: 'stadt@example.org',
    services: [{ identifier: service, submissionSchemas: [schema], regions: ['DE'] }],
  };
  const settings = {
    ...addresses,
    ...town,
    keys: { encryption: 'keys/encryption-private.jwk.json', signature: 'keys/signature-private.jwk.json' },
    pollSeconds: 1,
    allowInsecureHttp: true,
    http: { port: await freePort() },
    destinations: [
      { name: 'ordner', target: { folder: 'eingang' }, create },
      {
        name: 'http',
        target: { http: { url: `${office}/submissions`, secret, timeoutSeconds: 2 } },
        replies: { token },
        create,
      },
    ],
  };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  await connector('destination', 'create', '--config', config);
  const check = await connector('check', '--config', config);
  assert.ok(!check.stdout.includes('failed'), check.stdout);
  const { destinations } = JSON.parse(readFileSync(config, 'utf8')) as { destinations: { destinationId: string }[] };
  const door = await start(program, 'run', '--config', config);

  // The receiver hangs at first: that is its own affair, and nothing gets lost.
  await fetch(`${office}/behaviour`, { method: 'POST', body: JSON.stringify({ answer: 'hang', times: 1 }) });
  const [pair] = await testKeys(1);
  assert.ok(pair);
  const reply = await createKeyPair({ use: 'enc', subject: 'Antwort', certificate: false, keyPair: pair });
  const sender = createSender({ ...addresses, ...portal, transport: httpTransport() });
  const sent = [];
  for (const { destinationId } of destinations) {
    const outgoing = {
      destinationId,
      publicService: { identifier: service, name: 'Hundesteuer' },
      data: { bytes: Buffer.from('{"name":"Müller"}'), schema },
      attachments: [
        {
          content: Buffer.from('%PDF-1.7'),
          mimeType: 'application/pdf',
          purpose: 'form' as const,
          filename: 'antrag.pdf',
        },
      ],
      replyChannel: {
        fitConnect: {
          processStandards: ['urn:verbund:reply:1'],
          encryptionPublicKey: withoutCertificate(reply.publicJwk),
        },
      },
    };
    sent.push(await sender.sendSubmission(outgoing, memoryJournal()));
  }
  const [toFolder, toHttp] = sent;
  assert.ok(toFolder && toHttp);
  await eventually('the folder', async () => namesIn(join(home, 'eingang')).length === 1);
  await eventually('the receiver', async () => namesIn(join(home, 'office')).length === 1);
  const figures = await (await fetch(`${door}/metrics`)).text();
  assert.match(figures, /verbund_connector_postponed_total\{destination="http"\} 1/);
  assert.match(figures, /verbund_connector_postponed_total\{destination="ordner"\} 0/);
  for (const [place, { itemId }] of [
    ['eingang', toFolder],
    ['office', toHttp],
  ] as const) {
    assert.equal(readFileSync(join(home, place, itemId, 'data.json'), 'utf8'), '{"name":"Müller"}');
    assert.equal(readFileSync(join(home, place, itemId, 'attachments/antrag.pdf'), 'utf8'), '%PDF-1.7');
  }

  const body = JSON.stringify({
    caseId: toHttp.caseId,
    subject: 'Rückfrage',
    text: 'Bitte Nachweis',
    kind: 'question',
  });
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': '1', 'content-type': 'application/json' };
  const post = await fetch(`${door}/replies`, { method: 'POST', headers, body });
  assert.equal(post.status, 202, await post.clone().text());
  const { id } = (await post.json()) as { id: string };
  await eventually('the reply is sent', async () => {
    const state = (await (await fetch(`${door}/replies/${id}`, { headers })).json()) as { state: string };
    return state.state === 'sent';
  });
});
