import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDestinationManagement,
  createKeyPair,
  createRouting,
  createSender,
  createSubscriber,
  httpTransport,
  localSigner,
  localUnwrapper,
  readEvent,
  verifyCallback,
} from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { createTransport } from '../src/modules/transport/module.ts';
import { type DemoProcess, freePort, startVerbund } from './support/demo-process.ts';
import { testKeys } from '../../../tools/test-keys.ts';
import { testKernel, type TestKernel } from './support/test-kernel.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'verbund-transport-'));
let test: TestKernel;
let service: DemoProcess;
const secret = 'the back office knows it too';
const called: ReturnType<typeof verifyCallback>[] = [];
const backOffice = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    called.push(verifyCallback(secret, headers, body));
    response.end();
  });
});

/** Making one takes seconds; how it is made has a test of its own. */
async function signingKey(folder: string, file: string): Promise<void> {
  const [keyPair] = await testKeys(1);
  assert.ok(keyPair);
  const { privateJwk } = await createKeyPair({ use: 'sig', subject: 'Test', keyPair, certificate: false });
  mkdirSync(join(dataDir, folder));
  writeFileSync(join(dataDir, folder, file), JSON.stringify(privateJwk), { mode: 0o600 });
}

before(async () => {
  test = await testKernel();
  await signingKey('transport', 'event-signing-key.json');
  await signingKey('routing', 'signing-key.json');
  const url = test.database.urls.transport;
  // One login, no master key: what the process does not have it cannot lose.
  service = startVerbund(['serve', '--roles', 'transport'], {
    dataDir,
    port: await freePort(),
    env: {
      VERBUND_MODE: 'test',
      DATABASE_URL: url,
      VERBUND_TRANSPORT_DATABASE_URL: url,
      VERBUND_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  await service.ready();
});
after(async () => {
  await service.stop();
  backOffice.close();
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('the delivery service alone, without a master key, carries a submission from a sender to a subscriber', async () => {
  const clients = createTransport({ ...test.kernel, db: test.database.as('transport') }).service;
  const [portal, town] = await Promise.all([
    clients.createClient({ name: 'Portal', roles: ['sender'], tenant: null, region: null }),
    clients.createClient({ name: 'Stadt', roles: ['subscriber', 'manager'], tenant: null, region: null }),
  ]);
  const common = {
    submissionBaseUrl: `${service.url}/submission-api`,
    destinationBaseUrl: `${service.url}/destination-api`,
    tokenUrl: `${service.url}/oauth/token`,
    transport: httpTransport(),
  };
  const [first, second] = await testKeys(2);
  assert.ok(first && second);
  const [encryption, signing] = await Promise.all([
    createKeyPair({ use: 'enc', subject: 'Stadt', keyPair: first }),
    createKeyPair({ use: 'sig', subject: 'Stadt', keyPair: second }),
  ]);
  const publicServices = [
    {
      identifier: 'urn:de:fim:leika:leistung:99102013002000',
      submissionSchemas: [{ schemaUri: 'urn:example:schema', mimeType: 'application/json' as const }],
      regions: ['DE'],
    },
  ];
  const management = createDestinationManagement({ ...common, ...town });
  const { destinationId } = await management.create({
    name: 'Fachverfahren',
    contactInformation: { legalName: 'Stadt', email: 'stadt@example.org' },
    services: publicServices,
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signing.publicJwk,
    metadataVersions: ['2.1.0'],
  });
  await new Promise<void>((resolve) => backOffice.listen(0, '127.0.0.1', resolve));
  const { port } = backOffice.address() as AddressInfo;
  const callback = { url: `http://127.0.0.1:${port}/callback`, secret };
  await management.patch(destinationId, { status: 'active', callback });

  // Who sends asks first who is responsible: routing answers here too, with a signature that names this service.
  const issuer = `${service.url}/routing-api`;
  const routing = createRouting({ routingBaseUrl: issuer, issuers: [issuer], transport: httpTransport() });
  const asked = { leikaKey: '99102013002000', area: { ars: '05170' } };
  const [route] = (await routing.findRoutes(asked)).items;
  assert.ok(route);
  assert.equal(route.destinationId, destinationId);
  const verdict = await routing.verifyRoute(route, { ...asked, submissionHost: new URL(service.url).host });
  assert.ok(verdict.ok, JSON.stringify(verdict));

  const sent = await createSender({ ...common, ...portal }).sendSubmission(
    {
      destinationId,
      publicService: { identifier: publicServices[0]?.identifier ?? '', name: 'Hundesteuer' },
      data: {
        bytes: Buffer.from('{"name":"Müller"}'),
        schema: { schemaUri: 'urn:example:schema', mimeType: 'application/json' },
      },
      attachments: [
        { content: Buffer.from('%PDF-1.7 eins'), mimeType: 'application/pdf', purpose: 'form', filename: 'antrag.pdf' },
      ],
    },
    memoryJournal(),
  );
  const subscriber = createSubscriber({ ...common, ...town });
  const isCalledBack = async () =>
    (await subscriber.submissionEvents(sent.itemId)).some((token) => {
      const read = readEvent(token);
      return read.ok && read.event.payload.notifyType === 'callback';
    });
  for (let attempt = 0; attempt < 50 && !(await isCalledBack()); attempt += 1) await sleep(100);
  assert.ok(await isCalledBack());
  assert.deepEqual(called, [{ ok: true }]);
  const received = await subscriber.receiveSubmission(sent.itemId, {
    unwrapper: localUnwrapper([encryption.privateJwk]),
    destination: { destinationId, publicServices },
  });
  assert.ok(received.ok);
  assert.deepEqual(received.submission.json, { name: 'Müller' });
  assert.deepEqual(await subscriber.settle(received, localSigner(signing.privateJwk)), {
    state: 'accepted',
    already: false,
  });
});

it('has no secret of the platform in its folder and no pages', async () => {
  assert.ok(!readdirSync(dataDir).includes('secrets.json'), readdirSync(dataDir).join(', '));
  for (const path of ['/', '/konto', '/amt']) assert.equal((await fetch(`${service.url}${path}`)).status, 404, path);
});

it('keeps the periods of deletion itself, because no worker runs beside it', async () => {
  const ran = "select 1 from kernel.retention_run where rule = 'transport.settled-content' and error is null";
  for (let attempt = 0; attempt < 50 && (await test.database.admin(ran)).length === 0; attempt += 1) {
    await sleep(100);
  }
  assert.equal((await test.database.admin(ran)).length, 1);
});
