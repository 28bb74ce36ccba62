import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

interface RunningRow {
  tenant_id: TenantId;
  offering_slug: string;
  version_digest: string;
  version: string;
  since: Date;
}

/** Live offerings of one service of one provider: at most one row per town and address. */
export async function selectRunning(
  tx: Tx,
  filter: { provider: TenantId; serviceSlug: string; tenant: TenantId | null; now: Date },
): Promise<readonly RunningRow[]> {
  const result = await sql<RunningRow>`
    select o.tenant_id, o.service_slug as offering_slug, o.version_digest, v.version,
           coalesce(o.live_since, o.valid_from) as since
    from catalogue.service_version v
    join catalogue.offering o on o.version_digest = v.version_digest and o.live and not o.sandbox
    where v.tenant_id = ${filter.provider} and v.service_slug = ${filter.serviceSlug}
      and o.valid_from <= ${filter.now} and (o.valid_until is null or ${filter.now} < o.valid_until)
      and (${filter.tenant}::uuid is null or o.tenant_id = ${filter.tenant}::uuid)
    order by since, o.tenant_id
  `.execute(tx);
  return result.rows;
}

/** How many towns run which service of which provider; services that nobody runs are not among them. */
export async function selectRunningCounts(
  tx: Tx,
  now: Date,
): Promise<readonly { provider: TenantId; service_slug: string; towns: number }[]> {
  const result = await sql<{ provider: TenantId; service_slug: string; towns: number }>`
    select v.tenant_id as provider, v.service_slug, count(distinct o.tenant_id)::integer as towns
    from catalogue.offering o join catalogue.service_version v using (version_digest)
    where o.live and not o.sandbox and o.valid_from <= ${now} and (o.valid_until is null or ${now} < o.valid_until)
    group by v.tenant_id, v.service_slug
  `.execute(tx);
  return result.rows;
}

/** Municipalities of an area by service and version; `version_digest` null: all versions of the service together. */
export async function selectSpread(
  tx: Tx,
  filter: { prefix: string; now: Date },
): Promise<
  readonly {
    service: string;
    version_digest: string | null;
    municipalities: number;
    provider: TenantId;
    slug: string;
  }[]
> {
  const result = await sql<{
    service: string;
    version_digest: string | null;
    municipalities: number;
    provider: TenantId;
    slug: string;
  }>`
    with live as materialized (
      select o.version_digest, o.area_ars from catalogue.offering o
      where o.live and not o.sandbox and o.area_ars like ${`${filter.prefix}%`}
        and o.valid_from <= ${filter.now} and (o.valid_until is null or ${filter.now} < o.valid_until)
      group by o.version_digest, o.area_ars
    )
    select coalesce(v.leistungsschluessel, v.tenant_id || '/' || v.service_slug) as service, live.version_digest,
           count(distinct live.area_ars)::integer as municipalities,
           min(v.tenant_id::text)::uuid as provider, min(v.service_slug) as slug
    from live join catalogue.service_version v using (version_digest)
    group by grouping sets ((1), (1, 2))
    order by 1, 2 nulls first
  `.execute(tx);
  return result.rows;
}
