import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { authenticationTag, createKeyPair, encrypt, readEvent } from '@verbund/fit-connect';
import { checked } from '../../../../test/support/openapi-check.ts';
import { createHttpServer, type HttpServer } from '../../../kernel/http/index.ts';
import { createTransport } from '../module.ts';
import {
  fetchToken,
  newClient,
  newDestination,
  rawCall,
  service,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

let on: TestService;
let other: TestService;
let portal: TestClient;
let stranger: TestClient;
let destinationId: string;
let token: string;

/** Another process of the same service. */
async function startOther(): Promise<HttpServer> {
  const { kernel, clock, database } = on.test;
  const { config, log, blobs } = kernel;
  const key = await createKeyPair({ use: 'sig', subject: 'Zustelldienst', certificate: false });
  const parts = { config: { ...config, masterKey: null }, clock, log, blobs, db: database.as('transport') };
  const { routes, errorTexts } = createTransport(parts, { signingKeys: [key.privateJwk] });
  const sessions = { resolve: async () => null };
  const none = { errorPage: null, derive: null, readiness: [] };
  return checked(
    await createHttpServer({ config: { ...config, port: 0 }, clock, log, sessions, routes, errorTexts, ...none }),
  );
}

before(async () => {
  on = await startService();
  other = { ...on, server: await startOther() };
  portal = await newClient(on, 'sender');
  stranger = await newClient(on, 'sender');
  destinationId = await newDestination(on, await newClient(on, 'subscriber', 'manager'));
  token = await fetchToken(on, portal);
});
after(async () => {
  await other.server.stop();
  await on.close();
});

const call = (at: TestService, method: string, path: string, body: string, type = 'application/json') =>
  rawCall(at, method, path, { authorization: `Bearer ${token}`, 'content-type': type }, body);

async function announce(...announcedAttachments: string[]): Promise<string> {
  const body = JSON.stringify({ destinationId, publicService: service, announcedAttachments });
  const { status, json } = await call(on, 'POST', '/v2/submissions', body);
  assert.equal(status, 201);
  return String(json['submissionId']);
}

/** Gives the tag of what was uploaded. */
async function upload(at: TestService, submission: string, id: string): Promise<string> {
  const jwe = await encrypt(Buffer.from(randomUUID()), on.keys.encryption.publicJwk, { cty: 'application/pdf' });
  const path = `/v2/submissions/${submission}/attachments/${id}`;
  assert.equal((await call(at, 'PUT', path, jwe, 'application/jose')).status, 204);
  return authenticationTag(jwe);
}

async function content(): Promise<string> {
  const jwe = await encrypt(Buffer.from('{}'), on.keys.encryption.publicJwk, { cty: 'application/json' });
  return JSON.stringify({ encryptedMetadata: jwe, encryptedData: jwe });
}

/** Tags of the attachments in the signed receipt. */
async function submit(submission: string): Promise<Record<string, string> | undefined> {
  const { status, json } = await call(on, 'PUT', `/v2/submissions/${submission}`, await content());
  assert.equal(status, 200);
  const log = json['eventLog'] as string[];
  const events = log.map(readEvent).map((read) => (read.ok ? read.event : undefined));
  assert.deepEqual(
    events.map((event) => event?.name),
    ['create-submission', 'submit-submission'],
  );
  return events[1]?.payload.authenticationTags?.attachments;
}

describe('a submit signs what is stored, whoever stored it', () => {
  it('this process alone', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const submission = await announce(first, second);
    await upload(on, submission, first);
    const tags = { [second]: await upload(on, submission, second), [first]: await upload(on, submission, first) };
    assert.deepEqual(await submit(submission), tags);
  });

  it('another process replaced it', async () => {
    const id = randomUUID();
    const submission = await announce(id);
    await upload(on, submission, id);
    const tag = await upload(other, submission, id);
    assert.deepEqual(await submit(submission), { [id]: tag });
  });

  it('another process replaced one before this one stored the next', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const submission = await announce(first, second);
    await upload(on, submission, first);
    const tags = { [first]: await upload(other, submission, first), [second]: await upload(on, submission, second) };
    assert.deepEqual(await submit(submission), tags);
  });

  it('another process stored the rest', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const submission = await announce(first, second);
    const tags = { [first]: await upload(on, submission, first), [second]: await upload(other, submission, second) };
    assert.deepEqual(await submit(submission), tags);
  });

  it('another process came first, and this one replaced it', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const submission = await announce(first, second);
    await upload(other, submission, first);
    await upload(other, submission, second);
    const tags = { [second]: await upload(on, submission, second), [first]: await upload(on, submission, first) };
    assert.deepEqual(await submit(submission), tags);
  });

  it('uploads of the same attachment at the same time', async () => {
    const id = randomUUID();
    const submission = await announce(id);
    await Promise.all(Array.from({ length: 8 }, () => upload(on, submission, id)));
    const [stored] = await on.test.database.admin('select tag from transport.attachment where item_id = $1', [
      submission,
    ]);
    assert.deepEqual(await submit(submission), { [id]: stored?.['tag'] });
  });

  it('is refused while something is missing, and to everybody but the writer', async () => {
    const id = randomUUID();
    const submission = await announce(id);
    const early = await call(on, 'PUT', `/v2/submissions/${submission}`, await content());
    assert.equal(early.status, 422);
    const tag = await upload(on, submission, id);
    const foreign = await stranger.call('PUT', `/v2/submissions/${submission}`, await content());
    assert.equal(foreign.status, 404);
    assert.deepEqual(await submit(submission), { [id]: tag });
  });
});
