import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';

export interface UploadRow {
  upload_id: string;
  blob_id: string;
  bytes: number;
}

export async function insertUpload(
  tx: Tx,
  upload: { upload: string; person: PersonId; draft: string; blob: string; bytes: number; now: Date },
): Promise<void> {
  await sql`insert into forms.upload (upload_id, person_id, draft_id, blob_id, bytes, created_at)
    values (${upload.upload}, ${upload.person}, ${upload.draft}, ${upload.blob}, ${upload.bytes}, ${upload.now})`.execute(
    tx,
  );
}

export async function selectUploadsOfDraft(tx: Tx, draft: string): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`
    select upload_id, blob_id, bytes::float8 as bytes from forms.upload where draft_id = ${draft}`.execute(tx);
  return rows;
}

/** What the person's drafts hold together. */
export async function sumDraftBytes(tx: Tx, person: PersonId): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(bytes), 0)::float8 as bytes from forms.upload
    where person_id = ${person} and draft_id is not null`.execute(tx);
  return rows[0]?.bytes ?? 0;
}

export async function selectUploadsOfApplication(tx: Tx, application: string): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`
    select upload_id, blob_id, bytes::float8 as bytes from forms.upload
    where application_id = ${application}`.execute(tx);
  return rows;
}

export async function selectUploadsOfPerson(tx: Tx, person: PersonId): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`
    select upload_id, blob_id, bytes::float8 as bytes from forms.upload where person_id = ${person}`.execute(tx);
  return rows;
}

export async function moveUploads(tx: Tx, draft: string, application: string): Promise<void> {
  await sql`update forms.upload set draft_id = null, application_id = ${application}
    where draft_id = ${draft}`.execute(tx);
}

export async function deleteUploads(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from forms.upload where upload_id = any(${ids}::uuid[])`.execute(tx);
}

export async function dueUploads(
  tx: Tx,
  rejectedBefore: Date,
  limit: number,
): Promise<readonly { application: string; person: PersonId }[]> {
  const { rows } = await sql<{ application: string; person: PersonId }>`
    select application_id as application, person_id as person
    from forms.due_uploads(${rejectedBefore}, ${limit})`.execute(tx);
  return rows;
}
