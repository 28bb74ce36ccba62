import { AppError } from '#kernel/errors';
import { type Kernel } from '#kernel/module';
import { compareVersions } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { followSuccession, thumbprintOf } from './domain/signatures.ts';
import { type ReadPackage } from './read-package.ts';
import { selectBuilt, selectPublished } from './store/packages.ts';
import { selectKeys, type StoredKey } from './store/signing-keys.ts';

/**
 * Keys that the signature adds to those trusted here; throws when there is no way from the one to the other. Only the
 * newest key counts: one that was replaced, perhaps because somebody had stolen it, signs no new versions.
 */
export async function trustOf(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  read: ReadPackage,
  provider: Tenant | null,
  trustKey: string | undefined,
): Promise<StoredKey[]> {
  const known = provider === null ? [] : await db.tx({}, (tx) => selectKeys(tx, provider.id));
  const { key, succession } = read.signature;
  const thumbprint = thumbprintOf(key);
  const [before] = await db.tx({}, (tx) => selectBuilt(tx, { digest: read.digest }));
  if (before?.signerKid === thumbprint && (trustKey === undefined || trustKey === thumbprint)) return [];
  const shared = { kid: null, succession: null, trustedAt: clock.now(), trustedBy: '' };
  if (known.length === 0) {
    if (trustKey === thumbprint) return [{ ...shared, thumbprint, publicJwk: key, origin: 'pinned' }];
    const told = { params: { thumbprint }, detail: `signed with key ${thumbprint}` };
    if (trustKey === undefined) throw new AppError('conflict', 'packages/signer-unknown', told);
    throw new AppError('conflict', 'packages/signer-other', told);
  }
  const slug = read.manifest.provider.slug;
  const way = followSuccession(
    known.slice(-1).map(({ publicJwk }) => publicJwk),
    succession,
    key,
    slug,
  );
  if (way === null || (trustKey !== undefined && trustKey !== thumbprint)) {
    throw new AppError('conflict', 'packages/signer-other', {
      params: { thumbprint },
      detail: `signed with key ${thumbprint}, which no trusted key of ${slug} has signed`,
    });
  }
  return way.map((one, at) => ({
    ...shared,
    thumbprint: thumbprintOf(one),
    publicJwk: one,
    origin: 'succession',
    succession: succession[at] ?? null,
  }));
}

/** Higher than everything here, or the same once more. */
export async function refuseDowngrade({ db }: Pick<Kernel, 'db'>, { index, digest }: ReadPackage): Promise<void> {
  const published = await db.tx({}, (tx) => selectPublished(tx, index.packageId));
  const same = published.find(({ version }) => version === index.version);
  if (same !== undefined && same.digest !== digest) {
    throw new AppError('conflict', 'packages/version-differs', { params: { version: index.version } });
  }
  if (same !== undefined) {
    if (same.withdrawnAt !== null)
      throw new AppError('conflict', 'packages/withdrawn', { params: { version: same.version } });
    return;
  }
  const newest = published
    .map(({ version }) => version)
    .toSorted(compareVersions)
    .at(-1);
  if (newest === undefined || compareVersions(newest, index.version) < 0) return;
  throw new AppError('conflict', 'packages/older-version', {
    params: { version: index.version, newest },
    detail: `version ${index.version} is older than ${newest}, which is here already`,
  });
}
