import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type CatalogueService, compareVersions } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { buildPackage } from './build-package.ts';
import { diffPackages } from './diff-packages.ts';
import { packageNotFound } from './errors.ts';
import { createListings } from './listings.ts';
import { createPublisher, rowOf } from './publish-package.ts';
import { readPackage } from './read-package.ts';
import { createSigningKeys } from './signing-keys.ts';
import {
  insertPackage,
  lockPackage,
  markPublished,
  markWithdrawn,
  selectArchive,
  selectBuilt,
  selectByVersionDigest,
  selectOwner,
  selectPublished,
} from './store/packages.ts';
import { type PackagesService, type PublishedPackage } from './types.ts';

export interface PackagesDeps {
  kernel: Pick<Kernel, 'db' | 'clock' | 'keys'>;
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'createTenant'>;
  catalogue: CatalogueService;
}

/** Also for commands, which run without routes and jobs. */
export function createPackagesService(deps: PackagesDeps): PackagesService {
  const { db, clock } = deps.kernel;
  const { signerOf, ...keys } = createSigningKeys(deps.kernel, deps.identity);
  const versions = async (packageId: string) => newestFirst(await db.tx({}, (tx) => selectPublished(tx, packageId)));
  const built = async (digest: string) => (await db.tx({}, (tx) => selectBuilt(tx, { digest })))[0] ?? null;

  async function ofProvider(provider: TenantId, digest: string) {
    const found = await built(digest);
    if (found?.provider !== provider) throw packageNotFound();
    return found;
  }

  async function published(packageId: string, digest: string): Promise<PublishedPackage> {
    const found = (await versions(packageId)).find((one) => one.digest === digest);
    if (found === undefined) throw packageNotFound();
    return found;
  }

  return {
    ...keys,
    ...createPublisher(deps),
    ...createListings(deps.kernel, (packageId) => db.tx({}, (tx) => selectOwner(tx, packageId))),
    async packages() {
      const newest = new Map<string, PublishedPackage>();
      for (const one of newestFirst(await db.tx({}, (tx) => selectPublished(tx, null)))) {
        if (one.withdrawnAt === null && !newest.has(one.packageId)) newest.set(one.packageId, one);
      }
      return [...newest.values()].sort((a, b) => a.name.de.localeCompare(b.name.de, 'de'));
    },
    versions,
    async package(packageId, version) {
      const all = await versions(packageId);
      return all.find((one) => (version === undefined ? one.withdrawnAt === null : one.version === version)) ?? null;
    },
    packageOf: (versionDigest) => db.tx({}, (tx) => selectByVersionDigest(tx, versionDigest)),
    builtBy: (provider) => db.tx({}, (tx) => selectBuilt(tx, { provider })),
    async build({ provider, versionDigest }) {
      const manifest = await deps.catalogue.manifest(versionDigest);
      const tenant = await deps.identity.tenant(provider);
      if (manifest === null || manifest.provider.slug !== tenant?.slug) throw packageNotFound();
      const known = (await db.tx({}, (tx) => selectBuilt(tx, { provider }))).find(
        (one) => one.versionDigest === versionDigest,
      );
      if (known !== undefined) return known;
      const source = await deps.catalogue.schemaSource(provider, manifest.schema.digest);
      const { bytes, digest } = await buildPackage(manifest, source, await signerOf(provider));
      // What a reader elsewhere would refuse must fail here, where it can be mended.
      const read = await readPackage(bytes);
      const row = rowOf(read, { provider, bytes: bytes.length, now: clock.now(), publishedAt: null });
      await db.tx({ tenant: provider }, (tx) => insertPackage(tx, row, bytes));
      return ofProvider(provider, digest);
    },
    async release({ provider, digest }) {
      const one = await ofProvider(provider, digest);
      if (one.withdrawnAt !== null)
        throw new AppError('conflict', 'packages/withdrawn', { params: { version: one.version } });
      await db.tx({ tenant: provider }, async (tx) => {
        await lockPackage(tx, one.packageId);
        const newest = newestFirst(await selectPublished(tx, one.packageId))[0];
        if (one.publishedAt === null && newest !== undefined && compareVersions(newest.version, one.version) > 0) {
          throw new AppError('conflict', 'packages/older-version', {
            params: { version: one.version, newest: newest.version },
          });
        }
        await markPublished(tx, digest, clock.now());
      });
      return published(one.packageId, digest);
    },
    file: (digest) => db.tx({}, (tx) => selectArchive(tx, digest)),
    async withdraw({ provider, digest, reason }) {
      await ofProvider(provider, digest);
      const isDone = await db.tx({ tenant: provider }, (tx) =>
        markWithdrawn(tx, digest, reason.slice(0, 2000), clock.now()),
      );
      if (!isDone) throw packageNotFound();
    },
    diff: async (before, after, lang) => diffPackages(await readPackage(before), await readPackage(after), lang),
  };
}

function newestFirst(packages: readonly PublishedPackage[]): readonly PublishedPackage[] {
  return packages.toSorted((a, b) => compareVersions(b.version, a.version));
}
