import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type StaffId, type TenantId } from '../src/kernel/ids/index.ts';
import { type Sandbox, type SandboxService } from '#modules/sandbox';
import { signIn } from './support/dog-journey.ts';
import { type PlainBrowser } from './support/plain-browser.ts';
import { eventually, testPlatform, type TestPlatform } from './support/test-platform.ts';

const watermark = 'Testsystem – keine echten Anträge';

/** Rows of all tables that somebody owns; what is only written down about work done is not compared. */
const logs = new Set(['kernel.retention_run', 'kernel.blob_gone', 'kernel.audit_entry', 'kernel.audit_batch', 'kernel.migration', 'transport.access_token', 'identity.sign_in', 'catalogue.revision']); // prettier-ignore

describe('a test system', { timeout: 180_000 }, () => {
  let test: TestPlatform;
  let sandboxes: SandboxService;
  let anna: PlainBrowser;
  let xanten: TenantId;
  let maker: { staff: StaffId; name: string };
  let digest: string;
  let before_: Map<string, number>;
  let made: Sandbox;

  before(async () => {
    test = await testPlatform();
    const { services } = test.platform.modules;
    assert.ok(services);
    sandboxes = services.sandbox;
    const town = await services.identity.tenantBySlug('xanten');
    assert.ok(town);
    xanten = town.id;
    const [row] = await sqlRows(
      `select staff_id from identity.staff where tenant_id = '${xanten}' and display_name like 'Anna%'`,
    );
    maker = { staff: row?.['staff_id'] as StaffId, name: 'Anna Amtsfrau' };
    const [version] = await sqlRows(
      `select version_digest from catalogue.service_version where service_slug = 'hundesteuer-anmelden' limit 1`,
    );
    digest = String(version?.['version_digest']);
    anna = test.browser();
    await signIn(anna, 'anna-xanten', '/amt/anmelden');
    // What the demonstration still does behind the scenes must not be counted as ours.
    before_ = await counts();
    made = (await sandboxes.create({ versionDigest: digest, for: xanten, by: maker })).sandbox;
  });
  after(() => test.close());

  const sqlRows = (text: string) => test.database.admin(text);

  async function counts(): Promise<Map<string, number>> {
    const tables = await sqlRows(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'queue', 'keys')`);
    const found = new Map<string, number>();
    for (const { name } of tables) {
      if (logs.has(String(name))) continue;
      const [quoted = '', table = ''] = String(name).split('.');
      const [row] = await sqlRows(`select count(*)::int as n from "${quoted}"."${table}"`);
      found.set(String(name), Number(row?.['n']));
    }
    return found;
  }

  async function ownRows(column: string, value: string): Promise<string[]> {
    const tables = await sqlRows(`
      select n.nspname as s, c.relname as t from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = '${column}' and not a.attisdropped
      where c.relkind in ('r', 'p') and not c.relispartition and a.atttypid = 'uuid'::regtype`);
    const found: string[] = [];
    for (const { s, t } of tables) {
      const [row] = await sqlRows(
        `select count(*)::int as n from "${String(s)}"."${String(t)}" where ${column} = '${value}'`,
      );
      if (Number(row?.['n']) > 0) found.push(`${String(s)}.${String(t)}`);
    }
    return found.toSorted();
  }

  it('is ready with a sample application in its own inbox', async () => {
    assert.equal(made.state, 'ready');
    assert.equal(made.sample, 'sent');
    await eventually('the sample application arrives', async () => {
      const [row] = await sqlRows(`select count(*)::int as n from casework.case where tenant_id = '${made.tenant}'`);
      return Number(row?.['n']) === 1;
    });
    const again = await sandboxes.create({ versionDigest: digest, for: xanten, by: maker });
    assert.equal(again.sandbox.tenant, made.tenant);
  });

  it('is found by nobody', async () => {
    const { identity, catalogue } = test.platform.modules.services ?? assert.fail();
    assert.ok((await identity.tenants()).every(({ id }) => id !== made.tenant));
    assert.ok((await catalogue.publicOfferings()).every(({ tenant }) => tenant.id !== made.tenant));
    const visitor = test.browser();
    for (const path of [
      '/',
      '/?q=Hund',
      '/?q=Testsystem',
      '/xanten',
      '/api/v1/offerings',
      '/api/v1/tenants',
      '/orte',
    ]) {
      const page = await visitor.get(`${test.url}${path}`);
      assert.ok(!page.text.includes(made.slug), path);
    }
    const [destination] = await sqlRows(
      `select destination_id as id from casework.inbox where tenant_id = '${made.tenant}'`,
    );
    const { manifest } = test.seeded.versions.find((one) => one.digest === digest) ?? assert.fail();
    const key = manifest.service.leistungsschluessel ?? assert.fail();
    for (const ars of ['051700052052', '05', '99', '990000000000']) {
      const routes = await visitor.get(`${test.url}/routing-api/v2/routes?leikaKey=${key}&ars=${ars}`);
      assert.ok(!routes.text.includes(String(destination?.['id'])), ars);
    }
  });

  it('says on its pages what it is, and lets no real person send anything', async () => {
    const path = new URL(made.url).pathname;
    const visitor = test.browser();
    const page = await visitor.get(`${test.url}${path}`);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(watermark));
    assert.equal(page.headers.get('x-robots-tag'), 'noindex');
    assert.equal((await visitor.get(`${test.url}/${made.slug}`)).status, 200);
    assert.ok((await visitor.get(`${test.url}/${made.slug}/datenschutz`)).text.includes(watermark));
    await signIn(visitor, 'erika');
    await visitor.get(`${test.url}${path}`);
    const refused = await visitor.submit(visitor.form(/\/antrag$/), {});
    assert.equal(refused.status, 403);
  });

  it('is entered by staff of its maker only, filled as a test person, and received inside', async () => {
    const foreign = test.browser();
    await signIn(foreign, 'anna-rheinberg', '/amt/anmelden');
    await foreign.get(`${test.url}/amt/testsysteme`);
    assert.ok(!foreign.page.text.includes(made.tenant));
    for (const act of ['betreten', 'zuruecksetzen', 'entfernen']) {
      const csrf = /name="_csrf" value="([^"]+)"/.exec(foreign.page.text)?.[1] ?? '';
      const body = new URLSearchParams({ _csrf: csrf }).toString();
      const address = `${test.url}/amt/testsysteme/${made.tenant}/${act}`;
      assert.equal((await foreign.request('POST', address, body, 'application/x-www-form-urlencoded')).status, 404);
    }
    await anna.get(`${test.url}/amt/testsysteme`);
    await anna.submit(anna.form(/\/betreten$/), {});
    assert.match(anna.page.url, /\/amt\/testsystem$/);
    assert.ok(anna.page.text.includes(watermark));
    const inbox = await anna.get(`${test.url}/amt`);
    assert.ok(inbox.text.includes(watermark));
    await anna.get(`${test.url}/amt/testsystem`);
    await anna.submit(anna.form(/\/beispiel$/), { beispiel: '0' });
    assert.match(anna.page.url, /\/pruefen$/);
    assert.ok(anna.page.text.includes(watermark));
    await anna.submit(anna.form(/\/absenden$/), { erklaerung: 'true' });
    assert.match(anna.page.url, /\/konto\/antrag\//);
    assert.ok(anna.page.text.includes(watermark));
    await eventually('the second application arrives', async () => {
      const [row] = await sqlRows(`select count(*)::int as n from casework.case where tenant_id = '${made.tenant}'`);
      return Number(row?.['n']) === 2;
    });
    // A made-up person does not exist for a real authority.
    await anna.get(`${test.url}/xanten/hundesteuer-anmelden`);
    const refused = await anna.submit(anna.form(/\/antrag$/), {});
    assert.equal(refused.status, 403);
  });

  it('belongs to its maker and to itself, for the database, too', async () => {
    const { sql } = await import('kysely');
    const { db } = test.platform.kernel.kernel;
    const seen = (tenant: TenantId) =>
      db.tx({ tenant }, async (tx) => (await sql`select 1 from sandbox.sandbox`.execute(tx)).rows.length);
    const [other] = await sqlRows(`select tenant_id from identity.tenant where slug = 'rheinberg'`);
    assert.equal(await seen(xanten), 1);
    assert.equal(await seen(made.tenant), 1);
    assert.equal(await seen(other?.['tenant_id'] as TenantId), 0);
    const erase = db.tx({ tenant: xanten }, (tx) => sql`select sandbox.erase(${xanten}, 'all')`.execute(tx));
    await assert.rejects(erase, /is no sandbox/);
    const turn = db.tx({ tenant: xanten }, (tx) =>
      sql`update identity.tenant set is_sandbox = true where tenant_id = ${xanten}`.execute(tx),
    );
    await assert.rejects(turn, /never turns into a sandbox/);
  });

  it('is reset with new sample data', async () => {
    await sandboxes.reset(made.tenant);
    await eventually('only the new sample application is there', async () => {
      const rows = await sqlRows(`select case_id from casework.case where tenant_id = '${made.tenant}'`);
      const items = await sqlRows(`select i.item_id from transport.item i join casework.inbox b using (destination_id)
        where b.tenant_id = '${made.tenant}' and i.kind = 'submission'`);
      return rows.length === 1 && items.length === 1;
    });
    const drafts = await sqlRows(`select draft_id from forms.draft where tenant_id = '${made.tenant}'`);
    assert.equal(drafts.length, 0);
  });

  it('goes whole, and nothing else goes with it', async () => {
    const persons = await sqlRows(`select person_id from identity.account where sandbox_tenant_id = '${made.tenant}'`);
    assert.ok((await ownRows('tenant_id', made.tenant)).length > 10);
    await sandboxes.remove(made.tenant);
    await sandboxes.remove(made.tenant);
    assert.deepEqual(await sandboxes.of(xanten), []);
    const path = new URL(made.url).pathname;
    const later = await eventually('the page is gone', async () => {
      const page = await test.browser().get(`${test.url}${path}`);
      return page.status === 404 && page;
    });
    assert.ok(!later.text.includes(made.slug) || later.status === 404);
    await test.database.admin(
      `update sandbox.sandbox set removing_since = now() - interval '3 minutes' where tenant_id = '${made.tenant}'`,
    );
    const ends = test.platform.modules.list
      .flatMap(({ recurring }) => recurring)
      .find(({ name }) => name === 'sandbox.ends');
    await ends?.run({ log: test.log, signal: new AbortController().signal });
    assert.deepEqual(await ownRows('tenant_id', made.tenant), []);
    for (const { person_id: person } of persons) assert.deepEqual(await ownRows('person_id', String(person)), []);
    const now = await counts();
    const more = [...now].filter(([name, count]) => count > (before_.get(name) ?? 0));
    const less = [...before_].filter(([name, count]) => count > (now.get(name) ?? 0));
    // The data key of the person who signed in for the refusal above, with account and session.
    const erika = new Set(['identity.account', 'identity.person_session', 'kernel.data_key']);
    const staff = new Set(['identity.staff_session']);
    assert.deepEqual(
      more.filter(([name]) => !erika.has(name) && !staff.has(name)),
      [],
    );
    assert.deepEqual(
      less.filter(([name]) => !staff.has(name)),
      [],
    );
    assert.deepEqual(now.get('identity.account'), (before_.get('identity.account') ?? 0) + 1);
  });

  it('is not made without end, and goes by itself after thirty days', async () => {
    const platform = test.seeded.versions.map((one) => one.digest);
    const own: Sandbox[] = [];
    for (const versionDigest of platform)
      own.push((await sandboxes.create({ versionDigest, for: xanten, by: maker })).sandbox);
    assert.equal(own.length, 3);
    const { catalogue } = test.platform.modules.services ?? assert.fail();
    const manifest = (await catalogue.manifest(digest)) ?? assert.fail();
    const provider = (await test.platform.modules.services?.identity.tenantBySlug(manifest.provider.slug))
      ?.id as TenantId;
    const { digest: next } = await test.platform.kernel.kernel.db.tx({ tenant: provider }, (tx) =>
      catalogue.publishVersion(tx, provider, { ...manifest, version: '9.9.9' }),
    );
    await assert.rejects(sandboxes.create({ versionDigest: next, for: xanten, by: maker }), {
      code: 'sandbox/too-many',
    });
    const rule = test.platform.modules.list
      .flatMap(({ retention }) => retention)
      .find(({ name }) => name === 'sandbox.expired');
    const in29 = new Date(Date.now() + 29 * 86_400_000);
    const in31 = new Date(Date.now() + 31 * 86_400_000);
    assert.deepEqual(await rule?.run(in29, test.log), { deleted: 0 });
    assert.deepEqual(await rule?.run(in31, test.log), { deleted: 3 });
    assert.deepEqual(await sandboxes.of(xanten), []);
  });
});
