import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type FileEvent, type FileState, nextFileState, statesBefore } from '../domain/file-states.ts';

export interface UploadRow {
  upload_id: string;
  /** Null: the content was found to be bad and is deleted. */
  blob_id: string | null;
  bytes: number;
  state: FileState;
  finding: string | null;
}

const columns = sql`upload_id, blob_id, bytes::float8 as bytes, state, finding`;

export async function insertUpload(
  tx: Tx,
  upload: {
    upload: string;
    person: PersonId;
    draft: string;
    blob: string;
    bytes: number;
    state: FileState;
    now: Date;
  },
): Promise<void> {
  await sql`insert into forms.upload (upload_id, person_id, draft_id, blob_id, bytes, state, created_at)
    values (${upload.upload}, ${upload.person}, ${upload.draft}, ${upload.blob}, ${upload.bytes}, ${upload.state},
      ${upload.now})`.execute(tx);
}

export async function selectUploadsOfDraft(tx: Tx, draft: string): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`select ${columns} from forms.upload where draft_id = ${draft}`.execute(tx);
  return rows;
}

export interface UploadToScan extends UploadRow {
  draft_id: string;
  tenant_id: TenantId;
}

/** A file of a draft with the town that the draft is for. */
export async function selectUploadToScan(tx: Tx, upload: string): Promise<UploadToScan | null> {
  const { rows } = await sql<UploadToScan>`
    select u.upload_id, u.blob_id, u.bytes::float8 as bytes, u.state, u.finding, u.draft_id, d.tenant_id
    from forms.upload u join forms.draft d on d.draft_id = u.draft_id where u.upload_id = ${upload}`.execute(tx);
  return rows[0] ?? null;
}

/** The new state; null when the file is gone or somebody else was faster. */
export async function moveUpload(
  tx: Tx,
  upload: string,
  event: FileEvent,
  found: { now: Date; finding: string | null },
): Promise<FileState | null> {
  const before = statesBefore(event);
  const [first] = before;
  const next = first === undefined ? null : nextFileState(first, event);
  if (next === null) return null;
  const isBad = next === 'infected' || next === 'refused';
  const result = await sql`update forms.upload
    set state = ${next}, finding = ${found.finding}, checked_at = ${found.now},
      blob_id = case when ${isBad} then null else blob_id end
    where upload_id = ${upload} and state = any(${before}::text[])`.execute(tx);
  return result.numAffectedRows === 1n ? next : null;
}

/** The stored contents among these; bad ones are gone already. */
export function blobsOf(uploads: readonly UploadRow[]): string[] {
  return uploads.flatMap(({ blob_id: blob }) => (blob === null ? [] : [blob]));
}

/** What the person's drafts hold together. */
export async function sumDraftBytes(tx: Tx, person: PersonId): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(bytes), 0)::float8 as bytes from forms.upload
    where person_id = ${person} and draft_id is not null and blob_id is not null`.execute(tx);
  return rows[0]?.bytes ?? 0;
}

export async function selectUploadsOfApplication(tx: Tx, application: string): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`
    select ${columns} from forms.upload where application_id = ${application}`.execute(tx);
  return rows;
}

export async function selectUploadsOfPerson(tx: Tx, person: PersonId): Promise<readonly UploadRow[]> {
  const { rows } = await sql<UploadRow>`select ${columns} from forms.upload where person_id = ${person}`.execute(tx);
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

/** Files of everybody that still wait for their check. */
export async function dueScans(
  tx: Tx,
  before: Date,
  limit: number,
): Promise<readonly { upload: string; person: PersonId }[]> {
  const { rows } = await sql<{ upload: string; person: PersonId }>`
    select upload_id as upload, person_id as person from forms.due_scans(${before}, ${limit})`.execute(tx);
  return rows;
}

export async function allUploadStates(
  tx: Tx,
): Promise<readonly { state: FileState; files: number; oldest: Date | null }[]> {
  const { rows } = await sql<{ state: FileState; files: number; oldest: Date | null }>`
    select state, files::int as files, oldest from forms.all_upload_states()`.execute(tx);
  return rows;
}
