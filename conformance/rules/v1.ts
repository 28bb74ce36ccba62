import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { authenticationTag, encrypt, localSigner, readEvent, type AuthenticationTags } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { newDestination, service, sharedDestination } from '../support/destinations.ts';
import { names, readEvents } from '../support/events.ts';
import {
  choice,
  expectRefused,
  expectStatus,
  listOf,
  must,
  NotApplicable,
  objectsOf,
  uuidOf,
} from '../support/expect.ts';
import { thumbprint, withHeader } from '../support/jwe.ts';
import { credentialFields, requestToken } from '../support/party.ts';
import { type Suite } from '../support/suite.ts';

/** Ends the rule when the service does not speak version 1 any more. */
async function v1(suite: Suite): Promise<string> {
  const answer = await suite.http.send('GET', `${suite.urls.v1}/destinations/${await sharedDestination(suite)}`);
  if (answer.status === 404 || answer.status === 410)
    throw new NotApplicable(`there is no version 1 at ${suite.urls.v1}`);
  return suite.urls.v1;
}

async function announce(suite: Suite, change: object = {}) {
  const body = {
    destinationId: await sharedDestination(suite),
    serviceType: { name: '', identifier: service.identifier },
    announcedAttachments: [],
    ...change,
  };
  const answer = await suite.sender.call('POST', `${await v1(suite)}/submissions`, { json: body });
  const { caseId, submissionId } = answer.json;
  if (typeof caseId === 'string' && typeof submissionId === 'string') {
    suite.open.submissions.set(submissionId, { caseId, destinationId: body.destinationId });
  }
  return answer;
}

/** As the v1 client in Python sends it: compressed, with a thumbprint as kid. */
async function compressed(suite: Suite, text: string): Promise<string> {
  const jwe = await encrypt(deflateRawSync(text), suite.keys.encryption.publicJwk, { cty: 'application/json' });
  return withHeader(jwe, { zip: 'DEF', kid: thumbprint(suite) });
}

interface SentV1 {
  submissionId: string;
  caseId: string;
  destinationId: string;
  tags: AuthenticationTags;
}

/** A submission of v1 without data. */
async function sentV1(suite: Suite): Promise<SentV1> {
  const { json } = await announce(suite);
  const [submissionId, caseId] = [uuidOf(json, 'submissionId'), uuidOf(json, 'caseId')];
  const encryptedMetadata = await compressed(suite, '{"contentStructure":{"attachments":[]}}');
  const body = { encryptedMetadata, encryptedData: null };
  expectStatus(await suite.sender.call('PUT', `${suite.urls.v1}/submissions/${submissionId}`, { json: body }), 200);
  const destinationId = await sharedDestination(suite);
  return {
    submissionId,
    caseId,
    destinationId,
    tags: { metadata: authenticationTag(encryptedMetadata), attachments: {} },
  };
}

/** Our client always names the payload schema; clients of v1 do not. */
async function plainAccept(suite: Suite, one: SentV1, schema: object): Promise<string> {
  const signer = localSigner(suite.keys.signing.privateJwk);
  const claims = {
    ...schema,
    jti: randomUUID(),
    iss: one.destinationId,
    iat: Math.floor(Date.now() / 1000),
    sub: `submission:${one.submissionId}`,
    txn: `case:${one.caseId}`,
    events: { 'https://schema.fitko.de/fit-connect/events/accept-submission': { authenticationTags: one.tags } },
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ typ: 'secevent+jwt', alg: 'PS512', kid: signer.kid })}.${encode(claims)}`;
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
}

export const v1Rules = group({ section: '14', version: 'v1' }, [
  {
    id: 'v1.destination',
    title: 'A destination lists its services under services',
    async run(suite) {
      const { json } = await suite.http.send(
        'GET',
        `${await v1(suite)}/destinations/${await sharedDestination(suite)}`,
      );
      must(objectsOf(json, 'services')[0]?.['identifier'] === service.identifier, 'services is missing');
    },
  },
  {
    id: 'v1.key',
    title: 'Its keys are read one by one',
    section: '3.2',
    async run(suite) {
      const id = await sharedDestination(suite);
      const { kid } = suite.keys.encryption.publicJwk;
      expectStatus(await suite.http.send('GET', `${await v1(suite)}/destinations/${id}/keys/${kid}`), 200);
    },
  },
  {
    id: 'v1.announce',
    title: 'A submission is announced with serviceType, whose name may be empty',
    async run(suite) {
      const answer = await announce(suite);
      expectStatus(answer, 201);
      for (const member of ['submissionId', 'caseId', 'destinationId']) uuidOf(answer.json, member);
    },
  },
  {
    id: 'v1.same-attachment',
    title: 'One id announced several times is one attachment',
    section: '5.1',
    level: 'our-choice',
    async run(suite) {
      const id = randomUUID();
      expectStatus(await announce(suite, { announcedAttachments: [id, id, id] }), 201);
    },
  },
  {
    id: 'v1.compressed',
    title: 'Compressed contents are taken, and null in place of data',
    async run(suite) {
      await sentV1(suite);
    },
  },
  {
    id: 'v1.compressed-attachment',
    title: 'A compressed attachment is taken',
    async run(suite) {
      const id = randomUUID();
      const { json } = await announce(suite, { announcedAttachments: [id] });
      const address = `${suite.urls.v1}/submissions/${uuidOf(json, 'submissionId')}/attachments/${id}`;
      const upload = { body: await compressed(suite, 'Anlage'), type: 'application/jose' };
      expectStatus(await suite.sender.call('PUT', address, upload), 204);
    },
  },
  {
    id: 'v1.fetch',
    title: 'The receiver lists and fetches it, in version 2 as well',
    level: 'our-choice',
    async run(suite) {
      const { submissionId } = await sentV1(suite);
      for (const base of [suite.urls.v1, suite.v2]) {
        const answer = await suite.subscriber.call('GET', `${base}/submissions/${submissionId}`);
        expectStatus(answer, 200);
        must(answer.json[base === suite.v2 ? 'publicService' : 'serviceType'] !== undefined, 'the service is missing');
        const list = await suite.subscriber.call('GET', `${base}/submissions?limit=500`);
        must(list.text.includes(submissionId), 'it is not listed');
      }
    },
  },
  {
    id: 'v1.tags',
    title: 'Without data the published tags have none',
    section: '4.3',
    level: 'our-choice',
    async run(suite) {
      const { caseId, tags } = await sentV1(suite);
      const { json } = await suite.sender.call('GET', `${suite.urls.v1}/cases/${caseId}/events`);
      const token = listOf(json, 'eventLog')[1];
      const read = readEvent(typeof token === 'string' ? token : '');
      must(read.ok, 'the second event is malformed');
      const published = read.event.payload.authenticationTags;
      must(
        published?.metadata === tags.metadata && published.data === undefined,
        `published ${JSON.stringify(published)}`,
      );
    },
  },
  {
    id: 'v1.event',
    title: 'An event without payload schema or with 1.0.0 is taken',
    async run(suite) {
      const old = 'https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json';
      for (const schema of [{}, { $schema: old }]) {
        const one = await sentV1(suite);
        const call = { body: await plainAccept(suite, one, schema), type: 'application/jose' };
        expectStatus(await suite.subscriber.call('POST', `${suite.urls.v1}/cases/${one.caseId}/events`, call), 204);
        const { json } = await suite.sender.call('GET', `${suite.urls.v1}/submissions/${one.submissionId}/events`);
        const log = readEvents(listOf(json, 'eventLog').map(String));
        must(names(log).at(-1) === 'accept-submission', 'it is not in the log');
      }
    },
  },
  {
    id: 'v1.patch',
    title: 'A destination is changed on the submission API with plain JSON',
    async run(suite) {
      const base = await v1(suite);
      const id = await newDestination(suite);
      const answer = await suite.subscriber.call('PATCH', `${base}/destinations/${id}`, {
        json: { name: 'Umbenannt' },
      });
      expectStatus(answer, 200, 204);
      const read = await suite.subscriber.call('GET', `${suite.managed}/${id}`);
      must(read.json['name'] === 'Umbenannt', 'the name did not change');
    },
  },
  {
    id: 'v1.scopes',
    title: 'A scope of a region or a destination is granted and limits the client to it',
    section: '2',
    async run(suite) {
      await v1(suite);
      const destinationId = await newDestination(suite);
      const ask = (scope: string, party = suite.sender) =>
        requestToken(suite.http, suite.urls.token, { ...credentialFields(party.credentials), scope });
      const elsewhere = await ask('send:region:DE09');
      expectStatus(elsewhere, 200);
      const json = { destinationId, publicService: service, announcedAttachments: [], region: 'DE05170' };
      const headers = { authorization: `Bearer ${String(elsewhere.json['access_token'])}` };
      const answer = await suite.http.send('POST', `${suite.v2}/submissions`, { headers, json });
      expectRefused(answer, { status: 403, slug: 'forbidden' });
      const one = await ask(`subscribe:destination:${destinationId}`, suite.subscriber);
      expectStatus(one, 200);
      choice(one.json['scope'] === `subscribe:destination:${destinationId}`, `granted ${String(one.json['scope'])}`);
      const other = await ask(`subscribe:destination:${randomUUID()}`, suite.subscriber);
      must(other.json['error'] === 'invalid_scope', 'a destination that is not its own is granted');
    },
  },
]);
