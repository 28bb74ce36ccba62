import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';

export interface ThreadRow {
  thread_id: string;
  tenant_id: TenantId;
  destination_id: string;
  case_id: string | null;
  sealed: Uint8Array;
  last_at: Date;
  unread: number;
}

export interface CaseThread {
  thread_id: string;
  person_id: PersonId;
  tenant_id: TenantId;
  destination_id: string;
}

/** False when the application has its thread already. */
export async function insertThread(
  tx: Tx,
  row: {
    thread: string;
    person: PersonId;
    tenant: TenantId;
    application: string;
    destinationId: string;
    sealed: Uint8Array;
    now: Date;
  },
): Promise<boolean> {
  const result = await sql`
    insert into mailbox.thread
      (thread_id, person_id, tenant_id, application_id, destination_id, sealed, opened_at, last_at)
    values (${row.thread}, ${row.person}, ${row.tenant}, ${row.application}, ${row.destinationId}, ${row.sealed},
      ${row.now}, ${row.now})
    on conflict (application_id) do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectThreadOf(
  tx: Tx,
  application: string,
): Promise<{ thread_id: string; tenant_id: TenantId; unread: number } | null> {
  const { rows } = await sql<{ thread_id: string; tenant_id: TenantId; unread: number }>`
    select t.thread_id, t.tenant_id,
      (select count(*)::int from mailbox.message m where m.thread_id = t.thread_id and m.unread) as unread
    from mailbox.thread t where t.application_id = ${application}::uuid`.execute(tx);
  return rows[0] ?? null;
}

export async function countUnread(tx: Tx, person: PersonId): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from mailbox.message where person_id = ${person} and unread`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Threads with unread messages first, then the newest. */
export async function selectThreads(
  tx: Tx,
  person: PersonId,
  page: { offset: number; limit: number },
): Promise<{ total: number; rows: ThreadRow[] }> {
  const { rows } = await sql<ThreadRow & { total: number }>`
    select t.thread_id, t.tenant_id, t.destination_id, t.case_id, t.sealed, t.last_at, coalesce(u.n, 0)::int as unread,
      (count(*) over ())::int as total
    from mailbox.thread t
    left join (select thread_id, count(*) as n from mailbox.message where person_id = ${person} and unread
               group by thread_id) u using (thread_id)
    where t.person_id = ${person}
    order by (coalesce(u.n, 0) > 0) desc, t.last_at desc, t.thread_id
    limit ${page.limit} offset ${page.offset}`.execute(tx);
  return { total: rows[0]?.total ?? 0, rows };
}

export async function selectThread(tx: Tx, thread: string): Promise<ThreadRow | null> {
  const { rows } = await sql<ThreadRow>`
    select thread_id, tenant_id, destination_id, case_id, sealed, last_at, 0 as unread
    from mailbox.thread where thread_id = ${thread}::uuid`.execute(tx);
  return rows[0] ?? null;
}

export async function setCase(tx: Tx, application: string, caseId: string): Promise<void> {
  await sql`update mailbox.thread set case_id = ${caseId}::uuid where application_id = ${application}::uuid`.execute(
    tx,
  );
}

export async function touchThread(tx: Tx, thread: string, at: Date): Promise<void> {
  await sql`update mailbox.thread set last_at = greatest(last_at, ${at}) where thread_id = ${thread}::uuid`.execute(tx);
}

export async function findThreadByCase(tx: Tx, caseId: string): Promise<CaseThread | null> {
  const { rows } = await sql<CaseThread>`select * from mailbox.find_thread_by_case(${caseId}::uuid)`.execute(tx);
  return rows[0] ?? null;
}

export async function deleteThread(tx: Tx, thread: string): Promise<void> {
  await sql`delete from mailbox.thread where thread_id = ${thread}::uuid`.execute(tx);
}

export async function deleteThreadsOf(tx: Tx, person: PersonId): Promise<void> {
  await sql`delete from mailbox.thread where person_id = ${person}`.execute(tx);
}

export async function dueThreads(
  tx: Tx,
  before: Date,
  limit: number,
): Promise<{ thread_id: string; person_id: PersonId }[]> {
  const { rows } = await sql<{ thread_id: string; person_id: PersonId }>`
    select * from mailbox.due_threads(${before}, ${limit})`.execute(tx);
  return rows;
}
