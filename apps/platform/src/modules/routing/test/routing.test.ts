import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createKeyPair, createRouting as createRoutingClient } from '@verbund/fit-connect';
import { checkAnswer, checked, documentsOf, type Documents } from '../../../../test/support/openapi-check.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { testKeys } from '../../../../../../tools/test-keys.ts';
import { createHttpServer, type HttpServer } from '../../../kernel/http/index.ts';
import { createAreaList } from '../../catalogue/index.ts';
import { createTransport } from '../../transport/module.ts';
import { createRouting } from '../module.ts';

const leikaKey = '99050012104000';
const service = `urn:de:fim:leika:leistung:${leikaKey}`;

/** Town, district, state, country, padded and without regions: all of them take the service of a citizen of Xanten. */
const covering = ['DE051700052052', 'DE05170', 'DE050000000000', 'DE', null];
const ids = (at: number): string => `00000000-0000-4000-8000-00000000000${String(at)}`;

describe('the routing API', () => {
  let test: TestKernel;
  let start: (factor: number) => Promise<string>;
  let address: string;
  const servers: HttpServer[] = [];
  let inProcess: HttpServer['inProcess'];
  let documents: Documents;

  before(async () => {
    test = await testKernel({ modules: ['identity', 'catalogue', 'transport'] });
    await test.database
      .admin(`insert into catalogue.area (ars, ags, kind, name, designation, parent, postcode, population, slug) values
      ('050000000000', null, 'state', 'Nordrhein-Westfalen', 'Land', '000000000000', null, 18000000, 'nrw'),
      ('051700000000', null, 'district', 'Kreis Wesel', 'Kreis Wesel', '050000000000', null, 460000, 'kreis-wesel'),
      ('051700048048', '05170048', 'town', 'Wesel', 'Wesel, Stadt', '051700000000', '46483', 61330, 'wesel'),
      ('051700052052', '05170052', 'town', 'Xanten', 'Xanten, Stadt', '051700000000', '46509', 21000, 'xanten')`);
    await test.database.admin(
      `insert into transport.client values ($1, 'Stadt', array['manager'], decode(repeat('00', 32), 'hex'), null, now(), null)`,
      [ids(0)],
    );
    const add = (at: number, status: string, offers: object[]) =>
      test.database.admin(
        `insert into transport.destination (destination_id, client_id, name, status, encryption_kid, services, metadata_versions, created_at)
         values ($1, $2, $3, $4, 'kid-of-test', $5, '{}', now())`,
        [ids(at), ids(0), `Stelle ${String(at)}`, status, JSON.stringify(offers)],
      );
    const offer = (region: string | null, identifier = service) => ({
      identifier,
      submissionSchemas: [],
      regions: region === null ? [] : [region],
    });
    for (const [at, region] of covering.entries())
      await add(at + 1, 'active', [offer('DE16', 'urn:x:y'), offer(region)]);
    await add(6, 'active', [offer('DE051700048048'), offer('DE05170', 'urn:de:fim:leika:leistung:99000000000000')]);
    await add(7, 'inactive', [offer('DE05170')]);
    const { config, clock, log } = test.kernel;
    const kernel = { ...test.kernel, db: test.database.as('transport') };
    const [pair] = await testKeys(1);
    assert.ok(pair);
    const key = await createKeyPair({ use: 'sig', subject: 'Test', keyPair: pair, certificate: false });
    const transport = createTransport(kernel, { signingKeys: [key.privateJwk] });
    const module = createRouting(
      kernel,
      { ...createAreaList(kernel), directory: transport.service },
      { signingKeys: [key.privateJwk] },
    );
    start = async (factor) => {
      const server = await createHttpServer({
        config: { ...config, port: 0 },
        clock,
        log,
        sessions: { resolve: async () => null },
        routes: module.routes,
        errorTexts: module.errorTexts,
        errorPage: null,
        derive: null,
        readiness: [],
        rateLimits: { factor },
      });
      servers.push(server);
      const { host, port } = await server.listen();
      return `http://${host}:${String(port)}/routing-api`;
    };
    address = await start(1);
    const [first] = servers;
    assert.ok(first);
    documents = await documentsOf(first);
    inProcess = checked(first).inProcess;
  });
  after(async () => {
    for (const server of servers) await server.stop();
    await test.close();
  });

  async function get(path: string, base = address) {
    const response = await fetch(`${base}${path}`);
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    checkAnswer(
      documents,
      { method: 'GET', url: `/routing-api${path}` },
      { status: response.status, headers, body: Buffer.from(text) },
    );
    return {
      status: response.status,
      type: response.headers.get('content-type')?.replace('; charset=utf-8', ''),
      headers: response.headers,
      json: JSON.parse(text) as Record<string, unknown>,
    };
  }
  const routesOf = async (area: string, version = 'v2') => {
    const { status, json } = await get(`/${version}/routes?leikaKey=${leikaKey}&${area}`);
    assert.equal(status, 200, JSON.stringify(json));
    return (json['routes'] as { destinationId: string }[]).map(({ destinationId }) => destinationId);
  };

  const all = covering.map((_, at) => ids(at + 1));
  const cases: [area: string, found: string[]][] = [
    ['ars=051700052052', all],
    ['ags=05170052', all],
    ['areaId=051700052052', all],
    ['ars=051700000000', all.slice(1)],
    ['ars=05170', all.slice(1)],
    ['ags=05170', all.slice(1)],
    ['ags=05170999', all.slice(1)],
    ['ars=051700048048', [...all.slice(1), ids(6)]],
    ['ars=05', all.slice(2)],
    ['ars=16', all.slice(3)],
    ['areaId=4711', []],
  ];
  for (const [area, found] of cases) {
    it(`finds the active destinations that cover ${area}`, async () => assert.deepEqual(await routesOf(area), found));
  }

  it('answers both versions alike, in pages, with an empty list when nothing fits', async () => {
    assert.deepEqual(await routesOf('ars=051700052052', 'v1'), all);
    const page = await get(`/v2/routes?leikaKey=${leikaKey}&ars=051700052052&offset=1&limit=2`);
    const { routes, ...counts } = page.json;
    assert.deepEqual(counts, { count: 2, offset: 1, totalCount: 5 });
    assert.deepEqual((routes as { destinationName: string }[])[0]?.destinationName, 'Stelle 2');
    const behind = await get(`/v2/routes?leikaKey=${leikaKey}&ars=051700052052&offset=9`);
    assert.deepEqual(behind.json, { count: 0, offset: 9, totalCount: 5, routes: [] });
    const none = await get('/v1/routes?leikaKey=99999999999999&ars=05');
    assert.deepEqual(none.json, { count: 0, offset: 0, totalCount: 0, routes: [] });
    assert.deepEqual((await get('/v1/info')).json, { version: { major: 2, minor: 0, patch: 0 } });
  });

  it('signs what a client can verify, once per destination and service', async () => {
    const { publicUrl } = test.kernel.config;
    const issuer = new URL('/routing-api', publicUrl).href;
    const client = createRoutingClient({
      routingBaseUrl: issuer,
      issuers: [issuer],
      transport: ({ method, url, headers }) => inProcess({ method, url, headers }),
      clock: () => test.clock.now().getTime(),
    });
    const area = { ars: '051700052052' };
    const { items } = await client.findRoutes({ leikaKey, area });
    assert.equal(items.length, 5);
    for (const route of items) {
      const verdict = await client.verifyRoute(route, { leikaKey, area, submissionHost: publicUrl.host });
      assert.ok(verdict.ok, JSON.stringify(verdict));
      assert.equal(verdict.destination.issuer, issuer);
    }
    const elsewhere = { leikaKey, area: { ars: '09' }, submissionHost: publicUrl.host };
    const [town] = items;
    assert.ok(town);
    assert.deepEqual((await client.verifyRoute(town, elsewhere)).ok, false);
    const [header] = town.destinationSignature.split('.');
    const { kid, ...others } = JSON.parse(Buffer.from(header ?? '', 'base64url').toString()) as Record<string, string>;
    assert.deepEqual(others, { typ: 'jwt', alg: 'PS512' });
    assert.ok(kid);
    const again = (await client.findRoutes({ leikaKey, area })).items;
    assert.deepEqual(again, items);
    await test.database.admin(
      `update transport.destination set services = jsonb_set(services, '{1,regions}', '["DE05","DE06"]') where destination_id = $1`,
      [ids(4)],
    );
    const changed = (await client.findRoutes({ leikaKey, area })).items;
    assert.notEqual(changed[3]?.destinationSignature, items[3]?.destinationSignature);
    assert.equal(changed[0]?.destinationSignature, items[0]?.destinationSignature);
  });

  it('asks an index for the destinations, under row-level security too', async () => {
    const plan = await test.database.as('transport').tx({}, async (tx) => {
      // Five rows are read in full otherwise.
      await sql`set local enable_seqscan = off`.execute(tx);
      const asked = sql`explain select from transport.destination
        where status = 'active' and transport.offer_keys(services) && array['a b']`;
      return JSON.stringify((await asked.execute(tx)).rows);
    });
    assert.match(plan, /destination_offers/);
  });

  it('finds areas by name, wildcard, several terms and a term with a space', async () => {
    const search = (...terms: string[]) =>
      get(`/v2/areas?${terms.map((term) => `areaSearchexpression=${encodeURIComponent(term)}`).join('&')}`);
    const found = await search('wese*');
    assert.equal(found.status, 200);
    assert.equal(found.type, 'application/problem+json');
    assert.deepEqual(found.json, {
      count: 2,
      offset: 0,
      totalCount: 2,
      areas: [
        { id: '051700000000', name: 'Kreis Wesel', type: 'Kreis' },
        { id: '051700048048', name: 'Wesel', type: 'Stadt' },
      ],
    });
    assert.equal((await search('Kreis', 'Wesel')).json['totalCount'], 1);
    assert.equal((await search('Kreis Wesel')).json['totalCount'], 1);
    assert.equal((await search('46509')).json['totalCount'], 1);
    assert.deepEqual((await search('Atlantis')).json['areas'], []);
  });

  it('refuses with a problem and the state of the rate limit', async () => {
    for (const path of [
      '/v2/routes',
      '/v1/areas',
      '/v2/areas?areaSearchexpression=a',
      '/v2/areas?areaSearchexpression=%20',
    ]) {
      const { status, type, json, headers } = await get(path);
      assert.equal(status, 400, path);
      assert.equal(type, 'application/problem+json');
      assert.equal(json['status'], 400);
      assert.ok(json['type'] && json['title'] && json['detail']);
      for (const name of ['limit', 'remaining', 'reset']) assert.match(headers.get(`ratelimit-${name}`) ?? '', /^\d+$/);
    }
    assert.match((await get(`/v2/info`)).headers.get('ratelimit-remaining') ?? '', /^\d+$/);
  });

  it('answers too many requests with an empty object and says when to come back', async () => {
    // Two requests a minute.
    const strict = await start(1 / 600);
    for (let count = 0; count < 2; count += 1) assert.equal((await get('/v2/info', strict)).status, 200);
    const answer = await get('/v2/info', strict);
    assert.equal(answer.status, 429);
    assert.deepEqual(answer.json, {});
    assert.equal(answer.type, 'application/json');
    assert.equal(answer.headers.get('ratelimit-remaining'), '0');
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  });
});
