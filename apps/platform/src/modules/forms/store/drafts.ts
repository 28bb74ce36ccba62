import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type Pinned } from '../types.ts';

export interface DraftRow {
  draft_id: string;
  person_id: PersonId;
  tenant_id: TenantId;
  offering_id: string;
  version_digest: string;
  pinned: Pinned;
  content: Uint8Array;
  revision: number;
  edited_at: Date;
  expires_on: string;
}

const columns = sql`draft_id, person_id, tenant_id, offering_id, version_digest, pinned, content, revision, edited_at,
  expires_on::text`;

export async function insertDraft(tx: Tx, row: DraftRow): Promise<void> {
  await sql`insert into forms.draft (draft_id, person_id, tenant_id, offering_id, version_digest, pinned, content,
      revision, created_at, edited_at, expires_on)
    values (${row.draft_id}, ${row.person_id}, ${row.tenant_id}, ${row.offering_id}, ${row.version_digest},
      ${JSON.stringify(row.pinned)}::jsonb, ${Buffer.from(row.content)}, ${row.revision}, ${row.edited_at},
      ${row.edited_at}, ${row.expires_on})`.execute(tx);
}

export async function selectDraft(tx: Tx, draft: string, person: PersonId): Promise<DraftRow | null> {
  const { rows } = await sql<DraftRow>`
    select ${columns} from forms.draft where draft_id = ${draft} and person_id = ${person}`.execute(tx);
  return rows[0] ?? null;
}

/** False when the draft changed (or went) since it was read. */
export async function updateDraft(
  tx: Tx,
  draft: string,
  change: { content: Uint8Array; fromRevision: number; now: Date; expiresOn: string },
): Promise<boolean> {
  const result = await sql`update forms.draft set content = ${Buffer.from(change.content)}, revision = revision + 1,
      edited_at = ${change.now}, expires_on = ${change.expiresOn}
    where draft_id = ${draft} and revision = ${change.fromRevision}`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Waits for a concurrent save and then keeps others out until the commit. */
export async function lockDraft(tx: Tx, draft: string): Promise<void> {
  await sql`select 1 from forms.draft where draft_id = ${draft} for update`.execute(tx);
}

export async function deleteDraft(tx: Tx, draft: string): Promise<boolean> {
  const result = await sql`delete from forms.draft where draft_id = ${draft}`.execute(tx);
  return result.numAffectedRows === 1n;
}

export interface DraftHead {
  draft_id: string;
  tenant_id: TenantId;
  offering_id: string;
  version_digest: string;
  pinned: Pinned;
  revision: number;
  edited_at: Date;
  expires_on: string;
}

export async function selectDrafts(tx: Tx, person: PersonId): Promise<readonly DraftHead[]> {
  const { rows } = await sql<DraftHead>`
    select draft_id, tenant_id, offering_id, version_digest, pinned, revision, edited_at, expires_on::text
    from forms.draft where person_id = ${person} order by edited_at desc, draft_id`.execute(tx);
  return rows;
}

export async function dueDrafts(
  tx: Tx,
  today: string,
  limit: number,
): Promise<readonly { draft: string; person: PersonId }[]> {
  const { rows } = await sql<{ draft: string; person: PersonId }>`
    select draft_id as draft, person_id as person from forms.due_drafts(${today}::date, ${limit})`.execute(tx);
  return rows;
}

/** Drafts whose thirty days end by that day and whose newest edit nobody was reminded of. */
export async function dueReminders(
  tx: Tx,
  lastDay: string,
  limit: number,
): Promise<readonly { draft: string; person: PersonId }[]> {
  const { rows } = await sql<{ draft: string; person: PersonId }>`
    select draft_id as draft, person_id as person from forms.due_reminders(${lastDay}::date, ${limit})`.execute(tx);
  return rows;
}

export async function markReminded(tx: Tx, draft: string): Promise<void> {
  await sql`update forms.draft set reminded_edit = edited_at where draft_id = ${draft}`.execute(tx);
}
