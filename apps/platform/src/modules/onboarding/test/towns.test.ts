import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { type AdoptionService } from '#modules/adoption';
import { createCatalogueService, seedCatalogue } from '#modules/catalogue';
import { createIdentityService, type IdentityService, type Tenant } from '#modules/identity';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { draftDigest } from '../legal-drafts.ts';
import { createOnboardingService, type OnboardingParts } from '../service.ts';

const alpen = '051700004004';
const krefeld = '051140000000';
const issuer = 'https://idp.example';

describe('towns made by co-ordinators', () => {
  let kit: TestKernel;
  let identity: IdentityService;
  let service: OnboardingParts;
  let started: { tenant: TenantId; packageId: string }[];
  let adoptionFails: AppError | null;

  before(async () => {
    kit = await testKernel({ modules: ['identity', 'catalogue', 'onboarding'] });
    await seedCatalogue(kit.database.urls.owner);
    identity = createIdentityService(kit.kernel, []).service;
    started = [];
    adoptionFails = null;
    const start: AdoptionService['start'] = async ({ tenant, packageId }) => {
      if (adoptionFails !== null) throw adoptionFails;
      started.push({ tenant, packageId });
      return { id: newUuid() } as Awaited<ReturnType<AdoptionService['start']>>;
    };
    service = createOnboardingService({
      kernel: kit.kernel,
      identity,
      catalogue: createCatalogueService(kit.kernel, identity),
      casework: { inbox: async () => null, openCases: async () => ({}) },
      packages: { packages: async () => [] },
      adoption: { start, cases: async () => [] },
    });
  });
  after(() => kit.close());

  const district = (name: string, ars: string): Promise<{ tenant: Tenant }> =>
    identity.createTenant({ kind: 'district', ars, slug: name.toLowerCase(), name });

  /** Somebody with the same subject wherever she is enrolled. */
  async function enrol(tenant: TenantId, name: string, roles: readonly ('coordinator' | 'admin')[]): Promise<StaffId> {
    const email = `${name}@${tenant.slice(0, 8)}.example`;
    return kit.kernel.db.tx({ tenant }, async (tx) => {
      await identity.enrolStaff(tx, { tenant, email, roles, issuer, subject: name, displayName: name });
      const found = (await identity.staffList(tx, tenant)).find((one) => one.email === email);
      assert.ok(found);
      return found.staff;
    });
  }

  const refused = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

  it('only inside the own area, by the service itself', async () => {
    const wesel = (await district('Kreis-Wesel', '051700000000')).tenant;
    const kleve = (await district('Kreis-Kleve', '051540000000')).tenant;
    const moers = (await identity.createTenant({ kind: 'town', ars: '051700024024', slug: 'moers', name: 'Moers' }))
      .tenant;
    const staff = await enrol(wesel.id, 'kim', ['coordinator']);
    const input = { ars: alpen, adminEmail: 'nora@alpen.example' };
    for (const tenant of [kleve, moers]) {
      await assert.rejects(
        service.createTown({ ...input, by: { tenant: tenant.id, staff } }),
        refused('onboarding/area-out-of-reach'),
      );
    }
    const by = { tenant: wesel.id, staff };
    await assert.rejects(service.plan(by, krefeld), refused('onboarding/area-out-of-reach'));
    await assert.rejects(service.plan(by, '051700004099'), refused('onboarding/area-unknown'));
    await assert.rejects(service.plan(by, 'Alpen'), refused('onboarding/area-unknown'));

    const { tenant, invitationUrl } = await service.createTown({ ...input, by });
    assert.deepEqual(
      [tenant.name, tenant.officialName, tenant.slug, tenant.contact.postcode, tenant.contact.city, tenant.kind],
      ['Alpen', 'Gemeinde Alpen', 'alpen', '46519', 'Alpen', 'town'],
    );
    assert.match(invitationUrl ?? '', /zurueck=%2Famt%2Feinrichten$/);
    assert.equal(kit.sentMail.at(-1)?.to, input.adminEmail);
    await assert.rejects(service.createTown({ ...input, by }), refused('identity/tenant-exists'));
    const operator = await identity.operatorTenant();
    const plan = await service.plan({ tenant: operator.id, staff }, krefeld);
    assert.deepEqual([plan.name, plan.kind, plan.population > 200_000], ['Krefeld', 'town', true]);
  });

  it('are seen by their maker and themselves alone, and changed by nobody else', async () => {
    const [wesel, kleve] = await Promise.all([
      identity.tenantBySlug('kreis-wesel'),
      identity.tenantBySlug('kreis-kleve'),
    ]);
    const town = await identity.tenantByArs(alpen);
    assert.ok(wesel && kleve && town);
    assert.deepEqual(
      (await service.towns(wesel.id, { limit: 10 })).items.map((one) => one.tenant.slug),
      ['alpen'],
    );
    assert.equal((await service.towns(kleve.id, { limit: 10 })).total, 0);
    const see = (tenant: TenantId) =>
      kit.kernel.db.tx({ tenant }, async (tx) => {
        const rows = await sql`select 1 from onboarding.town`.execute(tx);
        const changed = await sql`update onboarding.town set steps = '{"facts":"done"}'`.execute(tx);
        return [rows.rows.length, Number(changed.numAffectedRows)];
      });
    assert.deepEqual(await see(wesel.id), [1, 0]);
    assert.deepEqual(await see(kleve.id), [0, 0]);
    assert.deepEqual(await see(town.id), [1, 1]);
  });

  it('let their co-ordinator in only when asked, and shut her out again', async () => {
    const wesel = await identity.tenantBySlug('kreis-wesel');
    assert.ok(wesel);
    const staff = await enrol(wesel.id, 'kim', ['coordinator']);
    const by = { tenant: wesel.id, staff };
    assert.deepEqual(await service.batches.reachableTowns(by), [], 'making a town gives no access');
    const { tenant } = await service.createTown({
      ...{ ars: '051700052052', adminEmail: 'a@xanten.example', by, access: true },
    });
    const reach = await service.batches.reachableTowns(by);
    assert.deepEqual(
      reach.map((place) => place.tenant),
      [tenant.id],
    );
    const guests = await kit.kernel.db.tx({ tenant: tenant.id }, (tx) => identity.staffList(tx, tenant.id));
    const guest = guests.find(({ grantedFrom }) => grantedFrom === wesel.id);
    assert.deepEqual([guest?.displayName, guest?.roles], ['kim', ['coordinator']]);
    assert.ok(guest);
    const inTown = <T>(work: Parameters<typeof kit.kernel.db.tx<T>>[1]) =>
      kit.kernel.db.tx({ tenant: tenant.id }, work);
    assert.equal(await inTown((tx) => identity.withdrawAccess(tx, guest.staff)), true);
    assert.deepEqual(await service.batches.reachableTowns(by), []);
    assert.equal(await inTown((tx) => identity.reopenAccess(tx, guest.staff)), true);
    assert.equal((await service.batches.reachableTowns(by)).length, 1);
    // Own staff cannot be thrown out this way.
    const own = await enrol(tenant.id, 'own', ['admin']);
    assert.equal(await inTown((tx) => identity.withdrawAccess(tx, own)), false);
  });

  it('show workplaces of the same person only, asked from one of them', async () => {
    const [wesel, xanten] = await Promise.all([identity.tenantBySlug('kreis-wesel'), identity.tenantBySlug('xanten')]);
    assert.ok(wesel && xanten);
    const kim = await enrol(wesel.id, 'kim', ['coordinator']);
    const find = (tenant: TenantId) =>
      kit.kernel.db.tx({ tenant }, async (tx) => (await identity.workplaces(tx, kim)).length);
    assert.equal(await find(wesel.id), 2);
    // A colleague's id tells another tenant nothing.
    assert.equal(await find(xanten.id), 0);
  });

  it('move a session to an own workplace, never to a foreign one, whatever is asked of the database', async () => {
    const [wesel, xanten, kleve] = await Promise.all([
      identity.tenantBySlug('kreis-wesel'),
      identity.tenantBySlug('xanten'),
      identity.tenantBySlug('kreis-kleve'),
    ]);
    assert.ok(wesel && xanten && kleve);
    const kim = await enrol(wesel.id, 'kim', ['coordinator']);
    const hash = Buffer.alloc(32, 1);
    const now = kit.clock.now();
    await kit.kernel.db.tx({ tenant: wesel.id }, (tx) =>
      sql`insert into identity.staff_session (session_id, tenant_id, staff_id, token_hash, created_at, last_seen_at, expires_at)
        values (${newUuid()}, ${wesel.id}, ${kim}, ${hash}, ${now}, ${now}, ${new Date(now.getTime() + 3_600_000)})`.execute(
        tx,
      ),
    );
    const move = (from: TenantId, old: Buffer, to: TenantId) =>
      kit.kernel.db.tx({ tenant: from }, async (tx) => {
        const { rows } = await sql`select * from identity.switch_workplace(${old}, ${to}, ${newUuid()},
          ${Buffer.alloc(32, 2)}, ${now})`.execute(tx);
        return rows.length;
      });
    assert.equal(await move(wesel.id, hash, kleve.id), 0, 'she does not work there');
    assert.equal(await move(kleve.id, hash, xanten.id), 0, 'asked from a tenant that is not that of the session');
    assert.equal(await move(wesel.id, Buffer.alloc(32, 9), xanten.id), 0, 'without the secret');
    assert.equal(await move(wesel.id, hash, xanten.id), 1);
    assert.equal(await move(wesel.id, hash, xanten.id), 0, 'the old session is gone');
    const sessions = await kit.database.admin('select tenant_id, expires_at from identity.staff_session');
    assert.deepEqual(
      sessions.map((row) => row['tenant_id']),
      [xanten.id],
    );
  });

  it('publish no draft before a person has read it word for word', async () => {
    const town = await identity.tenantByArs(alpen);
    assert.ok(town);
    const staff = await enrol(town.id, 'nora', ['admin']);
    const isPublic = async (): Promise<string | undefined> =>
      (await identity.legalPage(town.id, 'impressum', 'de'))?.body;
    const draft = async () => {
      const current = await identity.tenant(town.id);
      assert.ok(current);
      return service.legal.draft(current, 'impressum', 'de');
    };
    const first = await draft();
    assert.ok(first.gaps.length > 0 && first.state === 'draft');
    const confirm = (body: string) =>
      service.legal.confirm(town, [{ kind: 'impressum', lang: 'de', digest: draftDigest(body) }], staff);
    await assert.rejects(confirm(first.body), refused('onboarding/draft-gaps'));
    const contact = { ...town.contact, street: 'Rathausstraße 5', email: 'info@alpen.example' };
    await service.legal.saveFacts(
      { tenant: town.id, staff },
      { officialName: 'Gemeinde Alpen', contact },
      { representative: 'Bürgermeister Alex Beispiel', privacyContact: 'dsb@alpen.example' },
    );
    const current = await identity.tenant(town.id);
    assert.ok(current);
    assert.deepEqual(await isPublic(), undefined);
    await assert.rejects(
      service.legal.confirm(current, [{ kind: 'impressum', lang: 'de', digest: draftDigest(first.body) }], staff),
      refused('onboarding/draft-changed'),
    );
    const second = await draft();
    assert.deepEqual(second.gaps, []);
    assert.match(second.body, /Rathausstraße 5\n\n46519 Alpen/);
    await service.legal.confirm(current, [{ kind: 'impressum', lang: 'de', digest: draftDigest(second.body) }], staff);
    assert.equal(await isPublic(), second.body);
    await service.legal.change(current, { kind: 'impressum', lang: 'de', body: '# Neuer Entwurf' });
    assert.equal(await isPublic(), second.body, 'a changed draft waits for a person too');
    assert.equal((await draft()).state, 'differs');
    assert.equal((await identity.missingLegalPages(town.id)).length, 3);
    const other = await identity.tenantBySlug('xanten');
    assert.ok(other);
    const foreign = await kit.kernel.db.tx({ tenant: other.id }, (tx) =>
      sql`select 1 from onboarding.legal_draft`.execute(tx),
    );
    assert.equal(foreign.rows.length, 0);
  });

  it('come in lists whose lines are done once, however often the list is worked', async () => {
    const wesel = await identity.tenantBySlug('kreis-wesel');
    assert.ok(wesel);
    const staff = await enrol(wesel.id, 'kim', ['coordinator']);
    const by = { tenant: wesel.id, staff };
    const towns = [
      { line: 1, ars: '051700008008', email: 'a@dinslaken.example', name: 'Dinslaken' },
      { line: 2, ars: krefeld, email: 'b@krefeld.example', name: 'Krefeld' },
      { line: 3, ars: '051700012012', email: 'c@hamminkeln.example', name: 'Hamminkeln' },
    ];
    // A process that died after the first town and before its line was marked.
    await service.createTown({ ars: '051700008008', adminEmail: 'a@dinslaken.example', by });
    const id = await service.batches.create({ by, towns, access: true });
    const mails = kit.sentMail.length;
    const states = async () =>
      (await service.batches.batch(wesel.id, id)).lines.map(({ state, reason }) => [state, reason]);
    const expected = [
      ['done', null],
      ['failed', 'onboarding/area-out-of-reach'],
      ['done', null],
    ];
    await service.batches.work(wesel.id, id);
    assert.deepEqual(await states(), expected);
    assert.equal(kit.sentMail.length, mails + 1);
    await service.batches.again(wesel.id, id);
    assert.equal((await states())[1]?.[0], 'waiting');
    await service.batches.work(wesel.id, id);
    await service.batches.work(wesel.id, id);
    assert.deepEqual(await states(), expected);
    assert.equal(kit.sentMail.length, mails + 1, 'nobody is invited twice');
    const kleve = await identity.tenantBySlug('kreis-kleve');
    assert.ok(kleve);
    await assert.rejects(service.batches.batch(kleve.id, id), refused('onboarding/not-found'));
    await assert.rejects(service.batches.again(kleve.id, id), refused('onboarding/not-found'));
  });

  it('begin one service together, each with its own result', async () => {
    const [wesel, alpenTown, xanten] = await Promise.all([
      identity.tenantBySlug('kreis-wesel'),
      identity.tenantByArs(alpen),
      identity.tenantBySlug('xanten'),
    ]);
    assert.ok(wesel && alpenTown && xanten);
    const staff = await enrol(wesel.id, 'kim', ['coordinator']);
    const by = { tenant: wesel.id, staff };
    // She made Alpen but was not let in; the page would not offer it, the job refuses it as well.
    const id = await service.batches.adopt({ by, packageId: 'p/s', towns: [xanten.id, alpenTown.id] });
    await service.batches.work(wesel.id, id);
    assert.deepEqual(
      (await service.batches.batch(wesel.id, id)).lines.map(({ state, reason }) => [state, reason]),
      [
        ['done', null],
        ['failed', 'onboarding/no-access'],
      ],
    );
    assert.deepEqual(started, [{ tenant: xanten.id, packageId: 'p/s' }]);
    // What is down now may be up later: the job's own attempts go on with the line.
    adoptionFails = new AppError('unavailable', 'adoption/down');
    const later = await service.batches.adopt({ by, packageId: 'p/t', towns: [xanten.id] });
    await assert.rejects(service.batches.work(wesel.id, later));
    assert.equal((await service.batches.batch(wesel.id, later)).lines[0]?.state, 'waiting');
  });

  it('leave no list behind after its time', async () => {
    const before = await kit.database.admin('select count(*)::int as n from onboarding.batch');
    assert.ok(Number(before[0]?.['n']) > 0);
    const { rows } = await kit.kernel.db.tx({}, (tx) =>
      sql<{ n: number }>`select onboarding.due_batches(${new Date(kit.clock.now().getTime() + 1)}) as n`.execute(tx),
    );
    assert.equal(rows[0]?.n, Number(before[0]?.['n']));
    assert.equal((await kit.database.admin('select 1 from onboarding.batch_line')).length, 0);
  });
});
