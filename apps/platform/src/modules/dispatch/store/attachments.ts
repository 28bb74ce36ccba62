import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';

export interface AttachmentRow {
  position: number;
  blob_id: string;
  facts: Uint8Array;
  bytes: number;
  sha512: string;
}

export interface NewAttachmentRow extends AttachmentRow {
  keep_blob: boolean;
}

export async function insertAttachments(
  tx: Tx,
  id: string,
  person: PersonId,
  rows: readonly NewAttachmentRow[],
): Promise<void> {
  for (const row of rows) {
    await sql`
      insert into dispatch.attachment (outgoing_id, position, person_id, blob_id, keep_blob, facts, bytes, sha512)
      values (${id}, ${row.position}, ${person}, ${row.blob_id}, ${row.keep_blob}, ${row.facts}, ${row.bytes},
        ${row.sha512})`.execute(tx);
  }
}

export async function selectAttachments(tx: Tx, id: string): Promise<AttachmentRow[]> {
  const { rows } = await sql<AttachmentRow>`
    select position, blob_id, facts, bytes::float8 as bytes, sha512 from dispatch.attachment
    where outgoing_id = ${id}::uuid order by position`.execute(tx);
  return rows;
}

/** Deletes the rows and answers the blobs that were handed over. */
export async function takeAttachments(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ blob_id: string; keep_blob: boolean }>`
    delete from dispatch.attachment where outgoing_id = ${id}::uuid returning blob_id, keep_blob`.execute(tx);
  return rows.filter((row) => !row.keep_blob).map((row) => row.blob_id);
}

export async function takeAttachmentsOf(tx: Tx, person: PersonId): Promise<string[]> {
  const { rows } = await sql<{ blob_id: string; keep_blob: boolean }>`
    delete from dispatch.attachment where person_id = ${person} returning blob_id, keep_blob`.execute(tx);
  return rows.filter((row) => !row.keep_blob).map((row) => row.blob_id);
}
