import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface FeedbackRow {
  feedback_id: string;
  received_at: Date;
  body: Uint8Array;
}

export async function insertFeedback(tx: Tx, tenant: TenantId, row: FeedbackRow): Promise<void> {
  await sql`
    insert into catalogue.page_feedback (feedback_id, tenant_id, received_at, body)
    values (${row.feedback_id}, ${tenant}, ${row.received_at}, ${row.body})
  `.execute(tx);
}

export async function selectFeedback(tx: Tx, tenant: TenantId): Promise<readonly FeedbackRow[]> {
  const result = await sql<FeedbackRow>`
    select feedback_id, received_at, body from catalogue.page_feedback
    where tenant_id = ${tenant} order by received_at desc, feedback_id limit 200
  `.execute(tx);
  return result.rows;
}

export async function deleteFeedback(tx: Tx, tenant: TenantId, id: string): Promise<boolean> {
  const result = await sql`
    delete from catalogue.page_feedback where tenant_id = ${tenant} and feedback_id = ${id}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function deleteFeedbackBefore(tx: Tx, before: Date): Promise<number> {
  const result = await sql<{ gone: number }>`select catalogue.due_feedback(${before}) as gone`.execute(tx);
  return result.rows[0]?.gone ?? 0;
}
