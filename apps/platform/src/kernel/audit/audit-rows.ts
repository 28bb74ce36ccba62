import { sql } from 'kysely';
import { type Tx } from '../db/types.ts';
import { type TenantId } from '../ids/index.ts';
import { type AuditEntry } from './types.ts';

export interface AuditRow {
  id: string;
  at: Date;
  entry: Omit<AuditEntry, 'personal'>;
  person: string | null;
  sealedPersonal: Uint8Array | null;
}

export async function insertEntry(tx: Tx, row: AuditRow): Promise<void> {
  const { entry } = row;
  await sql`
    insert into kernel.audit_entry
      (id, tenant_id, at, action, actor, actor_kind, subject, sealed_personal, person_id)
    values (${row.id}, ${entry.tenant}, ${row.at}, ${entry.action}, ${entry.actor}, ${entry.actorKind},
      ${entry.subject}, ${row.sealedPersonal === null ? null : Buffer.from(row.sealedPersonal)}, ${row.person})`.execute(
    tx,
  );
}

export interface EntryRow {
  id: string;
  at: Date;
  action: string;
  actor: string;
  actor_kind: AuditEntry['actorKind'];
  subject: string;
  sealed_personal: Buffer | null;
  person_id: string | null;
}

/** Newest first. */
export async function listEntries(tx: Tx, tenant: TenantId, limit: number): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select id, at, action, actor, actor_kind, subject, sealed_personal, person_id from kernel.audit_entry
    where tenant_id = ${tenant} order by number desc limit ${limit}`.execute(tx);
  return rows;
}

export interface ClosedBatch {
  tenant_id: string;
  number: string;
  entries: number;
  hash: Buffer;
}

export async function closeBatches(tx: Tx, now: Date, maxEntries: number): Promise<ClosedBatch[]> {
  const { rows } = await sql<ClosedBatch>`
    select tenant_id, number, entries, hash from kernel.close_audit_batches(${now}, ${maxEntries})`.execute(tx);
  return rows;
}

export interface CheckedBatch {
  number: string;
  is_next: boolean;
  is_whole: boolean;
  is_unchanged: boolean;
}

/** Each batch with what a second calculation says: numbering without gap, count and range, hash over the one before. */
export async function checkBatches(tx: Tx, tenant: TenantId): Promise<CheckedBatch[]> {
  const { rows } = await sql<CheckedBatch>`
    select b.number,
      b.number = row_number() over chain as is_next,
      (select count(*) = b.entries and min(e.number) = b.first_entry and max(e.number) = b.last_entry
        from kernel.audit_entry e where e.tenant_id = b.tenant_id and e.batch_number = b.number) as is_whole,
      b.hash = kernel.audit_hash(lag(b.hash) over chain, b.tenant_id, b.number) as is_unchanged
    from kernel.audit_batch b where b.tenant_id = ${tenant}
    window chain as (order by b.number)
    order by b.number`.execute(tx);
  return rows;
}

/** Entries that claim a batch that does not exist: what remains when somebody removes the newest batches. */
export async function countUnchained(tx: Tx, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from kernel.audit_entry e
    where e.tenant_id = ${tenant} and e.batch_number is not null and not exists (
      select 1 from kernel.audit_batch b where b.tenant_id = e.tenant_id and b.number = e.batch_number)`.execute(tx);
  return rows[0]?.count ?? 0;
}
