import { sql } from 'kysely';
import { type Tx } from '../db/types.ts';

export interface RetentionRun {
  rule: string;
  startedAt: Date;
  finishedAt: Date;
  deleted: number;
  /** Code or class name; null when it went well. */
  error: string | null;
}

export async function insertRun(tx: Tx, id: string, run: RetentionRun): Promise<void> {
  await sql`
    insert into kernel.retention_run (id, rule, started_at, finished_at, deleted, error)
    values (${id}, ${run.rule}, ${run.startedAt}, ${run.finishedAt}, ${run.deleted}, ${run.error})`.execute(tx);
}

export interface RuleHistory {
  rule: string;
  last_run: Date;
  last_success: Date | null;
  last_error: string | null;
  deleted_total: number;
}

export async function listRuleHistories(tx: Tx): Promise<RuleHistory[]> {
  const { rows } = await sql<RuleHistory>`
    select rule, max(started_at) as last_run, max(started_at) filter (where error is null) as last_success,
      (array_agg(error order by started_at desc))[1] as last_error, sum(deleted)::float8 as deleted_total
    from kernel.retention_run group by rule`.execute(tx);
  return rows;
}
