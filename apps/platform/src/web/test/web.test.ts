import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError } from '#kernel/errors';
import {
  createHttpServer,
  type HttpServer,
  type PersonSession,
  type Route,
  type Session,
  type StaffSession,
} from '#kernel/http';
import { newUuid, type PersonId, type StaffId, type TenantId } from '#kernel/ids';
import { testKernel, type TestKernel } from '../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../modules/catalogue/module.ts';
import { type CatalogueService, reservedSlugs } from '../../modules/catalogue/index.ts';
import { makeTenant, type Sample, sampleService } from '../../../test/support/sample-service.ts';
import { createIdentity } from '../../modules/identity/module.ts';
import { type IdentityService, type Tenant } from '../../modules/identity/index.ts';
import { createWeb } from '../create-web.ts';
import { errorPage } from '../error.page.tsx';
import { type ApplicationLine, type DraftLine } from '../ports.ts';

let test: TestKernel;
let identity: IdentityService;
let catalogue: CatalogueService;
let sample: Sample;
let neighbour: Tenant;
let server: HttpServer;
let routes: readonly Route[];
const sessions = new Map<string, Session>();
const lists: { drafts: DraftLine[]; applications: ApplicationLine[]; openDraft: string | null } = {
  drafts: [],
  applications: [],
  openDraft: null,
};
const acted: string[] = [];

function person(token: string): PersonSession {
  const session = {
    kind: 'person',
    sessionId: 's',
    person: newUuid<PersonId>(),
    displayName: 'Erika',
    trustLevel: 'high',
  } as const;
  sessions.set(token, session);
  return session;
}

function staff(token: string, tenant: TenantId, actions: string[], isOperator = false): StaffSession {
  const session = {
    kind: 'staff',
    sessionId: 's',
    staff: newUuid<StaffId>(),
    tenant,
    displayName: 'Kim',
    roles: [],
    actions: new Set(actions),
    isOperator,
  } as const;
  sessions.set(token, session);
  return session;
}

before(async () => {
  test = await testKernel({ modules: ['keys', 'identity', 'catalogue'] });
  const { kernel } = test;
  identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const module = createCatalogue(kernel, { identity });
  catalogue = module.service;
  sample = await sampleService(test, { identity, catalogue });
  neighbour = await makeTenant(identity, { kind: 'town', ars: '051700024024', slug: 'moers', name: 'Moers' });
  const operator = await identity.operatorTenant();
  person('p.erika');
  staff('s.xanten', sample.town.id, ['tenant.manage']);
  staff('s.moers', neighbour.id, ['tenant.manage']);
  staff('s.operator', operator.id, ['operations.read', 'operations.act'], true);
  staff('s.reader', operator.id, ['operations.read'], true);
  const web = createWeb(kernel, {
    identity,
    catalogue,
    mailbox: { unreadCount: async () => 3 },
    forms: {
      drafts: async () => lists.drafts,
      applications: async () => lists.applications,
      openDraft: async () => lists.openDraft,
    },
    operations: {
      uploads: async () => ({
        scanner: { kind: 'up', version: 'ClamAV 1.4.6' },
        files: [{ state: 'scanner-down', files: 3, oldest: new Date('2026-11-02T08:00:00Z') }],
      }),
      failedJobs: async () => [
        {
          id: 'job-1',
          name: 'dispatch.deliver',
          payload: {},
          attempts: 4,
          failedAt: new Date(0),
          reason: 'dispatch/refused',
        },
      ],
      retryJob: async (id) => void acted.push(`retry ${id}`),
      dismissJob: async (id) => void acted.push(`dismiss ${id}`),
      deadCallbacks: async () => [
        {
          id: 'target.new-events',
          name: 'new-events → amt.example (3)',
          payload: {},
          attempts: 76,
          failedAt: new Date(0),
          reason: 'http-503',
        },
      ],
      retryCallback: async (id) => void acted.push(`retry callback ${id}`),
      dismissCallback: async (id) => void acted.push(`dismiss callback ${id}`),
      queue: async () => ({ waiting: 7, later: 1, active: 2, failed: 1, oldestSeconds: 5 }),
      transport: () => Promise.reject(new AppError('unavailable', 'kernel/queue-not-here')),
      retention: async () => [
        {
          name: 'a.b',
          description: { de: 'Regel A', en: 'Rule A' },
          lastRun: null,
          lastSuccess: null,
          lastError: null,
          deletedTotal: 12,
        },
      ],
    },
  });
  routes = web.routes;
  server = await createHttpServer({
    config: kernel.config,
    log: test.log,
    clock: test.clock,
    sessions: { resolve: async (token) => sessions.get(token) ?? null },
    routes: web.routes,
    errorTexts: { ...module.errorTexts, ...web.errorTexts },
    errorPage,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });
});
after(() => test.close());

interface Answer {
  status: number;
  text: string;
  headers: Record<string, string>;
}

async function get(url: string, cookie?: string): Promise<Answer> {
  const response = await server.inProcess({ method: 'GET', url, headers: cookie === undefined ? {} : { cookie } });
  return { status: response.status, headers: response.headers, text: Buffer.from(response.body).toString() };
}

/** Opens a page, takes its form token and sends a form. */
async function post(page: string, action: string, fields: Record<string, string>, cookie = ''): Promise<Answer> {
  const opened = await get(page, cookie);
  const csrf = /name="_csrf" value="([\w-]{43})"/.exec(opened.text)?.[1] ?? '';
  const own = opened.headers['set-cookie']?.split(';')[0] ?? '';
  const response = await server.inProcess({
    method: 'POST',
    url: action,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: [cookie, own].filter((part) => part !== '').join('; '),
    },
    body: new URLSearchParams({ ...fields, _csrf: csrf }).toString(),
  });
  return { status: response.status, headers: response.headers, text: Buffer.from(response.body).toString() };
}

const erika = 'sitzung=p.erika';
const operator = 'amt-sitzung=s.operator';

describe('finder', () => {
  it('opens, and answers a plain GET with what is online and who is responsible', async () => {
    const landing = await get('/');
    assert.equal(landing.status, 200);
    assert.match(landing.text, /<form method="get" action="\/"/);
    assert.match(landing.text, /href="\/xanten"/);
    const found = await get('/?q=Hund+anmelden+Xanten');
    assert.match(found.text, /Online beantragen/);
    assert.match(found.text, /href="\/xanten\/hundesteuer-anmeldung"/);
    // What only shares a word stands behind "more", with a town in the query, too.
    assert.ok(found.text.indexOf('Gewerbe Anmeldung') > found.text.indexOf('Weitere Treffer'));
    assert.ok(found.text.indexOf('Hundehaltung Anmeldung') < found.text.indexOf('Weitere Treffer'));
    const hunting = await get('/?q=Jagdschein&ort=46509');
    assert.match(hunting.text, /Zuständig: Kreis Wesel/);
    assert.match(hunting.text, /Für Xanten erledigt das der Kreis/);
    assert.match(hunting.text, /Noch nicht online/);
    assert.match(hunting.text, /Behördennummer 115 verbindet/);
    assert.match((await get('/?q=Hund+anmelden+Kleve')).text, /Sitz der Verwaltung: 47533 Kleve/);
  });

  it('lets people choose among places of one name', async () => {
    const { text } = await get('/?q=Reisepass&ort=52538');
    assert.match(text, /Welchen Ort meinen Sie\?/);
    for (const name of ['Gangelt', 'Selfkant']) assert.match(text, new RegExp(`ort=\\d{12}">[^<]*${name}`));
    const chosen = await get('/?q=Reisepass&ort=051700052052');
    assert.match(chosen.text, /Ort: Xanten/);
  });

  it('advises when nothing is found, and escapes what was typed', async () => {
    const { status, text } = await get(`/?q=${encodeURIComponent('<script>qqqqxz</script>')}`);
    assert.equal(status, 200);
    assert.match(text, /Behördennummer 115/);
    assert.ok(!text.includes('<script>qqqqxz'));
  });

  it('speaks English', async () => {
    assert.match((await get('/?q=Hund+anmelden+Xanten', 'sprache=en')).text, /Apply online/);
  });

  it('lists every place', async () => {
    const { text } = await get('/orte');
    assert.ok((text.match(/<a href="\/[a-z0-9-]+">/g) ?? []).length >= 427);
  });
});

describe('town pages', () => {
  it('exist for every municipality and district, tenant or not', async () => {
    for (const area of await catalogue.areas()) {
      const { status, text } = await get(`/${area.slug}`);
      assert.equal(status, 200, area.slug);
      assert.ok(text.includes(`<h1 class="kern-heading-x-large">${area.name}</h1>`), area.name);
    }
  });

  it('show what can be done online and what the town says of itself', async () => {
    const { text } = await get('/xanten');
    assert.match(text, /Hund anmelden/);
    assert.match(text, /post@xanten\.example/);
    assert.match((await get('/kleve')).text, /Noch keine Onlinedienste/);
  });

  it('help when there is no such town, and leave the words of the platform alone', async () => {
    const { status, text } = await get('/xantn');
    assert.equal(status, 404);
    assert.match(text, /href="\/xanten"/);
    for (const word of ['nachnutzung', 'favicon.ico', 'anbieter']) assert.equal((await get(`/${word}`)).status, 404);
  });
});

describe('addresses', () => {
  it('keep every first word of the platform away from towns', () => {
    for (const { path } of routes) {
      const [first = ''] = path.split('/').slice(1);
      if (first !== '' && !first.startsWith(':')) assert.ok(reservedSlugs.has(first), first);
    }
  });
});

describe('offering page', () => {
  const path = '/xanten/hundesteuer-anmeldung';

  it('says what it is about and leads to the sign-in', async () => {
    const { status, text } = await get(path);
    assert.equal(status, 200);
    for (const words of [
      'Hund anmelden',
      'Für wen ist das?',
      'Das brauchen Sie',
      'Kostenlos',
      'KAG NRW',
      'Steueramt',
    ]) {
      assert.ok(text.includes(words), words);
    }
    assert.match(text, /href="\/anmelden\?zurueck=%2Fxanten%2Fhundesteuer-anmeldung"/);
    assert.ok(!text.includes(`action="${path}/antrag"`));
  });

  it('starts an application with a form token, or goes on with a draft', async () => {
    const { text } = await get(path, erika);
    assert.match(text, new RegExp(`<form method="post" action="${path}/antrag"`));
    assert.match(text, /name="_csrf" value="[\w-]{43}"/);
    assert.ok(!text.includes('Weiter ausfüllen'));
    lists.openDraft = '/konto/entwurf/d1/halter';
    assert.match((await get(path, erika)).text, /href="\/konto\/entwurf\/d1\/halter"/);
    lists.openDraft = null;
  });

  it('is gone when the service is, with a way to the town', async () => {
    const missing = await get('/xanten/gibt-es-nicht');
    assert.equal(missing.status, 404);
    assert.match(missing.text, /href="\/xanten"/);
    assert.equal((await get('/gibt-es-nicht/hund')).status, 404);
    assert.equal((await get('/kleve/hundesteuer-anmeldung')).status, 404);
  });
});

describe('legal pages', () => {
  it('are the town’s own, the platform’s where a town takes no part', async () => {
    assert.match((await get('/xanten/impressum')).text, /impressum von Xanten/);
    assert.match((await get('/xanten/datenschutz', 'sprache=en')).text, /lang="de"/);
    assert.equal((await get('/kleve/impressum')).headers['location'], '/impressum');
    assert.match((await get('/moers/impressum')).text, /noch nicht ausgefüllt/);
    for (const kind of ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache']) {
      assert.equal((await get(`/${kind}`)).status, 200);
    }
  });

  it('take reports of barriers, for the town alone', async () => {
    const page = '/xanten/barrierefreiheit';
    const empty = await post(page, page, { meldung: ' ', seite: 'die Startseite', antwort: '' });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /value="die Startseite"/);
    assert.match(empty.text, /href="#meldung"/);
    const sent = await post(page, page, { meldung: 'Kontrast <b>', seite: '', antwort: 'a@b.example' });
    assert.equal(sent.headers['location'], `${page}?meldung=gesendet`);
    const mine = await get('/amt/verwaltung/rueckmeldungen', 'amt-sitzung=s.xanten');
    assert.match(mine.text, /Kontrast &lt;b>/);
    assert.ok(test.auditEntries.some(({ action }) => action === 'catalogue.feedback-read'));
    const foreign = await get('/amt/verwaltung/rueckmeldungen', 'amt-sitzung=s.moers');
    assert.match(foreign.text, /keine Rückmeldungen/);
    const action = /action="(\/amt\/verwaltung\/rueckmeldungen\/[^"]+\/loeschen)"/.exec(mine.text)?.[1] ?? '';
    // The neighbour has a token of her own and an id that is not hers.
    const page2 = '/moers/barrierefreiheit';
    assert.equal((await post(page2, action, {}, 'amt-sitzung=s.moers')).status, 404);
    assert.equal((await post('/amt/verwaltung/rueckmeldungen', action, {}, 'amt-sitzung=s.xanten')).status, 303);
    assert.match((await get('/amt/verwaltung/rueckmeldungen', 'amt-sitzung=s.xanten')).text, /keine Rückmeldungen/);
  });
});

describe('account', () => {
  it('asks to sign in, then shows drafts, applications, mailbox and erasure', async () => {
    assert.match((await get('/konto')).headers['location'] ?? '', /^\/anmelden/);
    const empty = await get('/konto', erika);
    assert.match(empty.text, /keinen angefangenen Antrag/);
    lists.drafts = [
      {
        id: 'd',
        title: 'Hund anmelden',
        town: 'Xanten',
        href: '/konto/entwurf/d/1',
        updatedAt: new Date(0),
        expiresAt: new Date(0),
        deleteHref: '/konto/entwurf/d/loeschen',
      },
    ];
    lists.applications = [
      {
        id: 'a',
        title: 'Parkausweis',
        town: 'Moers',
        receiptNumber: 'XAN-7F3K-9Q2M',
        state: 'submitted',
        href: '/konto/antrag/a',
        sentAt: new Date(0),
      },
    ];
    const { text } = await get('/konto', erika);
    for (const part of [
      '/konto/entwurf/d/1',
      '/konto/entwurf/d/loeschen',
      'XAN-7F3K-9Q2M',
      'Zugestellt',
      '/postfach',
      '/konto/loeschen',
      '3 ungelesene Nachrichten',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });
});

describe('operations', () => {
  it('are for operators, and say what a process cannot know', async () => {
    assert.match((await get('/betrieb')).headers['location'] ?? '', /^\/amt\/anmelden/);
    assert.equal((await get('/betrieb', 'amt-sitzung=s.xanten')).status, 403);
    const { text } = await get('/betrieb', operator);
    assert.match(text, /ClamAV 1\.4\.6/);
    assert.match(text, /Dateien, die wegen einer Störung warten[\s\S]{0,200}3, die älteste vom [^<]*2026/);
    for (const part of [
      'dispatch.deliver',
      'dispatch/refused',
      'amt.example (3)',
      'http-503',
      'Regel A',
      'Dieser Prozess kann das nicht anzeigen',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('retry and dismiss jobs, on record', async () => {
    const retried = await post('/betrieb', '/betrieb/auftrag/job-1/wiederholen', {}, operator);
    assert.equal(retried.headers['location'], '/betrieb?meldung=wiederholt');
    await post('/betrieb', '/betrieb/auftrag/job-1/verwerfen', {}, operator);
    assert.deepEqual(acted, ['retry job-1', 'dismiss job-1']);
    assert.deepEqual(
      test.auditEntries.filter(({ subject }) => subject === 'job-1').map(({ action }) => action),
      ['operations.job-retried', 'operations.job-dismissed'],
    );
    const callback = '/betrieb/rueckruf/target.new-events';
    await post('/betrieb', `${callback}/wiederholen`, {}, operator);
    await post('/betrieb', `${callback}/verwerfen`, {}, operator);
    assert.deepEqual(acted.slice(2), ['retry callback target.new-events', 'dismiss callback target.new-events']);
    assert.ok(test.auditEntries.some(({ action }) => action === 'operations.callback-dismissed'));
    assert.equal((await post('/', `${callback}/verwerfen`, {}, 'amt-sitzung=s.reader')).status, 403);
    assert.ok(!(await get('/betrieb', 'amt-sitzung=s.reader')).text.includes('/wiederholen'));
    assert.equal((await post('/', '/betrieb/auftrag/job-1/verwerfen', {}, 'amt-sitzung=s.reader')).status, 403);
  });
});

describe('open API', () => {
  interface List {
    items: { id: string }[];
    total: number;
    next: string | null;
  }
  const read = async (url: string): Promise<List> => JSON.parse((await get(url)).text) as List;

  it('pages through a list without loss or repetition', async () => {
    const ids: string[] = [];
    let total = 0;
    for (let url: string | null = '/api/v1/areas?limit=100'; url !== null;) {
      const list: List = await read(url);
      ids.push(...list.items.map(({ id }) => id));
      ({ total } = list);
      url = list.next;
    }
    assert.equal(ids.length, 433);
    assert.equal(new Set(ids).size, total);
    assert.equal(
      (await read('/api/v1/services?q=hundesteuer')).items.every(({ id }) => id.startsWith('99')),
      true,
    );
  });

  it('shows offerings where they are valid', async () => {
    assert.equal((await read('/api/v1/offerings?area=051700052052')).items[0]?.id, sample.offering.id);
    assert.equal((await read('/api/v1/offerings?area=051700024024')).total, 0);
    assert.equal((await get(`/api/v1/offerings/${sample.offering.id}`)).status, 200);
  });

  it('answers bad parameters and unknown entries with a problem document', async () => {
    for (const url of [
      '/api/v1/areas?limit=0',
      '/api/v1/areas?limit=501',
      '/api/v1/areas?offset=-1',
      '/api/v1/offerings?area=1',
    ]) {
      const { status, headers } = await get(url);
      assert.equal(status, 400, url);
      assert.match(headers['content-type'] ?? '', /application\/problem\+json/);
    }
    assert.equal((await get('/api/v1/areas/000000000001')).status, 404);
  });

  it('describes every route, and has a page for people', async () => {
    const document = JSON.parse((await get('/api/v1/openapi.json')).text) as {
      openapi: string;
      paths: Record<string, { get: { operationId: string } }>;
    };
    assert.match(document.openapi, /^3\.1/);
    // Other modules describe their part themselves.
    const own = Object.entries(document.paths).filter(([, { get }]) => get.operationId.startsWith('web.'));
    assert.deepEqual(own.map(([path]) => path).sort(), [
      '/api/v1/areas', '/api/v1/areas/{id}', '/api/v1/offerings', '/api/v1/offerings/{id}', '/api/v1/openapi.json', '/api/v1/services', '/api/v1/services/{id}',
    ]); // prettier-ignore
    assert.equal((await get('/api/docs')).status, 200);
    assert.equal((await get('/api/v1/docs')).headers['location'], '/api/docs');
  });
});
