import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createHttpServer, type HttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { sampleService, type Sample } from '../../../../test/support/sample-service.ts';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { createPrivacy } from '../module.ts';
import { privacyPaths } from '../paths.ts';
import { remindOfRenewals } from '../renewals.ts';
import { createPrivacyService, type Privacy } from '../service.ts';
import { assessment, withReuse } from './world.ts';

let test: TestKernel;
let sample: Sample;
let privacy: Privacy;
let identity: ReturnType<typeof createIdentity>['service'];
let catalogue: ReturnType<typeof createCatalogue>['service'];
let server: HttpServer;
let dora: StaffSession;
let stranger: StaffSession;
let first: string;
const packageId = 'rechenzentrum/hundesteuer-anmeldung';
const sessions = new Map<string, StaffSession>();

before(async () => {
  test = await testKernel({ modules: ['identity', 'catalogue', 'privacy'] });
  const { kernel } = test;
  identity = createIdentity(kernel, { erasurePorts: [] }).service;
  catalogue = createCatalogue(kernel, { identity }).service;
  sample = await sampleService(test, { identity, catalogue });
  privacy = createPrivacyService({ kernel, identity, catalogue });
  const retentionRules = () => [
    { name: 'x', description: { de: 'Regel eins.', en: 'Rule one.' }, run: async () => ({ deleted: 0 }) },
  ];
  const module = createPrivacy(kernel, { identity, catalogue, retentionRules });
  first = await publish('2.0.0', {});
  dora = await staffOf(sample.town.id, 'Dora Datenschutz');
  const other = await identity.createTenant({ kind: 'town', ars: null, slug: 'goch', name: 'Stadt Goch' });
  stranger = await staffOf(other.tenant.id, 'Toni');
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

async function publish(version: string, change: { assessment?: typeof assessment | null }): Promise<string> {
  const manifest = withReuse(sample.manifest, { version, ...change });
  const { digest } = await test.kernel.db.tx({ tenant: sample.provider.id }, (tx) =>
    catalogue.publishVersion(tx, sample.provider.id, manifest),
  );
  // Versions are kept for three seconds.
  privacy = createPrivacyService({ kernel: test.kernel, identity, catalogue });
  return digest;
}

async function staffOf(tenant: TenantId, displayName: string): Promise<StaffSession> {
  const staff = newUuid<StaffId>();
  await test.database.admin(
    `insert into identity.staff (staff_id, tenant_id, subject, issuer, display_name, email, roles, created_at)
     values ($1, $2, $4, 'urn:test', $3, $4, '{data-protection}', now())`,
    [staff, tenant, displayName, `${staff}@example.org`],
  );
  const session: StaffSession = {
    kind: 'staff',
    sessionId: newUuid(),
    staff,
    tenant,
    displayName,
    roles: ['data-protection'],
    actions: new Set(['privacy.manage']),
    isOperator: false,
  };
  sessions.set(session.sessionId, session);
  return session;
}

const officer = () => ({ staff: dora.staff, name: dora.displayName });
const town = () => sample.town.id;
const adopt = (versionDigest: string, more: { basis?: string | null } = {}) =>
  test.kernel.db.tx({ tenant: town() }, (tx) =>
    privacy.adopt(tx, { tenant: town(), versionDigest, officer: officer(), deviations: [], number: 'DS 1', ...more }),
  );

describe('a town and the central assessment', () => {
  it('has decided nothing at first', async () => {
    assert.equal((await privacy.state(town(), first)).state, 'none');
    assert.deepEqual(await privacy.coverage(packageId), { towns: 0, toRenew: 0 });
  });

  it('refuses a version without an assessment', async () => {
    await assert.rejects(adopt(sample.versionDigest), { code: 'privacy/no-assessment' });
    await assert.rejects(adopt(`sha256:${'0'.repeat(64)}`), { code: 'privacy/not-found' });
  });

  it('adopts it; the count says so and names nobody', async () => {
    await adopt(first, { basis: null });
    const { state, by, adoptedVersion, decision } = await privacy.state(town(), first);
    assert.deepEqual([state, by, adoptedVersion, decision?.number], ['adopted', 'Dora Datenschutz', '2.0.0', 'DS 1']);
    assert.deepEqual(await privacy.coverage(packageId), { towns: 1, toRenew: 0 });
    assert.deepEqual(await privacy.coverages({ after: null, limit: 10 }), {
      items: [{ packageId, towns: 1, toRenew: 0 }],
      total: 1,
      towns: 1,
    });
  });

  it('tells the second of two officers that the first was faster', async () => {
    await assert.rejects(adopt(first, { basis: null }), { code: 'privacy/decided-meanwhile' });
    assert.equal((await privacy.decisions(town(), packageId)).length, 1);
    const { decision } = await privacy.state(town(), first);
    const both = await Promise.allSettled([
      adopt(first, { basis: decision?.id ?? '' }),
      adopt(first, { basis: decision?.id ?? '' }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });

  it('need not renew for a new minor version with the same assessment', async () => {
    const minor = await publish('2.1.0', {});
    assert.equal((await privacy.state(town(), minor)).state, 'adopted');
    assert.equal(await remind(), 0);
  });

  it('must renew for a changed assessment', async () => {
    const changed = await publish('2.2.0', { assessment: { ...assessment, date: '2026-06-01' } });
    assert.equal((await privacy.state(town(), changed)).state, 'to-renew');
    assert.equal((await privacy.state(town(), first)).state, 'adopted');
  });

  it('must renew for a new major version, is told so once, and nothing goes over by itself', async () => {
    const major = await publish('3.0.0', {});
    assert.equal((await privacy.state(town(), major)).state, 'to-renew');
    assert.deepEqual(await privacy.coverage(packageId), { towns: 0, toRenew: 1 });
    assert.equal(await remind(), 1);
    assert.equal(await remind(), 0);
    const sent = test.sentMail.filter(({ kind }) => kind === 'privacy.renewal');
    assert.equal(sent.length, 1);
    assert.match(sent[0]?.text ?? '', new RegExp(privacyPaths.service(major)));
    await adopt(major);
    assert.equal((await privacy.state(town(), major)).state, 'adopted');
    assert.deepEqual((await privacy.state(town(), major)).deviations, []);
  });

  it('withdraws with a reason; the file stays', async () => {
    const newest = await privacy.newest(packageId);
    await test.kernel.db.tx({ tenant: town() }, (tx) =>
      privacy.refuse(tx, {
        tenant: town(),
        versionDigest: newest?.digest ?? '',
        officer: officer(),
        reason: 'Neue Satzung',
      }),
    );
    const { state, decision } = await privacy.state(town(), newest?.digest ?? '');
    assert.deepEqual([state, decision?.kind, decision?.reason], ['none', 'withdrawn', 'Neue Satzung']);
    const kinds = (await privacy.decisions(town(), packageId)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['withdrawn', 'adopted', 'adopted', 'adopted']);
  });

  async function remind(): Promise<number> {
    const { kernel } = test;
    return remindOfRenewals({ kernel, identity }, privacy, kernel.log, new AbortController().signal);
  }
});

describe('decisions belong to their town', () => {
  it('in the database, whatever a page asks', async () => {
    const count = (tenant: TenantId) =>
      test.kernel.db.tx({ tenant }, async (tx) => {
        const { sql } = await import('kysely');
        const result = await sql<{ n: number }>`select count(*)::int as n from privacy.decision`.execute(tx);
        return result.rows[0]?.n;
      });
    assert.equal(await count(town()), 4);
    assert.equal(await count(stranger.tenant), 0);
  });

  it('and old ones that were replaced go after three years', async () => {
    const { retention } = createPrivacy(test.kernel, { identity, catalogue, retentionRules: () => [] });
    const rule = retention.find(({ name }) => name === 'privacy.replaced-decisions');
    const years = (n: number) => new Date(test.kernel.clock.now().getTime() + n * 366 * 86_400_000);
    assert.deepEqual(await rule?.run(years(2), test.kernel.log), { deleted: 0 });
    assert.deepEqual(await rule?.run(years(4), test.kernel.log), { deleted: 3 });
  });
});

describe('pages of the officer', () => {
  const cookies = new Map<StaffSession, { csrf: string; cookie: string }>();

  async function get(staff: StaffSession, url: string, lang = 'de') {
    const known = cookies.get(staff)?.cookie ?? '';
    const cookie = `amt-sitzung=${staff.sessionId}; sprache=${lang}; ${known}`;
    const answer = await server.inProcess({ method: 'GET', url, headers: { cookie } });
    const text = Buffer.from(answer.body).toString();
    const csrf = /name="_csrf" value="([\w-]{43})"/u.exec(text)?.[1] ?? cookies.get(staff)?.csrf ?? '';
    cookies.set(staff, { csrf, cookie: answer.headers['set-cookie']?.split(';')[0] ?? known });
    return { status: answer.status, text, headers: answer.headers };
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

  it('list, read, add a row, keep entries, adopt, object', async () => {
    const newest = (await privacy.newest(packageId))?.digest ?? '';
    const list = await get(dora, privacyPaths.list);
    assert.equal(list.status, 200);
    assert.ok(list.text.includes(privacyPaths.service(newest)));
    const address = privacyPaths.service(newest);
    const page = await get(dora, address);
    assert.ok(page.text.includes('Falsche Person'));
    const stand = /name="stand" value="([\w-]*)"/.exec(page.text)?.[1] ?? '';
    const added = await post(dora, address, {
      stand,
      abweichungen: '0',
      aktenzeichen: 'AZ 9',
      _action: 'add:abweichungen',
    });
    assert.equal(added.status, 200);
    assert.ok(added.text.includes('id="point-0"') && added.text.includes('AZ 9'));
    const entries = { stand, abweichungen: '1', 'point-0': 'Empfänger', 'difference-0': 'Auch <b>das</b> Ordnungsamt' };
    const wrong = await post(dora, address, { ...entries, _action: 'uebernehmen' });
    assert.equal(wrong.status, 422);
    assert.ok(wrong.text.includes('Auch &lt;b>das&lt;/b>') && wrong.text.includes('href="#reason-0"'));
    const right = {
      ...entries,
      'reason-0': 'Satzung',
      'measure-0': 'Schulung',
      gelesen: 'true',
      _action: 'uebernehmen',
    };
    const done = await post(dora, address, right);
    assert.equal(done.status, 303, done.text);
    const { deviations } = await privacy.state(town(), newest);
    assert.deepEqual(deviations, [
      { point: 'Empfänger', difference: 'Auch <b>das</b> Ordnungsamt', reason: 'Satzung', measure: 'Schulung' },
    ]);
    const again = await post(dora, address, right);
    assert.equal(again.status, 409);
    await get(dora, privacyPaths.refuse(newest));
    assert.equal((await post(dora, privacyPaths.refuse(newest), { grund: ' ' })).status, 422);
  });

  it('make the papers from the package, and take the information over on order', async () => {
    const newest = (await privacy.newest(packageId))?.digest ?? '';
    for (const paper of ['verzeichnis', 'information', 'rollen']) {
      for (const lang of ['de', 'en'])
        assert.equal((await get(dora, privacyPaths.paper(newest, paper), lang)).status, 200);
    }
    const file = await get(dora, `${privacyPaths.paper(newest, 'verzeichnis')}?als=text`);
    assert.match(file.headers['content-disposition'] ?? '', /verzeichnis-hundesteuer-anmeldung-3\.0\.0\.txt/);
    assert.ok(file.text.includes('Regel eins.') && file.text.includes('Auch <b>das</b> Ordnungsamt'));
    const before = (await identity.legalPage(town(), 'datenschutz', 'de'))?.body ?? '';
    assert.equal((await post(dora, privacyPaths.paper(newest, 'rollen'), {})).status, 404);
    for (const _ of [1, 2]) assert.equal((await post(dora, privacyPaths.paper(newest, 'information'), {})).status, 303);
    const body = (await identity.legalPage(town(), 'datenschutz', 'de'))?.body ?? '';
    assert.ok(body.startsWith(before.trim()));
    assert.equal(body.match(/^# Datenschutzhinweise/gm)?.length, 1);
    const fields = await get(dora, `${privacyPaths.fields(newest)}?als=csv`);
    assert.match(fields.headers['content-disposition'] ?? '', /datenfelder-.*\.csv/);
    assert.equal((await get(dora, privacyPaths.fields(newest), 'en')).status, 200);
    assert.equal((await get(dora, privacyPaths.report, 'en')).status, 200);
  });

  it('show a town nothing of another one', async () => {
    const newest = (await privacy.newest(packageId))?.digest ?? '';
    const page = await get(stranger, privacyPaths.service(newest));
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes('Ordnungsamt') && !page.text.includes('Dora'));
    assert.equal((await get(stranger, privacyPaths.service(`sha256:${'0'.repeat(64)}`))).status, 404);
    assert.equal((await get(stranger, '/amt/datenschutz/dienst/x')).status, 404);
    assert.equal((await get(stranger, privacyPaths.paper(newest, 'x'))).status, 404);
  });
});
