import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface WishRow {
  wish_id: string;
  tenant_id: TenantId;
  leistungsschluessel: string | null;
  need: string;
  details: string;
  made_at: Date;
  towns: number;
}

export interface WishAnswerRow {
  wish_id: string;
  tenant_id: TenantId;
  answer: string;
  package_id: string | null;
  expected_on: string | null;
  answered_at: Date;
}

const columns = sql`w.wish_id, w.tenant_id, w.leistungsschluessel, w.need, w.details, w.made_at, w.towns`;

/** Most wanted first. `pattern` is one for ilike; null shows all. */
export async function selectWishes(
  tx: Tx,
  filter: { pattern: string | null; key: string | null; offset: number; limit: number },
): Promise<{ items: readonly WishRow[]; total: number }> {
  const wanted = sql`w.withdrawn_at is null and (${filter.pattern}::text is null or w.need ilike ${filter.pattern}
    or w.details ilike ${filter.pattern} or w.leistungsschluessel = ${filter.key})`;
  const items = await sql<WishRow>`
    select ${columns} from marketplace.wish w where ${wanted}
    order by w.towns desc, w.made_at desc, w.wish_id limit ${filter.limit} offset ${filter.offset}
  `.execute(tx);
  const count = await sql<{ total: number }>`
    select count(*)::integer as total from marketplace.wish w where ${wanted}
  `.execute(tx);
  return { items: items.rows, total: count.rows[0]?.total ?? 0 };
}

export async function selectWish(tx: Tx, id: string): Promise<WishRow | null> {
  const result = await sql<WishRow>`
    select ${columns} from marketplace.wish w where w.wish_id = ${id} and w.withdrawn_at is null
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectWishAnswers(tx: Tx, ids: readonly string[]): Promise<readonly WishAnswerRow[]> {
  const result = await sql<WishAnswerRow>`
    select wish_id, tenant_id, answer, package_id, to_char(expected_on, 'YYYY-MM-DD') as expected_on, answered_at
    from marketplace.wish_answer where wish_id = any (${[...ids]}::uuid[]) order by answered_at, tenant_id
  `.execute(tx);
  return result.rows;
}

export async function hasJoined(tx: Tx, id: string, tenant: TenantId): Promise<boolean> {
  const result = await sql`
    select 1 from marketplace.wish_town where wish_id = ${id} and tenant_id = ${tenant}
  `.execute(tx);
  return result.rows.length > 0;
}

export async function insertWish(
  tx: Tx,
  wish: { id: string; tenant: TenantId; leistungsschluessel: string | null; need: string; details: string; now: Date },
): Promise<void> {
  await sql`
    insert into marketplace.wish (wish_id, tenant_id, leistungsschluessel, need, details, made_at)
    values (${wish.id}, ${wish.tenant}, ${wish.leistungsschluessel}, ${wish.need}, ${wish.details}, ${wish.now})
  `.execute(tx);
  await insertWishTown(tx, wish);
}

export async function insertWishTown(tx: Tx, row: { id: string; tenant: TenantId; now: Date }): Promise<void> {
  await sql`
    insert into marketplace.wish_town (wish_id, tenant_id, joined_at) values (${row.id}, ${row.tenant}, ${row.now})
    on conflict do nothing
  `.execute(tx);
}

export async function deleteWishTown(tx: Tx, row: { id: string; tenant: TenantId }): Promise<void> {
  await sql`delete from marketplace.wish_town where wish_id = ${row.id} and tenant_id = ${row.tenant}`.execute(tx);
}

export async function withdrawWish(tx: Tx, row: { id: string; tenant: TenantId; now: Date }): Promise<boolean> {
  const result = await sql`
    update marketplace.wish set withdrawn_at = ${row.now}
    where wish_id = ${row.id} and tenant_id = ${row.tenant} and withdrawn_at is null
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function upsertWishAnswer(
  tx: Tx,
  row: {
    wish: string;
    tenant: TenantId;
    text: string;
    packageId: string | null;
    expectedOn: string | null;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into marketplace.wish_answer (wish_id, tenant_id, answer, package_id, expected_on, answered_at)
    values (${row.wish}, ${row.tenant}, ${row.text}, ${row.packageId}, ${row.expectedOn}::date, ${row.now})
    on conflict (wish_id, tenant_id) do update set answer = excluded.answer, package_id = excluded.package_id,
      expected_on = excluded.expected_on, answered_at = excluded.answered_at
  `.execute(tx);
}
