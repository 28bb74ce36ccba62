import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type Offering } from '../types.ts';

export interface OfferingRow {
  offering_id: string;
  tenant_id: TenantId;
  service_slug: string;
  version_digest: string;
  destination_id: string;
  area_ars: string;
  receipt_instant: Offering['receiptInstant'];
  town_texts: Offering['townTexts'];
  valid_from: Date;
  valid_until: Date | null;
  live: boolean;
}

const columns = sql`offering_id, tenant_id, service_slug, version_digest, destination_id, area_ars, receipt_instant,
  town_texts, valid_from, valid_until, live`;

export async function selectOffering(tx: Tx, id: string): Promise<OfferingRow | null> {
  const result = await sql<OfferingRow>`
    select ${columns} from catalogue.offering where offering_id = ${id}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectOfferingBySlug(tx: Tx, tenant: TenantId, slug: string): Promise<OfferingRow | null> {
  const result = await sql<OfferingRow>`
    select ${columns} from catalogue.offering where tenant_id = ${tenant} and service_slug = ${slug}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectOfferings(
  tx: Tx,
  filter: { tenant?: TenantId; live?: true },
): Promise<readonly OfferingRow[]> {
  const result = await sql<OfferingRow>`
    select ${columns} from catalogue.offering
    where (${filter.tenant ?? null}::uuid is null or tenant_id = ${filter.tenant ?? null}::uuid)
      and (live or ${filter.live !== true})
      -- Asked for everybody's, those of sandboxes are not among them.
      and (not sandbox or ${filter.tenant !== undefined})
    order by service_slug, offering_id
  `.execute(tx);
  return result.rows;
}

export async function selectOfferingsOfVersion(
  tx: Tx,
  versionDigest: string,
  limit: number,
): Promise<readonly OfferingRow[]> {
  const result = await sql<OfferingRow>`
    select ${columns} from catalogue.offering
    where version_digest = ${versionDigest} and live and not sandbox order by valid_from, offering_id limit ${limit}
  `.execute(tx);
  return result.rows;
}

export type NewOffering = Pick<
  OfferingRow,
  | 'offering_id'
  | 'tenant_id'
  | 'service_slug'
  | 'version_digest'
  | 'destination_id'
  | 'area_ars'
  | 'receipt_instant'
  | 'town_texts'
> & { sandbox: boolean };

/** One offering per town and address; saving again changes it and keeps whether it is live. */
export async function upsertOffering(tx: Tx, row: NewOffering, now: Date): Promise<string> {
  const result = await sql<{ offering_id: string }>`
    insert into catalogue.offering (offering_id, tenant_id, service_slug, version_digest, destination_id, area_ars,
                                    receipt_instant, town_texts, sandbox, valid_from, changed_at)
    values (${row.offering_id}, ${row.tenant_id}, ${row.service_slug}, ${row.version_digest}, ${row.destination_id},
            ${row.area_ars}, ${row.receipt_instant}, ${JSON.stringify(row.town_texts)}::jsonb, ${row.sandbox}, ${now}, ${now})
    on conflict (tenant_id, service_slug) do update set version_digest = excluded.version_digest,
      destination_id = excluded.destination_id, area_ars = excluded.area_ars,
      receipt_instant = excluded.receipt_instant, town_texts = excluded.town_texts, changed_at = excluded.changed_at
    returning offering_id
  `.execute(tx);
  const id = result.rows[0]?.offering_id;
  if (id === undefined) throw new Error('an upsert returned no row');
  await sql`
    insert into catalogue.offered_version (tenant_id, offering_id, version_digest, since)
    values (${row.tenant_id}, ${id}, ${row.version_digest}, ${now}) on conflict do nothing
  `.execute(tx);
  return id;
}

export async function updateLive(
  tx: Tx,
  change: { tenant: TenantId; id: string; live: boolean; now: Date },
): Promise<boolean> {
  const result = await sql`
    update catalogue.offering set live = ${change.live}, changed_at = ${change.now},
      live_since = case when not ${change.live} then null when live then live_since else ${change.now} end
    where offering_id = ${change.id} and tenant_id = ${change.tenant}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}
