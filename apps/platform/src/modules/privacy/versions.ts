import { remember } from '#kernel/cache';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { assessedVersion, newestOf } from './domain/assessed.ts';
import { type AssessedVersion } from './types.ts';

export interface Versions {
  /** Null for an unknown digest. */
  version(digest: string): Promise<AssessedVersion | null>;
  /** The newest released version of a package, at most three seconds old; null when there is none. */
  newest(packageId: string): Promise<AssessedVersion | null>;
}

export function createVersions(
  identity: Pick<IdentityService, 'tenantBySlug'>,
  catalogue: Pick<CatalogueService, 'manifest' | 'versionsOf'>,
): Versions {
  // Immutable by digest; hashing its assessment again and again is not needed.
  const versions = remember<AssessedVersion>({
    max: 2_000,
    milliseconds: 3_600_000,
    load: async (digest) => {
      const manifest = await catalogue.manifest(digest);
      return manifest === null ? undefined : assessedVersion(digest, manifest);
    },
  });
  const newest = remember<AssessedVersion>({
    max: 2_000,
    milliseconds: 3_000,
    load: async (packageId) => {
      const [provider = '', service = ''] = packageId.split('/');
      const tenant = await identity.tenantBySlug(provider);
      if (tenant === null) return undefined;
      const found = newestOf(await catalogue.versionsOf(tenant.id, service));
      return found === undefined ? undefined : versions.get(found.digest);
    },
  });
  return {
    version: async (digest) => (await versions.get(digest)) ?? null,
    newest: async (packageId) => (await newest.get(packageId)) ?? null,
  };
}
