import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';

/** Marks the submissions and writes down a mail for each destination, both or nothing. Gives the number of mails. */
export async function putDueNotices(
  tx: Tx,
  now: Date,
  before: { first: Date; last: Date; end: Date },
): Promise<number> {
  const { rows } = await sql<{ made: number }>`
    select transport.put_due_notices(${now}, ${before.first}, ${before.last}, ${before.end}) as made
  `.execute(tx);
  return rows[0]?.made ?? 0;
}

export interface NoticeRow {
  notice_id: string;
  client_id: ClientId;
  destination_id: string;
  /** Submissions that still wait, oldest first. */
  first_notice: string[];
  last_notice: string[];
}

export async function takeDueNotices(tx: Tx, now: Date, leaseEnd: Date, limit: number): Promise<NoticeRow[]> {
  const { rows } = await sql<NoticeRow>`
    select notice_id, client_id, destination_id, first_notice, last_notice
    from transport.due_notices(${now}, ${leaseEnd}, ${limit})
  `.execute(tx);
  return rows;
}

export async function deleteNotice(tx: Tx, id: string): Promise<void> {
  await sql`delete from transport.notice where notice_id = ${id}`.execute(tx);
}
