import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type BuiltPackage, type ChangeKind, type PublishedPackage } from '../types.ts';

interface PackageRow {
  package_digest: string;
  tenant_id: TenantId;
  provider_name: string;
  package_id: string;
  version: string;
  version_digest: string;
  signer_kid: string;
  minimum_platform: string;
  name_de: string;
  name_en: string;
  summary_de: string;
  summary_en: string;
  leistungsschluessel: string | null;
  change_kind: ChangeKind;
  bytes: number;
  built_at: Date;
  published_at: Date | null;
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
}

export type NewPackage = Omit<BuiltPackage, 'serviceSlug' | 'withdrawnAt' | 'withdrawnReason'> & {
  /** Canonical JSON of both. */
  index: string;
  signature: string;
};

const columns = sql.raw(
  'p.package_digest, p.tenant_id, p.provider_name, p.package_id, p.version, p.version_digest, p.signer_kid, ' +
    'p.minimum_platform, p.name_de, p.name_en, p.summary_de, p.summary_en, p.leistungsschluessel, p.change_kind, ' +
    'p.bytes, p.built_at, p.published_at, p.withdrawn_at, p.withdrawn_reason',
);
const source = sql.raw('packages.package p');

/** On the marketplace, withdrawn or not; of one package or of all. Latest published first. */
export async function selectPublished(tx: Tx, packageId: string | null): Promise<readonly PublishedPackage[]> {
  const result = await sql<PackageRow>`
    select ${columns} from ${source}
    where p.published_at is not null and (${packageId}::text is null or p.package_id = ${packageId})
    order by p.published_at desc, p.package_digest
  `.execute(tx);
  return result.rows.flatMap(toPublished);
}

export async function selectByVersionDigest(tx: Tx, versionDigest: string): Promise<PublishedPackage | null> {
  const result = await sql<PackageRow>`
    select ${columns} from ${source} where p.version_digest = ${versionDigest} and p.published_at is not null
  `.execute(tx);
  return result.rows.flatMap(toPublished)[0] ?? null;
}

/** Built, on the marketplace or not; by digest, or all of a provider. Latest built first. */
export async function selectBuilt(
  tx: Tx,
  by: { digest: string } | { provider: TenantId },
): Promise<readonly BuiltPackage[]> {
  const condition = 'digest' in by ? sql`p.package_digest = ${by.digest}` : sql`p.tenant_id = ${by.provider}`;
  const result = await sql<PackageRow>`
    select ${columns} from ${source} where ${condition} order by p.built_at desc, p.package_digest
  `.execute(tx);
  return result.rows.map(toBuilt);
}

/** Whose package it is; null for one that nobody has built here. */
export async function selectOwner(tx: Tx, packageId: string): Promise<TenantId | null> {
  const result = await sql<{ tenant_id: TenantId }>`
    select tenant_id from packages.package where package_id = ${packageId} limit 1
  `.execute(tx);
  return result.rows[0]?.tenant_id ?? null;
}

export async function selectArchive(tx: Tx, digest: string): Promise<Uint8Array | null> {
  const result = await sql<{ content: Uint8Array }>`
    select content from packages.archive where package_digest = ${digest}
  `.execute(tx);
  return result.rows[0]?.content ?? null;
}

/** False when the digest or the number is there already. */
export async function insertPackage(tx: Tx, row: NewPackage, archive: Uint8Array): Promise<boolean> {
  const result = await sql`
    insert into packages.package (package_digest, tenant_id, package_id, version, version_digest, package_index,
                                  signature, signer_kid, minimum_platform, provider_name, name_de, name_en, summary_de, summary_en,
                                  leistungsschluessel, change_kind, bytes, built_at, published_at)
    values (${row.digest}, ${row.provider}, ${row.packageId}, ${row.version}, ${row.versionDigest}, ${row.index},
            ${row.signature}, ${row.signerKid}, ${row.minimumPlatform}, ${row.providerName}, ${row.name.de}, ${row.name.en},
            ${row.summary.de}, ${row.summary.en}, ${row.leistungsschluessel}, ${row.change}, ${row.bytes},
            ${row.builtAt}, ${row.publishedAt})
    on conflict do nothing
  `.execute(tx);
  if (result.numAffectedRows !== 1n) return false;
  await sql`
    insert into packages.archive (package_digest, tenant_id, content) values (${row.digest}, ${row.provider}, ${archive})
  `.execute(tx);
  return true;
}

export async function markPublished(tx: Tx, digest: string, now: Date): Promise<void> {
  await sql`
    update packages.package set published_at = ${now} where package_digest = ${digest} and published_at is null
  `.execute(tx);
}

/** False when it is not there, not on the marketplace or withdrawn already. */
export async function markWithdrawn(tx: Tx, digest: string, reason: string, now: Date): Promise<boolean> {
  const result = await sql`
    update packages.package set withdrawn_at = ${now}, withdrawn_reason = ${reason}
    where package_digest = ${digest} and published_at is not null and withdrawn_at is null
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Two publications of one package wait for each other, so that neither passes the check on older versions unseen. */
export async function lockPackage(tx: Tx, packageId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`packages:${packageId}`}, 0))`.execute(tx);
}

function toBuilt(row: PackageRow): BuiltPackage {
  return {
    packageId: row.package_id,
    digest: row.package_digest,
    versionDigest: row.version_digest,
    version: row.version,
    provider: row.tenant_id,
    providerName: row.provider_name,
    serviceSlug: row.package_id.slice(row.package_id.indexOf('/') + 1),
    leistungsschluessel: row.leistungsschluessel,
    name: { de: row.name_de, en: row.name_en },
    summary: { de: row.summary_de, en: row.summary_en },
    change: row.change_kind,
    signerKid: row.signer_kid,
    minimumPlatform: row.minimum_platform,
    bytes: row.bytes,
    builtAt: row.built_at,
    publishedAt: row.published_at,
    withdrawnAt: row.withdrawn_at,
    withdrawnReason: row.withdrawn_reason,
  };
}

function toPublished(row: PackageRow): readonly PublishedPackage[] {
  const { bytes: _bytes, builtAt: _builtAt, publishedAt, ...rest } = toBuilt(row);
  return publishedAt === null ? [] : [{ ...rest, publishedAt }];
}
