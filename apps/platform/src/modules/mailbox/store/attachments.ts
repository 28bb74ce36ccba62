import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';

export interface AttachmentRow {
  attachment_id: string;
  message_id: string;
  position: number;
  blob_id: string;
  sealed: Uint8Array;
  mime_type: string;
  bytes: number;
  sha512: string;
}

/** False when the message holds the same content already. */
export async function insertAttachment(tx: Tx, person: PersonId, row: AttachmentRow): Promise<boolean> {
  const result = await sql`
    insert into mailbox.message_attachment
      (attachment_id, person_id, message_id, position, blob_id, sealed, mime_type, bytes, sha512)
    values (${row.attachment_id}, ${person}, ${row.message_id}, ${row.position}, ${row.blob_id}, ${row.sealed},
      ${row.mime_type}, ${row.bytes}, ${row.sha512})
    on conflict (message_id, sha512) do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

const columns = sql`a.attachment_id, a.message_id, a.position, a.blob_id, a.sealed, a.mime_type,
  a.bytes::float8 as bytes, a.sha512`;

export async function selectAttachments(tx: Tx, message: string): Promise<AttachmentRow[]> {
  const { rows } = await sql<AttachmentRow>`
    select ${columns} from mailbox.message_attachment a
    where a.message_id = ${message}::uuid order by a.position, a.attachment_id`.execute(tx);
  return rows;
}

export async function selectThreadAttachments(tx: Tx, thread: string): Promise<AttachmentRow[]> {
  const { rows } = await sql<AttachmentRow>`
    select ${columns} from mailbox.message_attachment a join mailbox.message m using (message_id)
    where m.thread_id = ${thread}::uuid order by a.position, a.attachment_id`.execute(tx);
  return rows;
}

/** Deletes one and answers its blob. */
export async function takeAttachment(tx: Tx, message: string, attachment: string): Promise<string | null> {
  const { rows } = await sql<{ blob_id: string }>`
    delete from mailbox.message_attachment
    where message_id = ${message}::uuid and attachment_id = ${attachment}::uuid returning blob_id`.execute(tx);
  return rows[0]?.blob_id ?? null;
}

export async function selectBlobsOf(tx: Tx, person: PersonId): Promise<string[]> {
  const { rows } = await sql<{ blob_id: string }>`
    select blob_id from mailbox.message_attachment where person_id = ${person}`.execute(tx);
  return rows.map((row) => row.blob_id);
}
