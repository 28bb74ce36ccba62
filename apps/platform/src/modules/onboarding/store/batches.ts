import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type BatchKind } from '../types.ts';

export interface BatchRow {
  batch_id: string;
  kind: BatchKind;
  package_id: string | null;
  with_access: boolean;
  made_by: StaffId;
  made_at: Date;
}

export interface LineRow {
  line: number;
  ars: string;
  admin_email: string;
  name: string;
  state: 'waiting' | 'done' | 'failed';
  reason: string | null;
  town_id: TenantId | null;
}

export async function insertBatch(tx: Tx, tenant: TenantId, batch: BatchRow): Promise<void> {
  await sql`
    insert into onboarding.batch (batch_id, tenant_id, kind, package_id, with_access, made_by, made_at)
    values (${batch.batch_id}, ${tenant}, ${batch.kind}, ${batch.package_id}, ${batch.with_access}, ${batch.made_by},
            ${batch.made_at})
  `.execute(tx);
}

export async function insertLine(
  tx: Tx,
  tenant: TenantId,
  batch: string,
  line: Pick<LineRow, 'line' | 'ars' | 'admin_email' | 'name' | 'town_id'>,
): Promise<void> {
  await sql`
    insert into onboarding.batch_line (batch_id, line, tenant_id, ars, admin_email, name, town_id)
    values (${batch}, ${line.line}, ${tenant}, ${line.ars}, ${line.admin_email}, ${line.name}, ${line.town_id})
  `.execute(tx);
}

export async function selectBatch(tx: Tx, tenant: TenantId, batch: string): Promise<BatchRow | null> {
  const result = await sql<BatchRow>`
    select batch_id, kind, package_id, with_access, made_by, made_at from onboarding.batch
    where tenant_id = ${tenant} and batch_id = ${batch}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectLines(tx: Tx, tenant: TenantId, batch: string): Promise<readonly LineRow[]> {
  const result = await sql<LineRow>`
    select line, ars, admin_email, name, state, reason, town_id from onboarding.batch_line
    where tenant_id = ${tenant} and batch_id = ${batch} order by line
  `.execute(tx);
  return result.rows;
}

export async function settleLine(
  tx: Tx,
  tenant: TenantId,
  batch: string,
  settled: Pick<LineRow, 'line' | 'state' | 'reason' | 'town_id'>,
): Promise<void> {
  await sql`
    update onboarding.batch_line set state = ${settled.state}, reason = ${settled.reason}, town_id = ${settled.town_id}
    where tenant_id = ${tenant} and batch_id = ${batch} and line = ${settled.line} and state = 'waiting'
  `.execute(tx);
}

/** What failed waits again; what is done stays done. */
export async function reopenFailed(tx: Tx, tenant: TenantId, batch: string): Promise<number> {
  const result = await sql`
    update onboarding.batch_line set state = 'waiting', reason = null
    where tenant_id = ${tenant} and batch_id = ${batch} and state = 'failed'
  `.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

export async function deleteBatchesBefore(tx: Tx, before: Date): Promise<number> {
  const result = await sql<{ n: number }>`select onboarding.due_batches(${before}) as n`.execute(tx);
  return result.rows[0]?.n ?? 0;
}
