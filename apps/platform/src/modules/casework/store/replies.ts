import { sql } from 'kysely';
import { type DeliveryProgress } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export type ReplyState = 'stored' | 'sent' | 'fetched' | 'refused';

export interface ReplyRow {
  entry_id: string;
  tenant_id: TenantId;
  state: ReplyState;
  journal: DeliveryProgress | null;
  fit_reply_id: string | null;
  sent_at: Date | null;
  settled_at: Date | null;
}

const columns = sql`r.entry_id, r.tenant_id, r.state, r.journal, r.fit_reply_id, r.sent_at, r.settled_at`;

export async function insertReply(tx: Tx, tenant: TenantId, entry: string): Promise<void> {
  await sql`insert into casework.outgoing_reply (entry_id, tenant_id) values (${entry}, ${tenant})`.execute(tx);
}

export async function selectReply(tx: Tx, entry: string): Promise<ReplyRow | null> {
  const result = await sql<ReplyRow>`
    select ${columns} from casework.outgoing_reply r where r.entry_id = ${entry}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectRepliesOfCase(tx: Tx, caseId: string): Promise<readonly ReplyRow[]> {
  const result = await sql<ReplyRow>`
    select ${columns} from casework.outgoing_reply r join casework.entry e using (entry_id) where e.case_id = ${caseId}
  `.execute(tx);
  return result.rows;
}

export async function saveJournal(tx: Tx, entry: string, journal: DeliveryProgress): Promise<void> {
  await sql`
    update casework.outgoing_reply set journal = ${JSON.stringify(journal)}::jsonb where entry_id = ${entry}
  `.execute(tx);
}

export async function markSent(
  tx: Tx,
  entry: string,
  sent: { replyId: string; at: Date; nextLookAt: Date },
): Promise<boolean> {
  const result = await sql`
    update casework.outgoing_reply
    set state = 'sent', fit_reply_id = ${sent.replyId}, sent_at = ${sent.at}, next_look_at = ${sent.nextLookAt}
    where entry_id = ${entry} and state = 'stored'
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function lookLater(tx: Tx, entry: string, nextLookAt: Date): Promise<void> {
  await sql`
    update casework.outgoing_reply set next_look_at = ${nextLookAt} where entry_id = ${entry} and state = 'sent'
  `.execute(tx);
}

export async function settleReply(tx: Tx, entry: string, state: 'fetched' | 'refused', at: Date): Promise<boolean> {
  const result = await sql`
    update casework.outgoing_reply set state = ${state}, settled_at = ${at}, next_look_at = null
    where entry_id = ${entry} and state = 'sent'
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function dueReplies(tx: Tx, now: Date): Promise<readonly { tenant_id: TenantId; entry_id: string }[]> {
  const result = await sql<{ tenant_id: TenantId; entry_id: string }>`
    select tenant_id, entry_id from casework.due_replies(${now})
  `.execute(tx);
  return result.rows;
}
