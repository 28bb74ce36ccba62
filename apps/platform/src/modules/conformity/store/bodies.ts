import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export async function selectBodies(tx: Tx): Promise<readonly { body: TenantId; since: Date }[]> {
  const result = await sql<{ body_tenant_id: TenantId; since: Date }>`
    select body_tenant_id, since from conformity.checking_body where ended_at is null order by since, checking_body_id
  `.execute(tx);
  return result.rows.map((row) => ({ body: row.body_tenant_id, since: row.since }));
}

export async function insertBody(
  tx: Tx,
  row: { id: string; operator: TenantId; body: TenantId; now: Date },
): Promise<void> {
  await sql`
    insert into conformity.checking_body (checking_body_id, tenant_id, body_tenant_id, since)
    values (${row.id}, ${row.operator}, ${row.body}, ${row.now}) on conflict do nothing
  `.execute(tx);
}

export async function endBody(tx: Tx, body: TenantId, now: Date): Promise<void> {
  await sql`
    update conformity.checking_body set ended_at = ${now} where body_tenant_id = ${body} and ended_at is null
  `.execute(tx);
}
