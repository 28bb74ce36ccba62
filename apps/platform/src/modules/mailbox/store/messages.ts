import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';

export type MessageKind = 'reply' | 'own' | 'accepted' | 'rejected';
export type OwnState = 'draft' | 'stored' | 'submitted' | 'accepted' | 'rejected';

export interface MessageRow {
  message_id: string;
  thread_id: string;
  kind: MessageKind;
  state: OwnState | null;
  sealed: Uint8Array;
  at: Date;
  unread: boolean;
}

/** False when the reply, the decision or the message id is there already. */
export async function insertMessage(
  tx: Tx,
  row: MessageRow & { person: PersonId; reply: string | null },
): Promise<boolean> {
  const result = await sql`
    insert into mailbox.message (message_id, person_id, thread_id, kind, state, reply_id, sealed, at, unread)
    values (${row.message_id}, ${row.person}, ${row.thread_id}, ${row.kind}, ${row.state}, ${row.reply}::uuid,
      ${row.sealed}, ${row.at}, ${row.unread})
    on conflict do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function hasReply(tx: Tx, reply: string): Promise<boolean> {
  const { rows } = await sql`select 1 from mailbox.message where reply_id = ${reply}::uuid`.execute(tx);
  return rows.length > 0;
}

export async function selectMessages(tx: Tx, thread: string): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select message_id, thread_id, kind, state, sealed, at, unread from mailbox.message
    where thread_id = ${thread}::uuid order by at, message_id`.execute(tx);
  return rows;
}

/** Unsent answers of the thread other than this one. */
export async function countOtherDrafts(tx: Tx, thread: string, message: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from mailbox.message
    where thread_id = ${thread}::uuid and state = 'draft' and message_id <> ${message}::uuid`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Locks it: a double click must find what the first one made of it. */
export async function lockMessage(tx: Tx, message: string): Promise<MessageRow | null> {
  const { rows } = await sql<MessageRow>`
    select message_id, thread_id, kind, state, sealed, at, unread from mailbox.message
    where message_id = ${message}::uuid for update`.execute(tx);
  return rows[0] ?? null;
}

export async function updateOwn(
  tx: Tx,
  row: { message: string; state: OwnState; sealed: Uint8Array; at: Date },
): Promise<void> {
  await sql`
    update mailbox.message set state = ${row.state}, sealed = ${row.sealed}, at = ${row.at}
    where message_id = ${row.message}::uuid and kind = 'own'`.execute(tx);
}

/** The thread, or null when the message is gone. */
export async function setOwnState(tx: Tx, message: string, state: OwnState, unread: boolean): Promise<string | null> {
  const { rows } = await sql<{ thread_id: string }>`
    update mailbox.message set state = ${state}, unread = ${unread}
    where message_id = ${message}::uuid and kind = 'own' returning thread_id`.execute(tx);
  return rows[0]?.thread_id ?? null;
}

export async function markRead(tx: Tx, thread: string): Promise<void> {
  await sql`update mailbox.message set unread = false where thread_id = ${thread}::uuid and unread`.execute(tx);
}

export async function deleteMessage(tx: Tx, message: string): Promise<void> {
  await sql`delete from mailbox.message where message_id = ${message}::uuid`.execute(tx);
}

export async function dueDrafts(
  tx: Tx,
  before: Date,
  limit: number,
): Promise<{ message_id: string; person_id: PersonId }[]> {
  const { rows } = await sql<{ message_id: string; person_id: PersonId }>`
    select * from mailbox.due_drafts(${before}, ${limit})`.execute(tx);
  return rows;
}
