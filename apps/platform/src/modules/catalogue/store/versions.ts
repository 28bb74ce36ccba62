import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { canonicalJson } from '../domain/canonical-json.ts';
import { type ServiceManifest } from '../domain/manifest.ts';
import { type PublishedVersion } from '../types.ts';

export interface NewVersion {
  digest: string;
  provider: TenantId;
  manifest: ServiceManifest;
  now: Date;
}

/** False when another row holds the digest or the number; the caller finds out which. */
export async function insertVersion(tx: Tx, { digest, provider, manifest, now }: NewVersion): Promise<boolean> {
  const { service, schema, delivery, version } = manifest;
  const result = await sql`
    insert into catalogue.service_version (version_digest, tenant_id, service_slug, version, leistungsschluessel,
                                           schema_digest, schema_uri, manifest, published_at)
    values (${digest}, ${provider}, ${service.slug}, ${version}, ${service.leistungsschluessel}, ${schema.digest},
            ${delivery.schemaUri}, ${canonicalJson(manifest)}, ${now})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectManifest(tx: Tx, digest: string): Promise<ServiceManifest | null> {
  const result = await sql<{ manifest: string }>`
    select manifest from catalogue.service_version where version_digest = ${digest}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : parseStoredManifest(row.manifest);
}

/** Latest published first. */
export async function selectVersions(
  tx: Tx,
  provider: TenantId,
  serviceSlug: string | null,
): Promise<readonly PublishedVersion[]> {
  const result = await sql<{
    version_digest: string;
    service_slug: string;
    version: string;
    schema_digest: string;
    published_at: Date;
  }>`
    select version_digest, service_slug, version, schema_digest, published_at from catalogue.service_version
    where tenant_id = ${provider} and (${serviceSlug}::text is null or service_slug = ${serviceSlug})
    order by published_at desc, version_digest
  `.execute(tx);
  return result.rows.map((row) => ({
    digest: row.version_digest,
    serviceSlug: row.service_slug,
    version: row.version,
    schemaDigest: row.schema_digest,
    publishedAt: row.published_at,
  }));
}

/** Newest version with that delivery schema which the tenant offers or once offered. */
export async function selectOfferedVersion(tx: Tx, tenant: TenantId, schemaUri: string): Promise<string | null> {
  const result = await sql<{ version_digest: string }>`
    select v.version_digest from catalogue.offered_version o
    join catalogue.service_version v using (version_digest)
    where o.tenant_id = ${tenant} and v.schema_uri = ${schemaUri}
    order by o.since desc, v.published_at desc limit 1
  `.execute(tx);
  return result.rows[0]?.version_digest ?? null;
}

/** Checked by parseManifest before it was stored, immutable since. */
export function parseStoredManifest(text: string): ServiceManifest {
  return JSON.parse(text) as ServiceManifest;
}
