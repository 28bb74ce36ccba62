import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { createHttpServer, type HttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { sampleService, type Sample } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { costsApi } from '../api/openapi.ts';
import { createAreaShares } from '../area-shares.ts';
import { type PriceModel } from '../domain/price-model.ts';
import { createCosts } from '../module.ts';
import { costsPaths } from '../paths.ts';
import { aSheet, anItem } from './price-sheets.ts';

const xanten = '051700052052';
const packageId = 'rechenzentrum/hundesteuer-anmeldung';
const sheet: PriceModel = aSheet(
  [
    anItem({ model: 'shared', totalCents: 36_000_000 }, { id: 'betrieb', label: { de: '=Betrieb', en: '' } }),
    anItem({ model: 'M3', cents: 12, inhabitants: 1 }, { id: 'kopf' }),
    anItem({ model: 'M1', totalCents: 100_000_000, passedOn: 'by-inhabitants' }, { id: 'land' }),
    anItem({ model: 'M4', tiers: [{ upTo: null, cents: 100 }] }, { id: 'fall' }),
  ],
  {
    funding: [
      { by: 'Bund', to: 'service', item: 'betrieb', centsPerYear: 6_000_000, from: '2026-01-01', until: '2026-12-31', committed: true, note: '' },
    ],
  },
); // prettier-ignore

let test: TestKernel;
let sample: Sample;
let catalogue: ReturnType<typeof createCatalogue>['service'];
let costs: ReturnType<typeof createCosts>['service'];
let server: HttpServer;
let digest: string;
let thea: StaffSession;
let stranger: StaffSession;
let reader: StaffSession;
const planned = new Map<TenantId, string[]>();
const sessions = new Map<string, StaffSession>();

before(async () => {
  test = await testKernel({ modules: ['identity', 'catalogue', 'costs'] });
  const { kernel } = test;
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  catalogue = createCatalogue(kernel, { identity }).service;
  sample = await sampleService(test, { identity, catalogue });
  const module = createCosts(kernel, { identity, catalogue });
  costs = module.service;
  costs.connect({ planned: async (tenant) => planned.get(tenant) ?? [] });
  digest = await publish({ ...sample.manifest, version: '2.0.0', priceModel: sheet });
  thea = sessionOf(sample.town.id, ['costs.read', 'costs.manage']);
  reader = sessionOf(sample.town.id, ['costs.read']);
  const goch = await identity.createTenant({ kind: 'town', ars: '051540016016', slug: 'goch', name: 'Goch' });
  stranger = sessionOf(goch.tenant.id, ['costs.read', 'costs.manage']);
  server = await createHttpServer({
    config: kernel.config,
    log: kernel.log,
    clock: kernel.clock,
    sessions: { resolve: async (token) => sessions.get(token) ?? null },
    routes: [...module.routes],
    errorTexts: module.errorTexts,
    errorPage: null,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });
});
after(async () => {
  await server.stop();
  await test.close();
});

async function publish(manifest: Sample['manifest']): Promise<string> {
  const { provider } = sample;
  const made = await test.kernel.db.tx({ tenant: provider.id }, (tx) =>
    catalogue.publishVersion(tx, provider.id, manifest),
  );
  return made.digest;
}

function sessionOf(tenant: TenantId, actions: readonly string[]): StaffSession {
  const session: StaffSession = {
    kind: 'staff',
    sessionId: newUuid(),
    staff: newUuid<StaffId>(),
    tenant,
    displayName: 'Thea Kämmerei',
    roles: ['treasurer'],
    actions: new Set(actions),
    isOperator: false,
  };
  sessions.set(session.sessionId, session);
  return session;
}

const cookies = new Map<StaffSession, { csrf: string; cookie: string }>();

async function get(staff: StaffSession | null, url: string, lang = 'de') {
  const known = staff === null ? '' : (cookies.get(staff)?.cookie ?? '');
  const cookie = `${staff === null ? '' : `amt-sitzung=${staff.sessionId}; `}sprache=${lang}; ${known}`;
  const answer = await server.inProcess({ method: 'GET', url, headers: { cookie } });
  const body = Buffer.from(answer.body);
  const text = body.toString();
  if (staff !== null) {
    const csrf = /name="_csrf" value="([\w-]{43})"/u.exec(text)?.[1] ?? cookies.get(staff)?.csrf ?? '';
    cookies.set(staff, { csrf, cookie: answer.headers['set-cookie']?.split(';')[0] ?? known });
  }
  return { status: answer.status, text, body, headers: answer.headers };
}

async function post(staff: StaffSession, url: string, fields: Record<string, string>) {
  const { csrf, cookie } = cookies.get(staff) ?? { csrf: '', cookie: '' };
  const answer = await server.inProcess({
    method: 'POST',
    url,
    headers: {
      cookie: `amt-sitzung=${staff.sessionId}; sprache=de; ${cookie}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: Buffer.from(new URLSearchParams({ _csrf: csrf, ...fields }).toString()),
  });
  return { status: answer.status, text: Buffer.from(answer.body).toString(), to: answer.headers['location'] };
}

describe('the price of a version for a town', () => {
  it('takes population and Land of the area', async () => {
    const area = await catalogue.area(xanten);
    const price = await costs.priceOf(digest, xanten);
    assert.equal(price?.land, 'NW');
    assert.equal(price.inhabitants, area?.population);
    const cents = new Map(price.items.map((item) => [item.id, item.cents?.expected ?? null]));
    assert.equal(cents.get('betrieb'), (36_000_000 - 6_000_000) / 20);
    assert.equal(cents.get('kopf'), 12 * (area?.population ?? 0));
    assert.equal(cents.get('fall'), null, 'nobody knows the cases');
    assert.equal(price.isComplete, false);
    assert.equal(price.key?.key, '2019');
    const byInhabitants = Math.floor((21_075_920 * (area?.population ?? 0)) / 18_139_116);
    assert.ok([byInhabitants, byInhabitants + 1].includes(cents.get('land') ?? 0));
  });

  it('divides the share of a Land among its towns to the cent, districts being the sum of theirs', async () => {
    const shares = createAreaShares(catalogue);
    const areas = await catalogue.areas();
    const of = async (kinds: readonly string[]): Promise<number> => {
      let sum = 0;
      for (const area of areas) if (kinds.includes(area.kind)) sum += (await shares.partOfLand(area))(21_075_923);
      return sum;
    };
    assert.equal(await of(['town', 'city']), 21_075_923);
    assert.equal(await of(['district', 'city']), 21_075_923);
    assert.equal(await of(['region']), 21_075_923);
  });

  it('is null without a sheet, an area or a version', async () => {
    assert.equal(await costs.priceOf(sample.versionDigest, xanten), null);
    assert.equal(await costs.priceOf(digest, '051700052999'), null);
    assert.equal(await costs.priceOf(digest, 'x'), null);
    assert.equal(await costs.priceOf(`sha256:${'0'.repeat(64)}`, xanten), null);
    assert.equal(await costs.fromTo(sample.versionDigest), null);
  });

  it('has a sentence for lists', async () => {
    const sentence = await costs.fromTo(digest);
    assert.match(
      sentence?.de ?? '',
      /^etwa [\d.]+\s€ \(5\.000 Einwohner\) bis [\d.]+\s€ \(500\.000 Einwohner\) im Jahr$/u,
    );
    assert.ok((sentence?.fromCents ?? 0) < (sentence?.toCents ?? 0));
  });
});

describe('what everybody may see', () => {
  it('is the price of the newest version for a named place', async () => {
    for (const lang of ['de', 'en']) {
      const page = await get(null, `${costsPaths.public(packageId)}?ort=Xanten`, lang);
      assert.equal(page.status, 200, page.text);
      assert.ok(page.text.includes('role="img"') && page.text.includes('LuKIFG') && page.text.includes('2019'));
      assert.ok(
        page.text.includes(
          lang === 'de' ? 'kein Königsteiner Schlüssel, nur Plausibilität' : 'not the Königsteiner key',
        ),
      );
      assert.ok(
        page.text.includes(lang === 'de' ? '31. Dezember 2022' : '31 December 2022'),
        'key date of the population',
      );
    }
    assert.equal((await get(null, costsPaths.public(packageId, xanten))).status, 200);
    assert.equal((await get(null, costsPaths.public(packageId))).status, 200);
  });

  it('keeps an unknown place in its field, and knows no unknown package', async () => {
    const page = await get(null, `${costsPaths.public(packageId)}?ort=Qwxyzhausen`);
    assert.equal(page.status, 422);
    assert.ok(page.text.includes('value="Qwxyzhausen"') && page.text.includes('href="#ort"'));
    for (const unknown of ['rechenzentrum/x', 'x/hundesteuer-anmeldung', 'xanten/hundesteuer-anmeldung']) {
      assert.equal((await get(null, costsPaths.public(unknown))).status, 404, unknown);
    }
  });

  it('is the same for programs, in cents', async () => {
    const answer = await get(null, costsPaths.api(packageId, xanten));
    assert.equal(answer.status, 200);
    const body = JSON.parse(answer.text) as { years: { own: { expected: number } }[]; koenigsteinerKey: unknown };
    const price = await costs.priceOf(digest, xanten);
    assert.deepEqual(body.years.map(({ own }) => own.expected), price?.years.map(({ own }) => own.expected)); // prettier-ignore
    assert.ok(JSON.stringify(body.koenigsteinerKey).includes('"missingYears":{"from":2020,"to":2026}'));
    const encoded = await get(null, `/api/v1/packages/${encodeURIComponent(packageId)}/costs?ars=${xanten}`);
    assert.equal(encoded.text, answer.text);
    assertDescribed(body);
    assert.throws(() => assertDescribed({ ...body, more: 1 }));
    assert.equal((await get(null, costsPaths.api(packageId, '1'))).status, 400);
    assert.equal((await get(null, costsPaths.api(packageId, '051700052999'))).status, 404);
  });
});

describe('the budget of a town', () => {
  it('has what it runs and what it plans; without a sheet it says so', async () => {
    planned.set(sample.town.id, [digest, sample.versionDigest]);
    const { lines, firstYear } = await costs.budget(sample.town.id);
    assert.equal(firstYear, 2026);
    assert.deepEqual(lines.map((line) => [line.state, line.version, line.price === null]), [['live', '1.0.0', true], ['planned', '2.0.0', false]]); // prettier-ignore
    assert.equal(lines[1]?.warnings[0]?.kind, 'ends-soon');
    const page = await get(thea, costsPaths.budget);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('kein Preisblatt') && page.text.includes('Warnung zur Förderung'));
    assert.equal((await get(stranger, costsPaths.budget)).text.includes('hundesteuer'), false);
  });

  it('keeps own assumptions, refuses wrong ones with the entries kept', async () => {
    planned.set(sample.town.id, [digest]);
    await catalogueOfferNothing();
    const address = costsPaths.service(packageId);
    const page = await get(thea, address);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('Der Preis ist unvollständig'));
    const wrong = await post(thea, address, { faelle: 'viele', nutzer: '0', ersparnis: '1,234', notiz: 'a<b' });
    assert.equal(wrong.status, 422);
    for (const kept of ['value="viele"', 'value="1,234"', 'href="#nutzer"', 'a&lt;b'])
      assert.ok(wrong.text.includes(kept), kept);
    const right = {
      faelle: '1.000',
      nutzer: '100',
      ersparnis: '50,00',
      'eigen-einmalig': '80.000',
      'eigen-jaehrlich': '9000',
      notiz: 'Statistik 2025',
    };
    const saved = await post(thea, address, right);
    assert.equal(saved.status, 303, saved.text);
    const again = await get(thea, saved.to ?? '');
    assert.ok(
      again.text.includes('eigene Annahme') &&
        again.text.includes('Statistik 2025') &&
        again.text.includes('Thea Kämmerei'),
    );
    assert.ok(!again.text.includes('Der Preis ist unvollständig'));
    const [line] = (await costs.budget(sample.town.id)).lines;
    const betrieb = line?.price?.items.find(({ id }) => id === 'betrieb');
    assert.equal(betrieb?.cents?.expected, 300_000);
    assert.ok(test.auditEntries.some(({ action, subject }) => action === 'costs.assumptions' && subject === packageId));
  });

  it('lets only the treasurer change it, and others read', async () => {
    assert.equal((await get(reader, costsPaths.service(packageId))).text.includes('name="faelle"'), false);
    assert.equal((await post(reader, costsPaths.service(packageId), { faelle: '1' })).status, 403);
    assert.ok([303, 401].includes((await get(null, costsPaths.budget)).status));
  });

  it('is nothing to another town: by page and by SQL', async () => {
    assert.equal((await get(stranger, costsPaths.service(packageId))).status, 404);
    assert.equal((await post(stranger, costsPaths.service(packageId), { faelle: '1' })).status, 404);
    const { sql } = await import('kysely');
    const rows = (tenant: TenantId) =>
      test.kernel.db.tx({ tenant }, async (tx) => {
        const all = await sql<{ n: number }>`select count(*)::int as n from costs.assumption`.execute(tx);
        const changed = await sql`update costs.assumption set users = users`.execute(tx);
        return [all.rows[0]?.n, Number(changed.numAffectedRows)];
      });
    assert.deepEqual(await rows(sample.town.id), [1, 1]);
    assert.deepEqual(await rows(stranger.tenant), [0, 0]);
    await assert.rejects(
      test.kernel.db.tx({ tenant: stranger.tenant }, (tx) =>
        costs.saveAssumptions(tx, {
          tenant: sample.town.id,
          packageId,
          assumptions: {
            cases: 1,
            users: null,
            savingCentsPerCase: null,
            ownOnceCents: null,
            ownYearlyCents: null,
            note: '',
          },
          by: 'x',
        }),
      ),
    );
  });

  it('goes into the plan as CSV and as a workbook', async () => {
    const csv = await get(thea, costsPaths.csv);
    assert.match(csv.headers['content-disposition'] ?? '', /haushalt-xanten-2026\.csv/);
    assert.deepEqual([...csv.body.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const rows = csv.text.slice(1).trim().split('\r\n').map((row) => row.split(';')); // prettier-ignore
    assert.equal(rows.length, 1 + 5 + 5);
    const [head, first] = rows;
    const price = (await costs.budget(sample.town.id)).lines[0]?.price;
    const expected = head?.indexOf('Bedarf erwartet') ?? -1;
    assert.equal(first?.[expected], ((price?.years[0]?.own.expected ?? 0) / 100).toFixed(2).replace('.', ','));
    assert.equal(rows[6]?.[0], 'Summe');
    assert.equal(rows[6][expected], first[expected]);
    const xlsx = await get(thea, costsPaths.xlsx);
    assert.match(xlsx.headers['content-disposition'] ?? '', /\.xlsx/);
    assert.equal(xlsx.body.subarray(0, 2).toString(), 'PK');
  });
});

/** The answer fits what the OpenAPI document says of it. */
function assertDescribed(body: unknown): void {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'costs', components: { schemas: costsApi.schemas } });
  const validate = ajv.compile({ $ref: 'costs#/components/schemas/PackageCosts' });
  assert.ok(validate(body), JSON.stringify(validate.errors));
}

/** So that the only service of the town is the planned one. */
async function catalogueOfferNothing(): Promise<void> {
  await test.database.admin(`delete from catalogue.offered_version; delete from catalogue.offering`);
}
