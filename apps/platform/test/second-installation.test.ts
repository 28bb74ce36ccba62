import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { commandActor } from '../src/modules/adoption/index.ts';
import { demoLegalPages, demoTowns } from '../src/demo/content.ts';
import { type ModuleServices } from '../src/app/compose-modules.ts';
import { testPlatform, type TestPlatform } from './support/test-platform.ts';

const packageId = 'verbund-beispieldienste/hundesteuer-anmelden';
let first: TestPlatform;
let second: TestPlatform;
let town: Tenant;
let file: Uint8Array;
let thumbprint: string;

const servicesOf = (test: TestPlatform): ModuleServices => {
  const { services } = test.platform.modules;
  assert.ok(services);
  return services;
};

before(async () => {
  // One after the other: side by side both would find the same ports free.
  first = await testPlatform();
  second = await testPlatform({ isEmpty: true });
});
after(async () => {
  await first.close();
  await second.close();
});

/** A town on the empty installation, with the pages that the law demands. */
async function makeTown(): Promise<Tenant> {
  const { identity } = servicesOf(second);
  const facts = (await demoTowns()).find(({ slug }) => slug === 'moers');
  assert.ok(facts);
  const { tenant } = await identity.createTenant({ ...facts, kind: 'town' });
  const pages = await demoLegalPages(facts);
  await second.platform.kernel.kernel.db.tx({ tenant: tenant.id }, async (tx) => {
    for (const kind of ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'] as const) {
      await identity.saveLegalPage(tx, tenant.id, { kind, lang: 'de', body: pages[kind].de });
    }
  });
  return tenant;
}

/** Adopting an assessment is the act of a person: no command may do it. */
async function officer() {
  const { identity } = servicesOf(second);
  const person = { email: 'd@moers.example', issuer: 'https://idp.example', subject: 'd', displayName: 'Dora' };
  return second.platform.kernel.kernel.db.tx({ tenant: town.id }, async (tx) => {
    await identity.enrolStaff(tx, { tenant: town.id, roles: ['data-protection'], ...person });
    const [first] = await identity.staffList(tx, town.id);
    assert.ok(first);
    return { staff: first.staff, name: 'Dora' };
  });
}

describe('a package goes to a second, empty installation', { timeout: 180_000 }, () => {
  it('leaves the first one as a signed file', async () => {
    const { packages } = servicesOf(first);
    const published = await packages.package(packageId);
    assert.ok(published);
    const bytes = await packages.file(published.digest);
    assert.ok(bytes);
    file = bytes;
    thumbprint = (await packages.keys(published.provider))[0]?.thumbprint ?? assert.fail('no key');
  });

  it('is published there once the key of its provider is trusted', async () => {
    const { packages, identity } = servicesOf(second);
    assert.deepEqual(await packages.packages(), []);
    assert.equal(await identity.tenantBySlug('verbund-beispieldienste'), null);
    await assert.rejects(packages.publish({ bytes: file, provider: null, by: 'Betrieb' }), {
      code: 'packages/signer-unknown',
    });
    const made = await packages.publish({ bytes: file, provider: null, trustKey: thumbprint, by: 'Betrieb' });
    const there = await servicesOf(first).packages.package(packageId);
    assert.deepEqual([made.digest, made.versionDigest], [there?.digest, there?.versionDigest]);
    const page = await second.browser().get(`/nachnutzung/pakete/${packageId}`);
    assert.equal(page.status, 200);
  });

  it('is checked there, by running it', async () => {
    const { conformity, identity } = servicesOf(second);
    const operator = await identity.operatorTenant();
    const subject = await conformity.findSubject(packageId);
    assert.ok(subject);
    const report = await conformity.assessNow({
      subject,
      by: { tenant: operator.id, id: 'command', name: 'Betrieb', kind: 'operator' },
    });
    const result = (id: string) => report.states.find(({ criterion }) => criterion.id === id)?.result;
    assert.deepEqual(['DAT-001', 'DAT-002', 'ROU-003', 'ORG-004'].map(result), Array(4).fill('erfuellt'));
    assert.equal(report.conforms, false, 'BundID and payment are not there');
    assert.equal((await conformity.light(subject.versionDigest))?.conforms, false);
  });

  it('is adopted there along the blueprint, tested, and answers for the town', async () => {
    town = await makeTown();
    const { adoption, packages, catalogue } = servicesOf(second);
    const by = { ...commandActor, ...(await officer()) };
    const { id } = await adoption.start({ tenant: town.id, packageId, route: 'marketplace', by });
    const at: { tenant: TenantId; id: string } = { tenant: town.id, id };
    await assert.rejects(adoption.goLive({ ...at, on: null, by }), { code: 'adoption/gates-open' });
    const published = await packages.package(packageId);
    const manifest = await catalogue.manifest(published?.versionDigest ?? '');
    const parameters = Object.fromEntries((manifest?.reuse?.factSheet.parameters ?? []).map(({ name }) => [name, '3']));
    const confirmations = {
      interest: { contact: 'Steueramt', wishedDate: null },
      budget: { line: '1.1' },
      assessment: { number: 'DS 1' },
      security: { note: 'geprüft' },
      contract: { calledOn: '2026-11-02', reference: 'V 1' },
      parameters,
      support: { name: 'Bürgerbüro', email: 'buergerbuero@moers.example', phone: '02841 1' },
      destination: { kind: 'platform' },
    } as const;
    await adoption.confirm({ ...at, confirmations, by });
    await adoption.prepare({ ...at, by });
    const run = await adoption.test({ ...at, by, waitMilliseconds: 60_000 });
    assert.equal(run.state, 'accepted', JSON.stringify(run));
    const { gates } = await adoption.case(town.id, id);
    assert.deepEqual(
      gates.filter(({ met }) => !met),
      [],
    );
    await adoption.goLive({ ...at, on: null, by });
    assert.equal((await adoption.case(town.id, id)).case.state, 'live');
    assert.deepEqual(
      (await adoption.liveTowns(packageId)).map(({ slug }) => slug),
      ['moers'],
    );
    const page = await second.browser().get('/moers/hundesteuer-anmelden');
    assert.equal(page.status, 200);
    assert.match(page.text, /Hund zur Hundesteuer anmelden/u);
  });
});
