import { sql } from 'kysely';
import { type Problem } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface RejectionRow {
  submission_id: string;
  fit_case_id: string;
  problems: Problem[];
  at: Date;
  settled_at: Date | null;
}

/** Types and places only; what was wrong with a value is not told. */
export async function upsertRejection(
  tx: Tx,
  row: { submission: string; tenant: TenantId; fitCase: string; problems: readonly Problem[]; now: Date },
): Promise<void> {
  await sql`
    insert into casework.rejection (submission_id, tenant_id, fit_case_id, problems, at)
    values (${row.submission}, ${row.tenant}, ${row.fitCase}, ${JSON.stringify(row.problems)}::jsonb, ${row.now})
    on conflict (submission_id) do update set problems = excluded.problems
  `.execute(tx);
}

export async function settleRejection(tx: Tx, submission: string, now: Date): Promise<void> {
  await sql`update casework.rejection set settled_at = ${now} where submission_id = ${submission}`.execute(tx);
}

export async function selectRejections(tx: Tx, tenant: TenantId): Promise<readonly RejectionRow[]> {
  const result = await sql<RejectionRow>`
    select submission_id, fit_case_id, problems, at, settled_at from casework.rejection
    where tenant_id = ${tenant} order by at desc limit 50
  `.execute(tx);
  return result.rows;
}

export async function deleteOldRejections(tx: Tx, before: Date): Promise<number> {
  const result = await sql<{ gone: number }>`select casework.due_rejections(${before}) as gone`.execute(tx);
  return result.rows[0]?.gone ?? 0;
}
