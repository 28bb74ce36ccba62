import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createKeyPair, httpProblemType, type PublicJwk } from '@verbund/fit-connect';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { loadSigningKeys } from '../../../kernel/fit-connect/index.ts';
import {
  boundClient,
  destinationBody,
  newClient,
  newDestination,
  outgoing,
  rawCall,
  schema,
  send,
  service,
  startService,
  type TestClient,
  type TestService,
} from './life-support.ts';

describe('tokens and destinations', () => {
  let on: TestService;
  let town: TestClient;
  let stranger: TestClient;
  let managed: string;

  before(async () => {
    on = await startService();
    town = await newClient(on, 'subscriber', 'manager');
    stranger = await newClient(on, 'sender', 'manager');
    managed = `${on.destinationBaseUrl}/v1/destinations`;
  });
  after(() => on.close());

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const askToken = (fields: Record<string, string>, headers: Record<string, string> = form) =>
    rawCall(on, 'POST', on.tokenUrl, headers, new URLSearchParams(fields).toString());
  const credentials = () => ({ client_id: town.clientId, client_secret: town.clientSecret });
  const grant = { grant_type: 'client_credentials' };

  it('issues a token as RFC 6749 section 5.1 says', async () => {
    const { status, json, headers } = await askToken({ ...grant, ...credentials() });
    assert.equal(status, 200);
    assert.equal(json['token_type'], 'Bearer');
    assert.equal(json['expires_in'], 1800);
    assert.match(String(json['scope']), /subscribe-destinations .*manage-destinations$/);
    assert.equal(headers['cache-control'], 'no-store');
    const stored = await on.test.database.admin('select * from transport.access_token');
    assert.equal(JSON.stringify(stored).includes(String(json['access_token'])), false);
  });

  it('refuses as RFC 6749 section 5.2 says', async () => {
    const basic = `Basic ${Buffer.from(`${town.clientId}:${town.clientSecret}`).toString('base64')}`;
    const cases: [Awaited<ReturnType<typeof askToken>>, number, string][] = [
      [await askToken({ ...grant, ...credentials(), client_secret: 'wrong' }), 401, 'invalid_client'],
      [await askToken({ ...grant, ...credentials(), client_id: 'nobody' }), 401, 'invalid_client'],
      [await askToken(grant, { ...form, authorization: basic }), 401, 'invalid_client'],
      [await askToken({ ...credentials() }), 400, 'invalid_request'],
      [await askToken({ ...credentials(), grant_type: 'password' }), 400, 'unsupported_grant_type'],
      [await askToken({ ...grant, ...credentials(), scope: 'everything' }), 400, 'invalid_scope'],
      [await askToken(grant, { 'content-type': 'application/json' }), 400, 'invalid_request'],
    ];
    for (const [answer, status, error] of cases) {
      assert.equal(answer.json['error'], error);
      assert.equal(answer.status, status, error);
      assert.equal(typeof answer.json['error_description'], 'string');
    }
  });

  it('shows destination and keys without a token, and no contact', async () => {
    const id = await newDestination(on, town);
    const { json } = await rawCall(on, 'GET', `/v2/destinations/${id}`);
    assert.deepEqual(json['publicServices'], destinationBody(on.keys).services);
    assert.equal(json['status'], 'active');
    assert.equal('contactInformation' in json, false);
    const { kid } = on.keys.signing.publicJwk;
    assert.deepEqual((await rawCall(on, 'GET', `/v2/destinations/${id}/keys/${kid}`)).json, on.keys.signing.publicJwk);
    const list = await rawCall(on, 'GET', `${on.destinationBaseUrl}/v2/destinations/${id}/keys`);
    assert.deepEqual((list.json['keys'] as PublicJwk[])[0], on.keys.encryption.publicJwk);
    const none = await rawCall(on, 'GET', `/v2/destinations/${id}/keys/nothing-here`);
    assert.equal(none.json['type'], httpProblemType('key-not-found'));
    const { keys } = (await rawCall(on, 'GET', '/.well-known/jwks.json')).json as { keys: object[] };
    assert.equal(keys.length, 1);
    assert.equal('d' in (keys[0] ?? {}), false);
  });

  it('changes by PUT and merge patch, switches keys, and is invisible to other managers', async () => {
    const id = await newDestination(on, town);
    const one = `${managed}/${id}`;
    const patched = await town.call(
      'PATCH',
      one,
      '{"name":"Neu","replyChannels":null}',
      'application/merge-patch+json',
    );
    assert.equal(patched.json['name'], 'Neu');
    assert.equal('replyChannels' in patched.json, false);
    const put = await town.call('PUT', one, JSON.stringify({ ...patched.json, name: 'Neuer' }));
    assert.equal(put.json['name'], 'Neuer');
    assert.equal(put.json['status'], 'active');
    const [, , , pair] = await testKeys(4);
    assert.ok(pair);
    const { publicJwk } = await createKeyPair({ use: 'enc', subject: 'Neu', keyPair: pair });
    assert.equal((await town.call('PATCH', one, JSON.stringify({ encryptionKid: publicJwk.kid }))).status, 400);
    for (let count = 0; count < 2; count += 1) {
      assert.equal((await town.call('POST', `${one}/keys`, JSON.stringify(publicJwk))).status, 204);
    }
    assert.equal((await town.call('PATCH', one, JSON.stringify({ encryptionKid: publicJwk.kid }))).status, 200);
    const { json } = await town.call('GET', `${one}/keys`);
    assert.deepEqual(
      (json['keys'] as PublicJwk[]).map(({ kid }) => kid),
      [publicJwk.kid, on.keys.encryption.publicJwk.kid, on.keys.signing.publicJwk.kid],
    );
    for (const method of ['GET', 'DELETE']) assert.equal((await stranger.call(method, one)).status, 404);
    assert.equal((await stranger.call('PATCH', one, '{"status":"inactive"}')).status, 404);
    assert.equal((await stranger.call('POST', `${one}/keys`, JSON.stringify(publicJwk))).status, 404);
    assert.equal((await stranger.management.list()).totalCount, 0);
  });

  it('refuses keys that are weak, private or used twice', async () => {
    const body = destinationBody(on.keys);
    const { privateJwk, publicJwk } = on.keys.encryption;
    const create = (change: object) => town.call('POST', managed, JSON.stringify({ ...body, ...change }));
    assert.equal((await create({ encryptionPublicKey: { ...privateJwk, key_ops: ['wrapKey'] } })).status, 400);
    assert.equal((await create({ encryptionPublicKey: { ...publicJwk, n: publicJwk.n.slice(0, 342) } })).status, 400);
    const twice = { ...publicJwk, alg: 'PS512', key_ops: ['verify'], kid: 'another-kid' };
    const answer = await create({ signingPublicKey: twice });
    assert.equal(answer.status, 400);
    assert.match(String(answer.json['detail']), /same-key/);
    assert.equal((await create({ callback: { url: 'https://a.example', secret: 'x' } })).status, 400);
  });

  describe('of a client that is bound to a region', () => {
    const xanten = 'DE051700052052';
    const offers = (...regions: string[]) => [
      { identifier: service.identifier, submissionSchemas: [schema], regions },
      { identifier: `${service.identifier}1`, submissionSchemas: [schema], regions: [xanten] },
    ];
    const found = (area: string) =>
      on.module.service.offersAt({ identifier: service.identifier, area }, { offset: 0, limit: 50 });
    let bound: TestClient;
    let id: string;
    const body = (...regions: string[]) => JSON.stringify(destinationBody(on.keys, { services: offers(...regions) }));

    before(async () => {
      bound = await boundClient(on, xanten, 'subscriber', 'manager');
      const made = await bound.call('POST', managed, body(xanten));
      assert.equal(made.status, 201, made.text);
      id = String(made.json['destinationId']);
      await bound.management.patch(id, { status: 'active' });
    });

    const foreign: [what: string, regions: string[], named: string][] = [
      ['the whole country', ['DE'], 'DE'],
      ['everywhere, by naming no region', [], 'everywhere'],
      ['the country in twelve digits', ['DE000000000000'], 'DE000000000000'],
      ['its state', ['DE05'], 'DE05'],
      ['its district', ['DE051700000000'], 'DE051700000000'],
      ['its neighbour', [xanten, 'DE051700024024'], 'DE051700024024'],
    ];
    for (const [what, regions, named] of foreign) {
      it(`is refused for ${what}, however it is written`, async () => {
        const before = await found('0517');
        const one = `${managed}/${id}`;
        const patch = JSON.stringify({ services: offers(...regions) });
        for (const answer of [
          await bound.call('POST', managed, body(...regions)),
          await bound.call('PUT', one, body(...regions)),
          await bound.call('PATCH', one, patch),
          await bound.call('PATCH', one, patch.replace('services', 'publicServices')),
          await bound.call('PATCH', `/v1/destinations/${id}`, patch),
        ]) {
          assert.equal(answer.status, 400, answer.text);
          assert.equal(answer.json['type'], httpProblemType('request-invalid'));
          const detail = `This client may offer services within ${xanten} only, not in: ${named}.`;
          assert.equal(answer.json['detail'], detail);
          assert.deepEqual(answer.json['errors'], [{ field: '/services/0/regions', code: 'outside-own-region' }]);
        }
        assert.deepEqual(await found('0517'), before);
        assert.equal((await bound.management.list()).totalCount, 1);
      });
    }

    it('is taken for its own, and is routed there alone', async () => {
      assert.equal((await bound.call('PATCH', `${managed}/${id}`, '{"name":"Xanten"}')).status, 200);
      const ids = async (area: string) => (await found(area)).offers.map(({ destinationId }) => destinationId);
      assert.ok((await ids('051700052052')).includes(id));
      for (const area of ['051700024024', '05170', '05', '']) assert.equal((await ids(area)).includes(id), false, area);
    });

    it('covers what lies below, with and without padding', async () => {
      const district = await boundClient(on, 'DE051700000000', 'manager');
      assert.equal((await district.call('POST', managed, body('DE05170', xanten))).status, 201);
      const city = await boundClient(on, 'DE05114', 'manager');
      const own = JSON.stringify(destinationBody(on.keys, { services: offers('DE051140000000').slice(0, 1) }));
      assert.equal((await city.call('POST', managed, own)).status, 201);
    });

    it('keeps its region: not even the login of the service changes it', async () => {
      const change = on.test.database.as('transport').tx({ client: bound.clientId }, (tx) => {
        return sql`update transport.client set region = null where client_id = ${bound.clientId}`.execute(tx);
      });
      await assert.rejects(change, /permission denied/u);
    });
  });

  it('deletes an unused destination and closes a used one for good', async () => {
    const unused = await newDestination(on, town);
    await town.management.remove(unused);
    assert.equal((await rawCall(on, 'GET', `/v2/destinations/${unused}`)).status, 404);
    const used = await newDestination(on, town);
    await send(stranger, outgoing(used, []));
    await town.management.remove(used);
    assert.equal((await rawCall(on, 'GET', `/v2/destinations/${used}`)).json['status'], 'decommissioned');
    assert.equal((await town.call('PATCH', `${managed}/${used}`, '{"status":"active"}')).status, 409);
  });

  it('makes the signing key once, readable for the owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verbund-signing-'));
    const file = join(folder, 'transport', 'event-signing-key.json');
    try {
      const [one, two] = await Promise.all([loadSigningKeys(file), loadSigningKeys(file)]);
      assert.equal(one.signer.kid, two.signer.kid);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.match(await readFile(file, 'utf8'), /"d":/);
      assert.equal('d' in (one.publicKeys[0] ?? {}), false);
      assert.equal((await loadSigningKeys(file)).signer.kid, one.signer.kid);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
