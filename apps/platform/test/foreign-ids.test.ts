import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Route } from '../src/kernel/http/index.ts';
import { signIn } from './support/dog-journey.ts';
import { type PlainBrowser, type VisitedPage, wordsOf } from './support/plain-browser.ts';
import { testPlatform, type TestPlatform } from './support/test-platform.ts';
import { playWholeCase, type WholeCase } from './support/whole-case.ts';

/** Parameters that name public things: no one owns a town's page. */
const publicParameters = new Set([
  ...['town', 'service', 'kind', 'language', 'file'],
  // Of the marketplace, for everybody to read; who may do what with them is tested there.
  ...['provider', 'review', 'wish'],
]);

describe("another one's ids open nothing", { timeout: 120_000 }, () => {
  let test: TestPlatform;
  let played: WholeCase;
  let provider: PlainBrowser;
  let owned: Map<string, string>;
  let personRoutes: readonly Route[];
  let staffRoutes: readonly Route[];

  before(async () => {
    test = await testPlatform();
    played = await playWholeCase(test, 'Quittenbaum');
    provider = test.browser();
    await signIn(provider, 'paula-anbieter', '/amt/anmelden');
    owned = await readIds(test, played, await continueVersion(test, provider));
    const routes = test.platform.modules.list.flatMap((module) => module.routes);
    const withIds = routes.filter(({ path }) => parametersOf(path).some((name) => !publicParameters.has(name)));
    personRoutes = withIds.filter(({ access }) => access.kind === 'person');
    staffRoutes = withIds.filter(({ access }) => access.kind === 'staff' || access.kind === 'operator');
  });
  after(() => test.close());

  it('covers the routes there are', () => {
    assert.ok(personRoutes.length >= 10, `only ${String(personRoutes.length)} routes of persons`);
    assert.ok(staffRoutes.length >= 6, `only ${String(staffRoutes.length)} routes of staff`);
  });

  it('opens for their owner, so that the refusals below mean something', async () => {
    const ofProvider = ({ access }: Route) => access.kind === 'staff' && access.action === 'provider.manage';
    for (const [routes, browser] of [
      [personRoutes, played.person],
      [staffRoutes.filter((route) => !ofProvider(route)), played.worker],
      [staffRoutes.filter(ofProvider), provider],
    ] as const) {
      for (const route of routes.filter(({ method, access }) => method === 'GET' && access.kind !== 'operator')) {
        const answer = await browser.get(addressOf(route));
        // Some staff pages need another role than that of a case worker.
        const mayBeForbidden =
          route.access.kind === 'staff' &&
          !['case.list', 'case.read', 'case.answer', 'case.decide', 'provider.manage'].includes(route.access.action);
        assert.ok(answer.status === 200 || (mayBeForbidden && answer.status === 403), describeAnswer(route, answer));
      }
    }
  });

  it('to another person', async () => {
    const max = test.browser();
    await signIn(max, 'max');
    for (const route of personRoutes) await assertRefused(max, route);
  });

  it('to staff of another town', async () => {
    for (const colleague of ['anna-rheinberg', 'carla-rheinberg', 'kora-rheinberg']) {
      const foreign = test.browser();
      await signIn(foreign, colleague, '/amt/anmelden');
      for (const route of staffRoutes) await assertRefused(foreign, route);
    }
  });

  it('to the wrong kind of session', async () => {
    const bothWays = [
      [played.person, staffRoutes],
      [played.worker, personRoutes],
    ] as const;
    for (const [browser, routes] of bothWays) for (const route of routes) await assertSignedOut(browser, route);
  });

  it('to nobody', async () => {
    for (const route of [...personRoutes, ...staffRoutes]) await assertSignedOut(test.browser(), route);
    const all = test.platform.modules.list.flatMap((module) => module.routes);
    for (const route of all.filter(
      ({ access, path }) => access.kind !== 'public' && access.kind !== 'protocol' && !path.includes(':'),
    )) {
      await assertSignedOut(test.browser(), route);
    }
  });

  it('and its work is still there afterwards', async () => {
    const page = await played.worker.get(`${test.url}/amt/vorgang/${played.caseId}`);
    assert.ok(wordsOf(page.text).includes('Quittenbaum follow-up text'));
    assert.equal((await played.person.get(`${test.url}/konto/antrag/${played.receipt.application}`)).status, 200);
    assert.equal((await played.person.get(`${test.url}/konto/entwurf/${played.openDraft}`)).status, 200);
  });

  function addressOf(route: Route): string {
    const path = route.path.replace(/:(\w+)/g, (_whole, name: string) => {
      const id = owned.get(`${route.name} ${name}`) ?? owned.get(name);
      assert.ok(id, `${route.name} (${route.path}): teach readIds what :${name} is`);
      return id;
    });
    return `${test.url}${path}`;
  }

  async function assertRefused(browser: PlainBrowser, route: Route): Promise<void> {
    // An address that only leads to another one has refused when that one does.
    const answer = route.method === 'GET' ? await browser.get(addressOf(route)) : await ask(browser, route);
    assert.ok(answer.status === 404 || answer.status === 403, describeAnswer(route, answer));
  }

  async function assertSignedOut(browser: PlainBrowser, route: Route): Promise<void> {
    const answer = await ask(browser, route);
    const leadsToSignIn = answer.status === 303 && /\/anmelden\?/.test(answer.headers.get('location') ?? '');
    assert.ok(
      route.method === 'GET' ? leadsToSignIn : [401, 403].includes(answer.status),
      describeAnswer(route, answer),
    );
  }

  /** With a token of the visitor's own, so that nothing but the ids is wrong. */
  async function ask(browser: PlainBrowser, route: Route): Promise<VisitedPage> {
    if (route.method === 'GET') return browser.request('GET', addressOf(route));
    // Every page of ours has the token in some form of its frame, or the start page's of a person does.
    const fields = {
      _csrf: await tokenOf(browser),
      _stand: '0',
      _blatt: 'AAAAAAAAAAAA',
      _action: 'weiter',
      erklaerung: 'true',
      fassung: '1',
      text: 'x',
      betreff: 'x',
    };
    if (route.body === 'multipart') {
      const data = new FormData();
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      return browser.request(route.method, addressOf(route), data);
    }
    return browser.request(
      route.method,
      addressOf(route),
      new URLSearchParams(fields).toString(),
      'application/x-www-form-urlencoded',
    );
  }

  async function tokenOf(browser: PlainBrowser): Promise<string> {
    for (const path of ['/konto', '/amt', '/']) {
      const page = await browser.get(`${test.url}${path}`);
      const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
      if (token !== undefined) return token;
    }
    return randomUUID();
  }
});

function parametersOf(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
}

function describeAnswer(route: Route, answer: VisitedPage): string {
  return `${route.method} ${route.path} (${route.name}): ${String(answer.status)} ${answer.headers.get('location') ?? ''} ${wordsOf(answer.text).slice(0, 200)}`;
}

/** A version of the demonstration's provider taken up again: its digest, and the work that was made of it. */
async function continueVersion(test: TestPlatform, browser: PlainBrowser): Promise<{ digest: string; work: string }> {
  const [row] = await test.database.admin(
    `select version_digest as digest from catalogue.service_version where service_slug like 'hundesteuer%' limit 1`,
  );
  const digest = String(row?.['digest']).replace('sha256:', '');
  await browser.get(`${test.url}/anbieter/version/${digest}`);
  const { url } = await browser.submit(browser.form(/\/weiter$/), {});
  const work = /\/anbieter\/dienst\/([^/?]+)/.exec(url)?.[1];
  assert.ok(work, url);
  return { digest, work };
}

/** An adoption that the town has begun. */
async function adoptionOf(test: TestPlatform): Promise<string> {
  const { services } = test.platform.modules;
  const town = await services?.identity.tenantBySlug('xanten');
  const [first] = (await services?.packages.packages()) ?? [];
  assert.ok(services && town && first);
  const by = { staff: null, name: 'Kora', actions: new Set(['adoption.manage']) };
  const { packageId } = first;
  return (await services.adoption.start({ tenant: town.id, packageId, route: 'marketplace', by })).id;
}

/** A list of towns that the town has worked. */
async function listOf(test: TestPlatform): Promise<string> {
  const [row] = await test.database.admin(
    `insert into onboarding.batch (batch_id, tenant_id, kind, made_by, made_at)
     select gen_random_uuid(), tenant_id, 'create', gen_random_uuid(), now() from identity.tenant where slug = 'xanten'
     returning batch_id as id`,
  );
  return String(row?.['id']);
}

/** Ids of the person and of the town, by the name of the parameter, or by route and parameter where one name has two meanings. */
async function readIds(
  test: TestPlatform,
  played: WholeCase,
  authored: { digest: string; work: string },
): Promise<Map<string, string>> {
  const one = async (sql: string, values: unknown[]): Promise<string> => {
    const [row] = await test.database.admin(sql, values);
    assert.ok(row, `nothing found by ${sql}`);
    return String(row['id']);
  };
  const { caseId, threadId, openDraft, receipt } = played;
  const ownClient = `select c.client_id as id from transport.client c join identity.tenant t using (tenant_id)
    where t.slug = 'xanten'`;
  const staff = await one(
    `select staff_id as id from identity.staff s join identity.tenant t using (tenant_id) where t.slug = 'xanten' limit 1`,
    [],
  );
  return new Map([
    ['draft', openDraft],
    ['page', 'halter'],
    ['application', receipt.application],
    ['case', caseId],
    ['thread', threadId],
    ['staff', staff],
    ['job', randomUUID()],
    ['kind', 'impressum'],
    ['digest', authored.digest],
    ['version', authored.digest],
    ['criterion', 'DAT-001'],
    ['work', authored.work],
    [
      'package',
      await one(
        `select replace(p.package_digest, 'sha256:', '') as id from packages.package p join identity.tenant t using (tenant_id)
          where t.slug = 'verbund-beispieldienste' and p.package_id like '%hundesteuer%' limit 1`,
        [],
      ),
    ],
    ['rule', '1'],
    ['element', '1'],
    ['section', 'dienst'],
    ['paper', 'rollen'],
    ['sandbox', randomUUID()],
    ...['costs.service', 'costs.assume'].flatMap((route) => [
      [`${route} provider`, 'verbund-beispieldienste'] as const,
      [`${route} service`, 'hundesteuer-anmelden'] as const,
    ]),
    ['sandbox.try provider', 'niemand'],
    ['sandbox.try service', 'nichts'],
    [
      'offering',
      await one(
        `select o.offering_id as id from catalogue.offering o join identity.tenant t using (tenant_id) where t.slug = 'xanten' limit 1`,
        [],
      ),
    ],
    ['language', 'de'],
    ['upload', await one('select upload_id as id from forms.upload where draft_id = $1 limit 1', [openDraft])],
    [
      'mailbox.attachment attachment',
      await one(
        'select a.attachment_id as id from mailbox.message_attachment a join mailbox.message m using (message_id) where m.thread_id = $1 limit 1',
        [threadId],
      ),
    ],
    [
      'casework.file attachment',
      await one(
        'select a.attachment_id as id from casework.attachment a join casework.entry e using (entry_id) where e.case_id = $1 limit 1',
        [caseId],
      ),
    ],
    ['batch', await listOf(test)],
    ['adoption', await adoptionOf(test)],
    ['step', 'N03'],
    ['document', 'interest'],
    ['feedback', randomUUID()],
    ['client', await one(`${ownClient} limit 1`, [])],
    [
      'destination',
      await one(`select destination_id as id from transport.destination where client_id in (${ownClient}) limit 1`, []),
    ],
  ]);
}
