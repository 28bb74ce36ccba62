import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { findOwnerlessTables } from '../../../kernel/db/index.ts';
import { createIdentity } from '../../identity/module.ts';
import { type IdentityService, type Tenant } from '../../identity/index.ts';
import { type PinnedRules, ruleSetOf, type Signed } from '../index.ts';
import { createCatalogue } from '../module.ts';
import { seedCatalogue } from '../store/seed-catalogue.ts';
import { type CatalogueService } from '../types.ts';
import {
  fillLegalPages,
  makeTenant,
  type Sample,
  sampleManifest,
  sampleService,
} from '../../../../test/support/sample-service.ts';

let test: TestKernel;
let identity: IdentityService;
let catalogue: CatalogueService;
let retention: ReturnType<typeof createCatalogue>['retention'];
let sample: Sample;
let neighbour: Tenant;
const signed: Signed = { by: 'Petra Prüfer', on: '2026-03-01', reason: 'Gilt hier nicht.' };

before(async () => {
  test = await testKernel({ modules: ['keys', 'identity', 'catalogue'] });
  identity = createIdentity(test.kernel, { erasurePorts: [] }).service;
  const module = createCatalogue(test.kernel, { identity });
  catalogue = module.service;
  retention = module.retention;
  sample = await sampleService(test, { identity, catalogue });
  neighbour = await makeTenant(identity, { kind: 'town', ars: '051700024024', slug: 'moers', name: 'Moers' });
});
after(() => test.close());

function as<T>(tenant: TenantId, work: Parameters<typeof test.kernel.db.tx<T>>[1]): Promise<T> {
  return test.kernel.db.tx({ tenant }, work);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('tables', () => {
  it('all have an owner', async () => {
    const ours = (await findOwnerlessTables(test.database.urls.owner)).filter((line) => line.startsWith('catalogue'));
    assert.deepEqual(ours, []);
  });

  it('are seeded, and seeding again changes nothing', async () => {
    const counts = await seedCatalogue(test.database.urls.owner);
    assert.deepEqual([counts.areas, counts.services], [433, 4813]);
    const rows = await test.database.admin('select count(*)::int as n from catalogue.service');
    assert.equal(rows[0]?.['n'], 4813);
    assert.equal((await catalogue.areas()).length, 433);
  });

  it('keep versions, schemas and what was offered', async () => {
    for (const table of ['service_version', 'schema']) {
      await assert.rejects(test.database.admin(`update catalogue.${table} set tenant_id = tenant_id`), /immutable/);
      await assert.rejects(test.database.admin(`delete from catalogue.${table}`), /immutable/);
    }
    const change = as(sample.provider.id, (tx) => sql`update catalogue.service_version set version = '9'`.execute(tx));
    await assert.rejects(change, /permission denied/);
  });
});

describe('versions', () => {
  it('publishes the same manifest twice as one version and refuses another under its number', async () => {
    const { provider, manifest, versionDigest } = sample;
    const again = await as(provider.id, (tx) => catalogue.publishVersion(tx, provider.id, manifest));
    assert.equal(again.digest, versionDigest);
    const other = { ...manifest, declaration: { de: 'Etwas anderes.', en: '' } };
    const refused = as(provider.id, (tx) => catalogue.publishVersion(tx, provider.id, other));
    assert.equal(await codeOf(refused), 'catalogue/version-exists');
  });

  it('refuses what does not fit', async () => {
    const { provider, manifest } = sample;
    const publish = (change: object): Promise<string> =>
      codeOf(
        as(provider.id, (tx) =>
          catalogue.publishVersion(tx, provider.id, { ...manifest, version: '2.0.0', ...change }),
        ),
      );
    assert.equal(await publish({ version: '2' }), 'catalogue/manifest-invalid');
    assert.equal(await publish({ provider: { slug: 'andere', name: 'A' } }), 'catalogue/manifest-misfit');
    assert.equal(
      await publish({ schema: { ...manifest.schema, digest: `sha256:${'0'.repeat(64)}` } }),
      'catalogue/manifest-misfit',
    );
    assert.equal(await publish({ overlay: { texts: { F000: {} } } }), 'catalogue/manifest-misfit');
    assert.equal(await publish({ rules: [] }), 'catalogue/manifest-misfit', 'rules are pinned before publication');
    const rules = sample.manifest.rules as PinnedRules;
    const rule = { id: 'R', owner: '', when: { op: 'empty', path: 'F000' }, effect: 'show', target: 'F000' };
    const own = [{ rule: { ...rule, message: null, value: null, source: null }, signed }];
    assert.equal(await publish({ rules: { ...rules, own } }), 'catalogue/manifest-misfit');
    assert.equal(await publish({ rules: { ...rules, texts: rules.texts.slice(1) } }), 'catalogue/manifest-misfit');
  });

  it('compiles the form once, with overlay, recognised rules and decisions', async () => {
    const form = await catalogue.compiledForm(sample.versionDigest);
    assert.equal(form, await catalogue.compiledForm(sample.versionDigest));
    assert.deepEqual(
      form.form.pages.map((page) => page.id),
      ['halter', 'zuzug', 'hunde', 'befreiung'],
    );
    const [first] = form.rules.rules;
    assert.ok(first, 'rules of the schema are recognised');
    assert.deepEqual(form.rules, ruleSetOf(sample.manifest.rules as PinnedRules));
    assert.equal(await codeOf(catalogue.compiledForm('sha256:none')), 'catalogue/version-not-found');
  });

  it('refuses what is no schema', async () => {
    const xml = Buffer.from('<?xml version="1.0"?><a/>');
    const refused = catalogue.importSchema({ xml, provider: sample.provider.id, codeLists: [] });
    assert.equal(await codeOf(refused), 'catalogue/schema-unreadable');
  });
});

describe('offerings', () => {
  const draft = (tenant: Tenant, area: string, slug = 'hund') => ({
    tenant: tenant.id,
    versionDigest: sample.versionDigest,
    serviceSlug: slug,
    destinationId: 'd',
    area,
  });

  it('are found by town and address', async () => {
    const found = await catalogue.offeringBySlug('xanten', 'hundesteuer-anmeldung');
    assert.equal(found?.id, sample.offering.id);
    assert.equal(found.manifest.service.name.de, 'Hund anmelden');
    assert.equal((await catalogue.liveOfferings(sample.town.id)).length, 1);
    assert.equal(await catalogue.offeringBySlug('moers', 'hundesteuer-anmeldung'), null);
    assert.equal(await catalogue.offering('no-uuid'), null);
    assert.equal(
      await catalogue.versionBySchemaUri(sample.town.id, sample.manifest.delivery.schemaUri),
      sample.versionDigest,
    );
    assert.equal(await catalogue.versionBySchemaUri(neighbour.id, sample.manifest.delivery.schemaUri), null);
  });

  it('go live only with all mandatory pages', async () => {
    const { id } = await as(neighbour.id, (tx) => catalogue.saveOffering(tx, draft(neighbour, '051700024024')));
    const live = () => as(neighbour.id, (tx) => catalogue.goLive(tx, neighbour.id, id));
    await assert.rejects(live(), (error: unknown) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, 'catalogue/legal-pages-missing');
      assert.equal(error.problems.length, 4);
      return true;
    });
    assert.equal(await catalogue.offeringBySlug('moers', 'hund'), null);
    await fillLegalPages(test, identity, neighbour);
    await live();
    assert.equal((await catalogue.offeringBySlug('moers', 'hund'))?.id, id);
    await as(neighbour.id, (tx) => catalogue.withdraw(tx, neighbour.id, id));
    assert.equal(await catalogue.offeringBySlug('moers', 'hund'), null);
    assert.equal((await catalogue.offering(id))?.live, false);
  });

  it('keep to the own area and to free addresses', async () => {
    const save = (area: string, slug?: string): Promise<string> =>
      codeOf(as(neighbour.id, (tx) => catalogue.saveOffering(tx, draft(neighbour, area, slug))));
    assert.equal(await save('051700052052'), 'catalogue/area-not-yours');
    assert.equal(await save('nonsense'), 'catalogue/area-not-yours');
    assert.equal(await save('051700024024', 'impressum'), 'catalogue/slug-reserved');
  });

  it('of another tenant cannot be changed, neither by the service nor by SQL', async () => {
    const { id } = sample.offering;
    assert.equal(
      await codeOf(as(neighbour.id, (tx) => catalogue.withdraw(tx, neighbour.id, id))),
      'catalogue/offering-not-found',
    );
    assert.equal(
      await codeOf(as(neighbour.id, (tx) => catalogue.withdraw(tx, sample.town.id, id))),
      'catalogue/offering-not-found',
    );
    const changed = await as(neighbour.id, (tx) => sql`update catalogue.offering set live = false`.execute(tx));
    const own = await test.database.admin('select count(*)::int as n from catalogue.offering where tenant_id = $1', [
      neighbour.id,
    ]);
    assert.equal(changed.numAffectedRows, BigInt(String(own[0]?.['n'])));
    assert.equal((await catalogue.liveOfferings(sample.town.id)).length, 1);
    const stolen = as(neighbour.id, (tx) =>
      sql`insert into catalogue.offered_version values (${sample.town.id}, ${id}, ${sample.versionDigest}, now())`.execute(
        tx,
      ),
    );
    await assert.rejects(stolen, /row-level security/);
  });
});

describe('finder', () => {
  it('shows what a town offers and follows changes', async () => {
    const search = async () => (await catalogue.search('Hund anmelden Xanten')).services[0];
    assert.equal((await search())?.offering?.id, sample.offering.id);
    await as(sample.town.id, (tx) => catalogue.withdraw(tx, sample.town.id, sample.offering.id));
    assert.equal((await search())?.offering, undefined);
    await as(sample.town.id, (tx) => catalogue.goLive(tx, sample.town.id, sample.offering.id));
    assert.equal((await search())?.offering?.id, sample.offering.id);
    assert.equal((await catalogue.search('Jagdschein Xanten')).services[0]?.responsibleArea?.name, 'Kreis Wesel');
  });

  it('sees what another process changed', async () => {
    const other = createCatalogue(test.kernel, { identity }).service;
    await other.warmUp();
    await as(sample.town.id, (tx) => catalogue.withdraw(tx, sample.town.id, sample.offering.id));
    test.clock.advance(1600);
    assert.equal((await other.search('Hund anmelden Xanten')).services[0]?.offering, undefined);
    await as(sample.town.id, (tx) => catalogue.goLive(tx, sample.town.id, sample.offering.id));
  });

  it('knows services without a key', async () => {
    const manifest = {
      ...(await sampleManifest(catalogue, sample.provider, 'bewohnerparkausweis')),
      service: {
        ...sample.manifest.service,
        leistungsschluessel: null,
        slug: 'roemerfest',
        name: { de: 'Standplatz beim Römerfest', en: '' },
      },
    };
    const { digest } = await as(sample.provider.id, (tx) => catalogue.publishVersion(tx, sample.provider.id, manifest));
    await as(sample.town.id, async (tx) => {
      const { id } = await catalogue.saveOffering(tx, {
        ...{ tenant: sample.town.id, destinationId: 'd', area: '051700052052' },
        serviceSlug: 'roemerfest',
        versionDigest: digest,
      });
      await catalogue.goLive(tx, sample.town.id, id);
    });
    assert.equal((await catalogue.search('Römerfest Xanten')).services[0]?.offering?.slug, 'roemerfest');
  });
});

describe('feedback', () => {
  it('is kept for the town alone, announced by mail without content, and deleted in time', async () => {
    await catalogue.leaveFeedback(sample.town, { page: '/xanten', text: 'Zu wenig Kontrast', replyTo: 'a@b.example' });
    const mine = await as(sample.town.id, (tx) => catalogue.feedback(tx, sample.town.id));
    assert.deepEqual(
      mine.map(({ text }) => text),
      ['Zu wenig Kontrast'],
    );
    assert.deepEqual(await as(neighbour.id, (tx) => catalogue.feedback(tx, sample.town.id).catch(() => [])), []);
    const seen = await as(neighbour.id, (tx) => sql`select * from catalogue.page_feedback`.execute(tx));
    assert.equal(seen.rows.length, 0);
    const id = mine[0]?.id ?? '';
    assert.equal(
      await codeOf(as(neighbour.id, (tx) => catalogue.removeFeedback(tx, neighbour.id, id))),
      'catalogue/feedback-not-found',
    );
    const mail = test.sentMail.find(({ kind }) => kind === 'catalogue.page-feedback');
    assert.equal(mail?.to, 'post@xanten.example');
    assert.ok(!mail.text.includes('Kontrast'));
    const [rule] = retention;
    assert.equal((await rule?.run(test.clock.now(), test.log))?.deleted, 0);
    test.clock.advance(181 * 86_400_000);
    assert.equal((await rule?.run(test.clock.now(), test.log))?.deleted, 1);
  });
});
