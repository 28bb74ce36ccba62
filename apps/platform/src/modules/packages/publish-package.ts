import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { canonicalJson, type CatalogueService, isFreeSlug } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { thumbprintOf } from './domain/signatures.ts';
import { refuseDowngrade, trustOf } from './package-trust.ts';
import { type ReadPackage, readPackage } from './read-package.ts';
import {
  insertPackage,
  lockPackage,
  markPublished,
  type NewPackage,
  selectBuilt,
  selectPublished,
} from './store/packages.ts';
import { insertKey, lockKeys } from './store/signing-keys.ts';
import { type PackagesService, type PackageVerdict } from './types.ts';

type PublishPart = Pick<PackagesService, 'verify' | 'publish'>;

export interface PublishDeps {
  kernel: Pick<Kernel, 'db' | 'clock'>;
  identity: Pick<IdentityService, 'tenantBySlug' | 'createTenant'>;
  catalogue: Pick<CatalogueService, 'areaBySlug' | 'importPinned' | 'publishVersion'>;
}

/** The row of a package as its manifest says it. */
export function rowOf(
  { manifest, index, digest, signature }: ReadPackage,
  more: { provider: TenantId; bytes: number; now: Date; publishedAt: Date | null },
): NewPackage {
  return {
    packageId: index.packageId,
    digest,
    versionDigest: index.manifestDigest,
    version: index.version,
    provider: more.provider,
    providerName: manifest.provider.name,
    leistungsschluessel: manifest.service.leistungsschluessel,
    name: manifest.service.name,
    summary: manifest.service.summary,
    change: manifest.reuse?.changes[0]?.kind ?? 'initial',
    signerKid: thumbprintOf(signature.key),
    minimumPlatform: index.minimumPlatform,
    bytes: more.bytes,
    builtAt: more.now,
    publishedAt: more.publishedAt,
    index: canonicalJson(index),
    signature: canonicalJson(signature),
  };
}

/** Packages from elsewhere: first everything is checked, then everything that is missing is made; all of it repeatable. */
export function createPublisher({ kernel, identity, catalogue }: PublishDeps): PublishPart {
  const { db, clock } = kernel;

  async function refuseTakenName(slug: string): Promise<void> {
    if (isFreeSlug(slug) && (await catalogue.areaBySlug(slug)) === null) return;
    throw new AppError('conflict', 'packages/provider-name-taken', { params: { slug } });
  }

  return {
    async verify(bytes, options = {}) {
      const read = await readPackage(bytes);
      const { index, digest, manifest, signature } = read;
      const provider = await identity.tenantBySlug(manifest.provider.slug);
      const trust = await trustOf(kernel, read, provider, options.trustKey).then(
        () => 'trusted' as const,
        (error: unknown) => {
          if (error instanceof AppError && error.code === 'packages/signer-unknown') return 'unknown-provider' as const;
          throw error;
        },
      );
      await refuseDowngrade(kernel, read);
      const [built] = await db.tx({}, (tx) => selectBuilt(tx, { digest }));
      return {
        packageId: index.packageId,
        version: index.version,
        digest,
        versionDigest: index.manifestDigest,
        manifest,
        signer: { thumbprint: thumbprintOf(signature.key), algorithm: algorithmName(signature.key.kty) },
        trust,
        isPublished: built !== undefined && built.publishedAt !== null,
      } satisfies PackageVerdict;
    },
    async publish({ bytes, provider: wanted, trustKey, by }) {
      const read = await readPackage(bytes);
      const { index, digest, manifest, source } = read;
      const { slug, name } = manifest.provider;
      const known = await identity.tenantBySlug(slug);
      if (wanted !== null && known?.id !== wanted) throw new AppError('forbidden', 'packages/other-provider');
      await trustOf(kernel, read, known, trustKey);
      await refuseDowngrade(kernel, read);
      if (known === null) await refuseTakenName(slug);
      const tenant = known ?? (await identity.createTenant({ kind: 'provider', ars: null, slug, name })).tenant;
      await catalogue.importPinned(tenant.id, source, manifest.schema.digest);
      const now = clock.now();
      await db.tx({ tenant: tenant.id }, async (tx) => {
        await lockKeys(tx, tenant.id);
        await lockPackage(tx, index.packageId);
        // Once more: somebody may have published or changed the key meanwhile.
        const keys = await trustOf(kernel, read, tenant, trustKey);
        await refuseDowngrade(kernel, read);
        for (const key of keys) await insertKey(tx, tenant.id, { ...key, trustedBy: by });
        await catalogue.publishVersion(tx, tenant.id, manifest);
        const row = rowOf(read, { provider: tenant.id, bytes: bytes.length, now, publishedAt: now });
        // Built here before: then it only goes to the marketplace.
        if (!(await insertPackage(tx, row, bytes))) await markPublished(tx, digest, now);
      });
      const published = (await db.tx({}, (tx) => selectPublished(tx, index.packageId))).find(
        (one) => one.digest === digest,
      );
      if (published === undefined)
        throw new AppError('conflict', 'packages/version-differs', { params: { version: index.version } });
      return published;
    },
  };
}

const algorithmName = (kty: 'OKP' | 'EC' | 'RSA'): string =>
  kty === 'OKP' ? 'EdDSA' : kty === 'EC' ? 'ES256' : 'PS512';
