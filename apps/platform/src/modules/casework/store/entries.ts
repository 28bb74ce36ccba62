import { sql } from 'kysely';
import { type AuthenticationTags } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type StaffId, type TenantId } from '#kernel/ids';

/** What accept needs when the process died between storing and accepting. */
export interface Settlement {
  authenticationTags: AuthenticationTags;
  schema?: string;
}

export interface EntryRow {
  entry_id: string;
  tenant_id: TenantId;
  case_id: string;
  kind: 'application' | 'follow-up' | 'reply';
  submission_id: string | null;
  version_digest: string | null;
  content: Uint8Array;
  staff_id: StaffId | null;
  at: Date;
  stored_at: Date;
  settlement: Settlement | null;
  settled_state: 'accepted' | 'rejected' | null;
  settled_at: Date | null;
}

const columns = sql`entry_id, tenant_id, case_id, kind, submission_id, version_digest, content, staff_id, at, stored_at,
  settlement, settled_state, settled_at`;

export type NewEntry = Omit<EntryRow, 'settled_state' | 'settled_at'>;

/** False when the submission, or the reply of that id, is there already. */
export async function insertEntry(tx: Tx, row: NewEntry): Promise<boolean> {
  const result = await sql`
    insert into casework.entry (entry_id, tenant_id, case_id, kind, submission_id, version_digest, content, staff_id, at,
                                stored_at, settlement)
    values (${row.entry_id}, ${row.tenant_id}, ${row.case_id}, ${row.kind}, ${row.submission_id}, ${row.version_digest},
            ${row.content}, ${row.staff_id}, ${row.at}, ${row.stored_at},
            ${row.settlement === null ? null : JSON.stringify(row.settlement)}::jsonb)
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectEntries(tx: Tx, caseId: string): Promise<readonly EntryRow[]> {
  const result = await sql<EntryRow>`
    select ${columns} from casework.entry where case_id = ${caseId} order by at, stored_order
  `.execute(tx);
  return result.rows;
}

export async function selectEntry(tx: Tx, id: string): Promise<EntryRow | null> {
  const result = await sql<EntryRow>`select ${columns} from casework.entry where entry_id = ${id}`.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectEntryBySubmission(tx: Tx, tenant: TenantId, submission: string): Promise<EntryRow | null> {
  const result = await sql<EntryRow>`
    select ${columns} from casework.entry where tenant_id = ${tenant} and submission_id = ${submission}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function markSettled(tx: Tx, entry: string, state: 'accepted' | 'rejected', now: Date): Promise<void> {
  await sql`
    update casework.entry set settled_state = ${state}, settled_at = ${now}
    where entry_id = ${entry} and settled_at is null
  `.execute(tx);
}

export interface AttachmentRow {
  attachment_id: string;
  tenant_id: TenantId;
  entry_id: string;
  position: number;
  blob_id: string;
  description: Uint8Array;
  bytes: number;
}

const attachmentColumns = sql`attachment_id, a.tenant_id, entry_id, position, blob_id, description, bytes::float8 as bytes`;

export async function insertAttachment(tx: Tx, row: AttachmentRow): Promise<void> {
  await sql`
    insert into casework.attachment (attachment_id, tenant_id, entry_id, position, blob_id, description, bytes)
    values (${row.attachment_id}, ${row.tenant_id}, ${row.entry_id}, ${row.position}, ${row.blob_id},
            ${row.description}, ${row.bytes})
  `.execute(tx);
}

export async function selectAttachmentsOfCase(tx: Tx, caseId: string): Promise<readonly AttachmentRow[]> {
  const result = await sql<AttachmentRow>`
    select ${attachmentColumns} from casework.attachment a join casework.entry e using (entry_id)
    where e.case_id = ${caseId} order by entry_id, position
  `.execute(tx);
  return result.rows;
}

export async function selectAttachmentsOfEntry(tx: Tx, entry: string): Promise<readonly AttachmentRow[]> {
  const result = await sql<AttachmentRow>`
    select ${attachmentColumns} from casework.attachment a where entry_id = ${entry} order by position
  `.execute(tx);
  return result.rows;
}

export async function selectAttachment(tx: Tx, caseId: string, id: string): Promise<AttachmentRow | null> {
  const result = await sql<AttachmentRow>`
    select ${attachmentColumns} from casework.attachment a join casework.entry e using (entry_id)
    where e.case_id = ${caseId} and attachment_id = ${id}
  `.execute(tx);
  return result.rows[0] ?? null;
}
