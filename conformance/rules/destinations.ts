import { randomUUID } from 'node:crypto';
import { checkJwk } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { region, schema, service, sharedDestination } from '../support/destinations.ts';
import { choice, expectRefused, expectStatus, listOf, must, objectsOf, textOf } from '../support/expect.ts';
import { type Answer } from '../support/http.ts';
import { serviceKeys } from '../support/published-keys.ts';
import { type Suite } from '../support/suite.ts';

async function read(suite: Suite): Promise<Answer> {
  const answer = await suite.sender.call('GET', `${suite.v2}/destinations/${await sharedDestination(suite)}`);
  expectStatus(answer, 200);
  return answer;
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

function expectPublic(keys: readonly Readonly<Record<string, unknown>>[]): void {
  for (const key of keys) {
    const found = privateMembers.filter((member) => member in key);
    must(found.length === 0, `key ${String(key['kid'])} shows its private part`);
  }
}

async function readKey(suite: Suite, kid: string): Promise<Answer> {
  const id = await sharedDestination(suite);
  return suite.sender.call('GET', `${suite.v2}/destinations/${id}/keys/${kid}`);
}

export const destinationRules = group({ section: '3.1', version: 'v2' }, [
  {
    id: 'destination.read',
    title: 'A destination is read with status, encryptionKid, services and metadata versions',
    async run(suite) {
      const { json } = await read(suite);
      must(json['destinationId'] === (await sharedDestination(suite)), 'destinationId is another');
      must(json['status'] === 'active', `status is ${String(json['status'])}`);
      must(json['encryptionKid'] === suite.keys.encryption.publicJwk.kid, 'encryptionKid is another');
      must(listOf(json, 'metadataVersions').includes('2.1.0'), 'metadataVersions lacks 2.1.0');
    },
  },
  {
    id: 'destination.services',
    title: 'What was written as services is read as publicServices',
    section: '3.3',
    async run(suite) {
      const [offered] = objectsOf((await read(suite)).json, 'publicServices');
      must(offered !== undefined && offered['identifier'] === service.identifier, 'the service is missing');
      must(listOf(offered, 'regions').includes(region), 'the region is missing');
      const [first] = objectsOf(offered, 'submissionSchemas');
      must(first?.['schemaUri'] === schema.schemaUri, 'the schema is missing');
      must(first['mimeType'] === schema.mimeType, 'the type of the schema is missing');
    },
  },
  {
    id: 'destination.without-token',
    title: 'A destination is read without a token',
    async run(suite) {
      const address = `${suite.v2}/destinations/${await sharedDestination(suite)}`;
      expectStatus(await suite.http.send('GET', address), 200);
    },
  },
  {
    id: 'destination.reply-channels',
    title: 'Reply channels that were offered are read back',
    section: '9.1',
    async run(suite) {
      const channels = (await read(suite)).json['replyChannels'];
      must(JSON.stringify(channels ?? {}).includes('processStandards'), 'replyChannels.fitConnect is missing');
    },
  },
  {
    id: 'destination.unknown',
    title: 'An unknown destination is 404 destination-not-found',
    async run({ sender, v2 }) {
      const answer = await sender.call('GET', `${v2}/destinations/${randomUUID()}`);
      expectRefused(answer, { status: 404, slug: 'destination-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'destination.no-id',
    title: 'What is no UUID is not found either',
    level: 'our-choice',
    async run({ sender, v2 }) {
      expectRefused(await sender.call('GET', `${v2}/destinations/nothing`), { status: 404 });
    },
  },
  {
    id: 'destination.destination-api',
    title: 'The destination API v2 shows the same destination',
    async run(suite) {
      const id = await sharedDestination(suite);
      const answer = await suite.sender.call('GET', `${suite.urls.destination}/v2/destinations/${id}`);
      expectStatus(answer, 200);
      must(answer.json['encryptionKid'] === suite.keys.encryption.publicJwk.kid, 'encryptionKid is another');
    },
  },
]);

export const keyRules = group({ section: '3.2', version: 'v2' }, [
  {
    id: 'key.encryption',
    title: 'The encryption key is one JWK that follows the rules',
    async run(suite) {
      const answer = await readKey(suite, suite.keys.encryption.publicJwk.kid);
      expectStatus(answer, 200);
      const errors = checkJwk(answer.json, 'enc').filter(({ level }) => level === 'error');
      must(errors.length === 0, errors.map(({ message }) => message).join('; '));
      must(answer.json['n'] === suite.keys.encryption.publicJwk.n, 'it is another key');
    },
  },
  {
    id: 'key.signature',
    title: 'The signature key is one JWK that follows the rules',
    async run(suite) {
      const answer = await readKey(suite, suite.keys.signing.publicJwk.kid);
      expectStatus(answer, 200);
      const errors = checkJwk(answer.json, 'sig').filter(({ level }) => level === 'error');
      must(errors.length === 0, errors.map(({ message }) => message).join('; '));
      expectPublic([answer.json]);
    },
  },
  {
    id: 'key.unknown',
    title: 'An unknown kid is 404',
    async run(suite) {
      expectRefused(await readKey(suite, randomUUID()), { status: 404, slug: 'key-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'key.list',
    title: 'The destination API lists the keys, the present encryption key first',
    async run(suite) {
      const id = await sharedDestination(suite);
      const answer = await suite.sender.call('GET', `${suite.urls.destination}/v2/destinations/${id}/keys`);
      expectStatus(answer, 200);
      const keys = objectsOf(answer.json, 'keys');
      must(keys[0]?.['kid'] === suite.keys.encryption.publicJwk.kid, 'the first key is not the encryption key');
      expectPublic(keys);
    },
  },
  {
    id: 'key.no-list',
    title: 'The submission API has no list of keys: 404',
    async run(suite) {
      const id = await sharedDestination(suite);
      expectStatus(await suite.sender.call('GET', `${suite.v2}/destinations/${id}/keys`), 404);
    },
  },
  {
    id: 'key.service',
    title: 'The key set of the service has no version in its path and holds public PS512 keys',
    section: '1',
    async run(suite) {
      must((await serviceKeys(suite)).size > 0, 'the key set is empty');
      const answer = await suite.http.send('GET', `${suite.urls.submission}/.well-known/jwks.json`);
      const keys = objectsOf(answer.json, 'keys');
      expectPublic(keys);
      for (const key of keys) choice(key['alg'] === 'PS512', `alg of ${textOf(key, 'kid')} is ${String(key['alg'])}`);
    },
  },
]);
