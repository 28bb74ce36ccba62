import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface ReviewRow {
  review_id: string;
  tenant_id: TenantId;
  provider_id: TenantId;
  package_id: string;
  version: string;
  rating: number;
  office: string;
  experience: string;
  written_at: Date;
  changed_at: Date;
  answer: string | null;
  answered_at: Date | null;
  hidden_reason: string | null;
  hidden_at: Date | null;
  total: number;
}

const select = (operator: TenantId) => sql`
  select r.review_id, r.tenant_id, r.provider_id, r.package_id, r.version, r.rating, r.office, r.experience,
         r.written_at, r.changed_at, a.answer, a.answered_at, h.reason as hidden_reason, h.hidden_at,
         (count(*) over ())::integer as total
  from marketplace.review r
  left join marketplace.review_answer a using (review_id)
  left join marketplace.review_hidden h on h.review_id = r.review_id and h.tenant_id = ${operator}
`;

/** Newest first, without hidden ones. */
export async function selectReviews(
  tx: Tx,
  filter: { operator: TenantId; packageId: string; offset: number; limit: number },
): Promise<readonly ReviewRow[]> {
  const result = await sql<ReviewRow>`
    ${select(filter.operator)}
    where r.package_id = ${filter.packageId} and h.review_id is null
    order by r.written_at desc, r.review_id limit ${filter.limit} offset ${filter.offset}
  `.execute(tx);
  return result.rows;
}

/** Whatever is asked for by id, hidden ones included: for its author, its provider and the operator. */
export async function selectReviewsById(
  tx: Tx,
  filter: { operator: TenantId; ids: readonly string[] },
): Promise<readonly ReviewRow[]> {
  const result = await sql<ReviewRow>`
    ${select(filter.operator)} where r.review_id = any (${[...filter.ids]}::uuid[])
  `.execute(tx);
  return result.rows;
}

export async function selectOwnReview(
  tx: Tx,
  filter: { operator: TenantId; tenant: TenantId; packageId: string; version: string },
): Promise<ReviewRow | null> {
  const result = await sql<ReviewRow>`
    ${select(filter.operator)}
    where r.tenant_id = ${filter.tenant} and r.package_id = ${filter.packageId} and r.version = ${filter.version}
  `.execute(tx);
  return result.rows[0] ?? null;
}

/** The latest word of each town counts, once, whatever versions it has written about. */
export async function selectSummaries(
  tx: Tx,
  filter: { operator: TenantId; packageIds: readonly string[] },
): Promise<readonly { package_id: string; count: number; average: number }[]> {
  const result = await sql<{ package_id: string; count: number; average: number }>`
    select package_id, count(*)::integer as count, round(avg(rating), 1)::float8 as average
    from (
      select distinct on (r.package_id, r.tenant_id) r.package_id, r.rating
      from marketplace.review r
      left join marketplace.review_hidden h on h.review_id = r.review_id and h.tenant_id = ${filter.operator}
      where r.package_id = any (${[...filter.packageIds]}::text[]) and h.review_id is null
      order by r.package_id, r.tenant_id, r.written_at desc
    ) latest
    group by package_id
  `.execute(tx);
  return result.rows;
}

export interface NewReviewRow {
  id: string;
  tenant: TenantId;
  provider: TenantId;
  packageId: string;
  version: string;
  rating: number;
  office: string;
  experience: string;
  now: Date;
}

/** An answer of the provider to other words than these would mislead: it goes when the words change. */
export async function upsertReview(tx: Tx, row: NewReviewRow): Promise<void> {
  await sql`
    insert into marketplace.review (review_id, tenant_id, provider_id, package_id, version, rating, office, experience,
                                    written_at, changed_at)
    values (${row.id}, ${row.tenant}, ${row.provider}, ${row.packageId}, ${row.version}, ${row.rating}, ${row.office},
            ${row.experience}, ${row.now}, ${row.now})
    on conflict (tenant_id, package_id, version) do update set rating = excluded.rating, office = excluded.office,
      experience = excluded.experience, changed_at = excluded.changed_at
  `.execute(tx);
}

export async function deleteReview(
  tx: Tx,
  key: { tenant: TenantId; packageId: string; version: string },
): Promise<boolean> {
  const result = await sql`
    delete from marketplace.review
    where tenant_id = ${key.tenant} and package_id = ${key.packageId} and version = ${key.version}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function upsertAnswer(
  tx: Tx,
  row: { review: string; tenant: TenantId; answer: string; now: Date },
): Promise<void> {
  await sql`
    insert into marketplace.review_answer (review_id, tenant_id, answer, answered_at)
    values (${row.review}, ${row.tenant}, ${row.answer}, ${row.now})
    on conflict (review_id) do update set answer = excluded.answer, answered_at = excluded.answered_at
  `.execute(tx);
}

export async function upsertReport(
  tx: Tx,
  row: { review: string; tenant: TenantId; reason: string; now: Date },
): Promise<void> {
  await sql`
    insert into marketplace.review_report (review_id, tenant_id, reason, reported_at)
    values (${row.review}, ${row.tenant}, ${row.reason}, ${row.now})
    on conflict (review_id, tenant_id) do update set reason = excluded.reason, reported_at = excluded.reported_at
  `.execute(tx);
}

/** What towns and providers reported, latest first; by whom stays with them. */
export async function selectReports(
  tx: Tx,
  limit: number,
): Promise<readonly { review_id: string; reason: string; reported_at: Date }[]> {
  const result = await sql<{ review_id: string; reason: string; reported_at: Date }>`
    select review_id, reason, reported_at from marketplace.all_reports(${limit})
  `.execute(tx);
  return result.rows;
}

export async function selectHidden(tx: Tx, operator: TenantId, limit: number): Promise<readonly string[]> {
  const result = await sql<{ review_id: string }>`
    select review_id from marketplace.review_hidden where tenant_id = ${operator}
    order by hidden_at desc, review_id limit ${limit}
  `.execute(tx);
  return result.rows.map(({ review_id }) => review_id);
}

export async function insertHidden(
  tx: Tx,
  row: { review: string; operator: TenantId; reason: string; now: Date },
): Promise<void> {
  await sql`
    insert into marketplace.review_hidden (review_id, tenant_id, reason, hidden_at)
    values (${row.review}, ${row.operator}, ${row.reason}, ${row.now})
    on conflict (review_id, tenant_id) do update set reason = excluded.reason, hidden_at = excluded.hidden_at
  `.execute(tx);
}

export async function deleteHidden(tx: Tx, row: { review: string; operator: TenantId }): Promise<void> {
  await sql`
    delete from marketplace.review_hidden where review_id = ${row.review} and tenant_id = ${row.operator}
  `.execute(tx);
}
