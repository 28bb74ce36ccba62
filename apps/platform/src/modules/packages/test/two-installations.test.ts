import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { makeTenant } from '../../../../test/support/sample-service.ts';
import { genericode, smallSchema } from '../../../../test/support/small-schema.ts';
import { noDecisions, pinRules } from '../../catalogue/index.ts';
import { type Tenant } from '../../identity/index.ts';
import { buildPackage, signStatement } from '../build-package.ts';
import { keyStatement, thumbprintOf } from '../domain/signatures.ts';
import { type PublishedPackage } from '../types.ts';
import { type Installation, installation, makeProvider, packageManifest, publishManifest, testSigner } from './package-world.ts'; // prettier-ignore

let here: Installation;
let there: Installation;
let provider: Tenant;
let archive: Uint8Array;
let thumbprint: string;

before(async () => {
  here = await installation();
  there = await installation();
  provider = await makeProvider(here);
});
after(async () => {
  await here.test.close();
  await there.test.close();
});

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return assert.fail('was not refused');
}

async function built(version: string): Promise<Uint8Array> {
  const versionDigest = await publishManifest(here, provider, await packageManifest(here, provider, version));
  const { digest } = await here.packages.build({ provider: provider.id, versionDigest });
  const file = await here.packages.file(digest);
  assert.ok(file);
  return file;
}

describe('a package that is built on one installation', () => {
  it('needs a key and facts on reuse', async () => {
    const manifest = await packageManifest(here, provider, '1.0.0');
    const versionDigest = await publishManifest(here, provider, manifest);
    assert.equal(await refusal(here.packages.build({ provider: provider.id, versionDigest })), 'packages/no-key');
    ({ thumbprint } = await here.packages.createKey({ provider: provider.id, by: 'Paula' }));
    const { reuse: _reuse, ...bare } = { ...manifest, version: '0.9.0' };
    const none = await publishManifest(here, provider, bare);
    assert.equal(await refusal(here.packages.build({ provider: provider.id, versionDigest: none })), 'packages/no-reuse-facts'); // prettier-ignore
  });

  it('is the same package when it is built again, and stands on the marketplace when released', async () => {
    archive = await built('1.0.0');
    assert.deepEqual(await built('1.0.0'), archive);
    assert.deepEqual(await here.packages.packages(), []);
    const [one] = await here.packages.builtBy(provider.id);
    assert.ok(one);
    const released = await here.packages.release({ provider: provider.id, digest: one.digest });
    assert.deepEqual([released.packageId, released.signerKid], ['rechenzentrum/hundesteuer-anmeldung', thumbprint]);
    assert.deepEqual((await here.packages.packages()).map(({ digest }) => digest), [one.digest]); // prettier-ignore
  });

  it('is refused elsewhere until a person names the thumbprint of its key', async () => {
    const publish = (trustKey?: string): Promise<PublishedPackage> =>
      there.packages.publish({ bytes: archive, provider: null, trustKey, by: 'Otto' });
    assert.equal(await refusal(publish()), 'packages/signer-unknown');
    assert.equal(await refusal(publish('x'.repeat(43))), 'packages/signer-other');
    assert.equal(await there.identity.tenantBySlug('rechenzentrum'), null);
    const published = await publish(thumbprint);
    const [original] = await here.packages.packages();
    assert.deepEqual([published.digest, published.versionDigest], [original?.digest, original?.versionDigest]);
    assert.deepEqual(await there.packages.file(published.digest), Buffer.from(archive));
    // The same once more changes nothing, also without the thumbprint.
    assert.deepEqual(await publish(), published);
    const [key] = await there.packages.keys(published.provider);
    assert.deepEqual([key?.thumbprint, key?.origin, key?.trustedBy], [thumbprint, 'pinned', 'Otto']);
  });

  it('can be adopted there', async () => {
    const [published] = await there.packages.packages();
    assert.ok(published);
    const town = await makeTenant(there.identity, {
      kind: 'town',
      ars: '051700052052',
      slug: 'xanten',
      name: 'Xanten',
    });
    const saved = await there.test.kernel.db.tx({ tenant: town.id }, (tx) =>
      there.catalogue.saveOffering(tx, {
        tenant: town.id,
        versionDigest: published.versionDigest,
        serviceSlug: published.serviceSlug,
        destinationId: '6f1b1d8c-0c0b-4c5e-9a53-0d6ad6f4f6a1',
        area: '051700052052',
      }),
    );
    assert.equal((await there.catalogue.offering(saved.id))?.manifest.version, '1.0.0');
    const [form, original] = await Promise.all(
      [there, here].map(({ catalogue }) => catalogue.compiledForm(published.versionDigest)),
    );
    assert.deepEqual(form, original);
  });

  it('is followed by versions of the same key or of one that it has signed, and by no others', async () => {
    const publish = (bytes: Uint8Array): Promise<PublishedPackage> =>
      there.packages.publish({ bytes, provider: null, by: 'Otto' });
    await publish(await built('1.1.0'));
    const next = await here.packages.createKey({ provider: provider.id, by: 'Paula' });
    assert.equal(next.origin, 'succession');
    const third = await publish(await built('1.2.0'));
    assert.equal(third.signerKid, next.thumbprint);
    const manifest = await packageManifest(here, provider, '1.3.0');
    const source = await here.catalogue.schemaSource(provider.id, manifest.schema.digest);
    const forged = await buildPackage(manifest, source, testSigner());
    assert.equal(await refusal(publish(forged.bytes)), 'packages/signer-other');
    // A statement that the key made about itself for another provider, or that a stranger made, is none.
    const stranger = testSigner('p-256');
    const statement = await signStatement(stranger, 'verbund-key+jws', keyStatement('rechenzentrum', stranger.key));
    const selfMade = await buildPackage(manifest, source, { ...stranger, succession: [statement] });
    assert.equal(await refusal(publish(selfMade.bytes)), 'packages/signer-other');
    assert.notEqual(thumbprintOf(stranger.key), next.thumbprint);
  });

  it('does not go back to an older version, nor to other content under the same number', async () => {
    const publish = (bytes: Uint8Array): Promise<PublishedPackage> =>
      there.packages.publish({ bytes, provider: null, by: 'Otto' });
    assert.equal(await refusal(publish(await built('1.1.5'))), 'packages/older-version');
    const other = await installation();
    try {
      const twin = await makeProvider(other);
      const manifest = await packageManifest(other, twin, '1.2.0', { declaration: { de: 'Anders.', en: '' } });
      await other.packages.createKey({ provider: twin.id, by: 'Mallory' });
      const versionDigest = await publishManifest(other, twin, manifest);
      const { digest } = await other.packages.build({ provider: twin.id, versionDigest });
      const bytes = (await other.packages.file(digest)) ?? new Uint8Array();
      assert.equal(await refusal(publish(bytes)), 'packages/signer-other');
    } finally {
      await other.test.close();
    }
    const [newest] = await here.packages.builtBy(provider.id);
    assert.ok(newest);
  });

  it('brings its code lists and decisions on them with the same digest', async () => {
    const uri = 'urn:example:rasse';
    const { schemaDigest, schema } = await here.catalogue.importSchema({
      xml: smallSchema({ id: 'S99000000077', fields: [{ id: 'F99000000001', list: { uri, version: '7' } }] }),
      provider: provider.id,
      codeLists: [genericode(uri, '8', { P: 'Pudel' })],
      replacements: [{ list: `${uri}_7`, use: '8', decidedBy: 'Paula', reason: 'Nur diese liegt vor.' }],
    });
    const base = await packageManifest(here, provider);
    const { id, dialect } = schema;
    const manifest = {
      ...base,
      service: { ...base.service, slug: 'mit-liste' },
      schema: { ...base.schema, digest: schemaDigest, id, dialect, version: '1.0' },
      overlay: {},
      rules: pinRules(schema, noDecisions),
    };
    const versionDigest = await publishManifest(here, provider, manifest);
    const { digest } = await here.packages.build({ provider: provider.id, versionDigest });
    // Another day and another list of the same name there: neither may change the digest.
    there.test.clock.advance(30 * 24 * 60 * 60_000);
    const operator = await there.identity.operatorTenant();
    await there.catalogue.addCodeLists(operator.id, [{ name: 'a.xml', bytes: genericode(uri, '9', { X: 'Anders' }) }]);
    const bytes = (await here.packages.file(digest)) ?? new Uint8Array();
    const published = await there.packages.publish({ bytes, provider: null, by: 'Otto' });
    assert.deepEqual([published.digest, published.versionDigest], [digest, versionDigest]);
    const lists = await there.catalogue.codeLists(published.provider);
    assert.ok(lists.some((list) => list.canonicalUri === uri && list.version === '8' && !list.shared));
  });

  it('says in words what differs', async () => {
    const all = (await here.packages.builtBy(provider.id)).filter(
      ({ serviceSlug }) => serviceSlug === 'hundesteuer-anmeldung',
    );
    const fileOf = async (version: string): Promise<Uint8Array> =>
      (await here.packages.file(all.find((one) => one.version === version)?.digest ?? '')) ?? new Uint8Array();
    const diff = await here.packages.diff(await fileOf('1.0.0'), await fileOf('1.2.0'), 'de');
    assert.deepEqual(diff.sentences, ['Version 1.2.0 (erste Version): Neu in 1.2.0.', 'Ein anderer Schlüssel hat unterschrieben.']); // prettier-ignore
    assert.deepEqual((await here.packages.diff(archive, archive, 'en')).sentences, ['Both packages are the same.']);
  });
});

describe('rows of packages', () => {
  it('belong to their provider, read by everybody', async () => {
    const other = await makeProvider(here, 'anderes-rz');
    const [one] = await here.packages.builtBy(provider.id);
    assert.ok(one);
    assert.equal(await refusal(here.packages.release({ provider: other.id, digest: one.digest })), 'packages/package-not-found'); // prettier-ignore
    assert.equal(await refusal(here.packages.withdraw({ provider: other.id, digest: one.digest, reason: 'x' })), 'packages/package-not-found'); // prettier-ignore
    const change = (statement: ReturnType<typeof sql>) =>
      here.test.kernel.db.tx({ tenant: other.id }, (tx) => statement.execute(tx));
    const changed = await change(sql`update packages.package set withdrawn_at = now() where published_at is not null`);
    assert.equal(changed.numAffectedRows, 0n);
    for (const table of ['package', 'archive', 'signing_key', 'listing', 'promise', 'promised_date']) {
      const foreign = sql`delete from ${sql.raw(`packages.${table}`)}`;
      if (table === 'listing') assert.equal((await change(foreign)).numAffectedRows, 0n);
      else await assert.rejects(change(foreign), /permission denied/);
    }
    await assert.rejects(
      change(sql`insert into packages.signing_key (tenant_id, number, thumbprint, public_jwk, origin, trusted_at, trusted_by)
        values (${provider.id}, 9, ${'A'.repeat(43)}, '{}', 'pinned', now(), 'Mallory')`),
      /row-level security/,
    );
  });

  it('a withdrawn version stays, and is not the newest any more', async () => {
    const id = 'rechenzentrum/hundesteuer-anmeldung';
    const [first] = await here.packages.versions(id);
    assert.ok(first);
    await here.packages.withdraw({ provider: provider.id, digest: first.digest, reason: 'Fehlerhaft' });
    assert.equal((await here.packages.package(id, first.version))?.withdrawnReason, 'Fehlerhaft');
    assert.equal(await here.packages.package(id), null);
    assert.equal(
      await refusal(here.packages.release({ provider: provider.id, digest: first.digest })),
      'packages/withdrawn',
    );
  });
});
