import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Validator } from '@seriousme/openapi-schema-validator';
import { signIn } from '../../../../test/support/dog-journey.ts';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  body: Json & { items: Json[]; total: number; next: string | null };
}

const provider = 'verbund-beispieldienste';
const dog = `${provider}/hundesteuer-anmelden`;
const byId = `/api/v1/packages/${encodeURIComponent(dog)}`;
const byName = `/api/v1/packages/${dog}`;

describe('the open API of the marketplace', { timeout: 120_000 }, () => {
  let test: TestPlatform;
  let document: Json;
  let ajv: Ajv2020;
  const asked = new Set<string>();

  before(async () => {
    test = await testPlatform();
    document = (await (await fetch(`${test.url}/api/v1/openapi.json`)).json()) as Json;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    ajv.addSchema(document, 'document');
    // Something of every kind to answer with.
    const town = test.browser();
    await signIn(town, 'carla-xanten', '/amt/anmelden');
    await town.get(`/nachnutzung/pakete/${dog}/bewerten`);
    await town.submit(town.form(/\/bewerten$/), {
      bewertung: '5',
      stelle: 'Steueramt',
      erfahrung: 'Lief nach zwei Tagen ohne Rückfragen.',
    });
    await town.get('/nachnutzung/gesucht/neu');
    await town.submit(town.form(/\/gesucht\/neu$/), { bedarf: 'Brennholzverkauf aus dem Stadtwald' });
  });
  after(() => test.close());

  /** Asks, and holds the answer against what is described. */
  async function ask(address: string): Promise<Answer> {
    const response = await fetch(test.url + address);
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const path = address.split('?')[0] ?? '';
    const paths = Object.keys(document['paths'] as Json)
      .filter((one) => new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .toSorted((a, b) => a.split('{').length - b.split('{').length);
    const [described] = paths;
    assert.ok(described, `${address} is not described`);
    asked.add(described);
    const at = `document#/paths/${described.replaceAll('/', '~1')}/get/responses/${String(response.status)}/content/${type.replace('/', '~1')}/schema`;
    const validate = ajv.getSchema(encodeURI(at));
    assert.ok(validate, `no ${at}`);
    const body = (await response.json()) as Answer['body'];
    assert.ok(
      validate(body),
      `${address}: ${JSON.stringify(validate.errors?.slice(0, 5))} in ${JSON.stringify(body).slice(0, 600)}`,
    );
    return { status: response.status, body };
  }

  it('is described by the rules of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
  });

  it('lists, filters, sorts and pages', async () => {
    const { body } = await ask('/api/v1/packages');
    assert.equal(body.total, 5);
    assert.ok(body.items.every(({ id }) => typeof id === 'string' && id.startsWith(`${provider}/`)));
    assert.equal((await ask('/api/v1/packages?q=Hundemarke')).body.items[0]?.['id'], dog);
    assert.equal((await ask('/api/v1/packages?state=development')).body.total, 1);
    assert.equal((await ask('/api/v1/packages?leistungsschluessel=99050')).body.total, 1);
    const priced = await ask('/api/v1/packages?ars=051700052052&maxYearlyCents=1000000&sort=price');
    const cents = priced.body.items.map(({ price }) => (price as { yearlyCents: number }).yearlyCents);
    assert.deepEqual(
      cents,
      cents.toSorted((a, b) => a - b),
    );
    assert.ok(cents.length > 0 && cents.every((one) => one <= 1_000_000));
    const first = await ask('/api/v1/packages?limit=2&sort=name');
    assert.equal(first.body.items.length, 2);
    const ids = [...first.body.items];
    for (let { next } = first.body; next !== null;) {
      const page: Answer = await ask(next);
      ids.push(...page.body.items);
      next = page.body.next;
    }
    assert.equal(new Set(ids.map(({ id }) => id)).size, 5);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'limit=0',
      'limit=501',
      'state=x',
      'conformity=x',
      'sort=x',
      'maturity=9',
      'ars=1',
      'maxYearlyCents=5',
    ]) {
      assert.equal((await ask(`/api/v1/packages?${query}`)).status, 400, query);
    }
    assert.equal((await ask('/api/v1/packages/nobody%2Fnothing')).status, 404);
    assert.equal((await ask('/api/v1/packages/nobody/nothing')).status, 404);
    assert.equal((await ask('/api/v1/wanted-services/x')).status, 404);
    assert.equal((await ask('/api/v1/coverage')).status, 400);
  });

  it('gives the fact sheet and its parts under both addresses', async () => {
    for (const base of [byId, byName]) {
      const { body } = await ask(base);
      assert.equal(body['id'], dog);
      assert.equal((body['factSheet'] as Json)['ozgId'], '10160');
      assert.equal((await ask(`${base}/versions`)).body.items[0]?.['version'], '1.1.0');
      assert.deepEqual((await ask(`${base}/towns`)).body.items.map(({ name }) => name), ['Rheinberg', 'Xanten']); // prettier-ignore
      assert.equal((await ask(`${base}/reviews`)).body.items[0]?.['office'], 'Steueramt');
      const prices = (await ask(`${base}/prices?limit=5`)).body;
      assert.equal(prices.items.length, 5);
      assert.ok(prices.total >= 396);
      const one = (await ask(`${base}/prices?ars=051700052052`)).body.items[0];
      assert.equal((one?.['price'] as Json)['yearlyCents'], Number(one?.['inhabitants']) * 12);
      await ask(`${base}/promises`);
    }
    const parking = await ask(`/api/v1/packages/${provider}/bewohnerparkausweis/promises`);
    assert.equal(parking.body.items[0]?.['slipDays'], 151);
  });

  it('gives wanted services as numbers, and coverage by rule', async () => {
    const wanted = await ask('/api/v1/wanted-services?q=brennholz');
    assert.equal(wanted.body.items[0]?.['towns'], 1);
    assert.doesNotMatch(JSON.stringify(wanted.body), /xanten/i);
    await ask(`/api/v1/wanted-services/${String(wanted.body.items[0]?.['id'])}`);
    const coverage = await ask('/api/v1/coverage?area=051700052052');
    assert.deepEqual(coverage.body.items.map(({ counts }) => counts), Array(3).fill({ old: true, area: true })); // prettier-ignore
  });

  it('describes every route it has and has every route it describes', () => {
    const mine = (path: string) => /^\/api\/v1\/(packages|wanted-services|coverage)/.test(path);
    const routes = test.platform.modules.list
      .flatMap(({ name, routes: all }) => (name === 'marketplace' ? all : []))
      .filter(({ path }) => mine(path))
      .map(({ path, name }) => `${name} ${path.replace(/:\w+/g, '{}')}`);
    const paths = document['paths'] as Record<string, { get: { operationId: string } }>;
    const described = Object.entries(paths)
      .filter(([, { get }]) => get.operationId.startsWith('marketplace.'))
      .map(([path, { get }]) => `${get.operationId} ${path.replace(/\{\w+\}/g, '{}')}`);
    assert.deepEqual(described.toSorted(), routes.toSorted());
    const unasked = Object.entries(paths).filter(([path, { get }]) => get.operationId.startsWith('marketplace.') && !asked.has(path)); // prettier-ignore
    assert.deepEqual(unasked.map(([path]) => path), []); // prettier-ignore
  });

  it('gives the list as CSV for spreadsheets', async () => {
    const response = await fetch(`${test.url}/nachnutzung/pakete.csv?ort=Xanten&sortierung=name`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/csv/);
    const lines = (await response.text()).trimEnd().split('\r\n');
    assert.equal(lines.length, 6);
    assert.match(lines[0] ?? '', /^id,name_de,/);
    assert.ok(lines.some((line) => line.startsWith(`${dog},Hund zur Hundesteuer anmelden,`)));
  });
});
