import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type DispatchState } from '#modules/dispatch';
import { type Pinned } from '../types.ts';

export interface NewApplication {
  application_id: string;
  draft_id: string;
  person_id: PersonId;
  tenant_id: TenantId;
  offering_id: string;
  version_digest: string;
  pinned: Pinned;
  destination_id: string;
  receipt_number: string;
  snapshot: Uint8Array;
  stored_at: Date;
}

export interface ApplicationRow extends NewApplication {
  state: DispatchState;
  handed_over_at: Date | null;
  submitted_at: Date | null;
  settled_at: Date | null;
  case_id: string | null;
  problems: Uint8Array | null;
}

/** False when this draft was sent before or the receipt number is taken. */
export async function insertApplication(tx: Tx, row: NewApplication): Promise<boolean> {
  const result = await sql`insert into forms.application (application_id, draft_id, person_id, tenant_id, offering_id,
      version_digest, pinned, destination_id, receipt_number, snapshot, state, stored_at)
    values (${row.application_id}, ${row.draft_id}, ${row.person_id}, ${row.tenant_id}, ${row.offering_id},
      ${row.version_digest}, ${JSON.stringify(row.pinned)}::jsonb, ${row.destination_id}, ${row.receipt_number},
      ${Buffer.from(row.snapshot)}, 'stored', ${row.stored_at})
    on conflict do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

const columns = sql`application_id, draft_id, person_id, tenant_id, offering_id, version_digest, pinned, destination_id,
  receipt_number, snapshot, state, stored_at, handed_over_at, submitted_at, settled_at, case_id, problems`;

export async function selectApplication(tx: Tx, id: string, person: PersonId): Promise<ApplicationRow | null> {
  const { rows } = await sql<ApplicationRow>`
    select ${columns} from forms.application where application_id = ${id} and person_id = ${person}`.execute(tx);
  return rows[0] ?? null;
}

export async function selectApplicationOfDraft(tx: Tx, draft: string, person: PersonId): Promise<string | null> {
  const { rows } = await sql<{ application_id: string }>`
    select application_id from forms.application where draft_id = ${draft} and person_id = ${person}`.execute(tx);
  return rows[0]?.application_id ?? null;
}

export type ApplicationHead = Pick<
  ApplicationRow,
  'application_id' | 'tenant_id' | 'pinned' | 'receipt_number' | 'state' | 'stored_at'
>;

export async function selectApplications(tx: Tx, person: PersonId): Promise<readonly ApplicationHead[]> {
  const { rows } = await sql<ApplicationHead>`
    select application_id, tenant_id, pinned, receipt_number, state, stored_at
    from forms.application where person_id = ${person} order by stored_at desc, application_id`.execute(tx);
  return rows;
}

export async function markHandedOver(tx: Tx, id: string, now: Date): Promise<boolean> {
  const result = await sql`update forms.application set handed_over_at = ${now}
    where application_id = ${id} and handed_over_at is null`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function markSubmitted(tx: Tx, id: string, caseId: string, at: Date): Promise<void> {
  await sql`update forms.application
    set state = case when state = 'stored' then 'submitted' else state end, case_id = ${caseId},
      submitted_at = coalesce(submitted_at, ${at})
    where application_id = ${id}`.execute(tx);
}

/** A state once settled stays: events of a log may be told twice. */
export async function markSettled(
  tx: Tx,
  id: string,
  settled: { state: 'accepted' | 'rejected'; caseId: string; at: Date; problems: Uint8Array | null },
): Promise<boolean> {
  const result = await sql`update forms.application
    set state = ${settled.state}, case_id = ${settled.caseId}, settled_at = ${settled.at},
      submitted_at = coalesce(submitted_at, ${settled.at}),
      problems = ${settled.problems === null ? null : Buffer.from(settled.problems)}
    where application_id = ${id} and state in ('stored', 'submitted')`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function deleteApplication(tx: Tx, id: string): Promise<void> {
  await sql`delete from forms.application where application_id = ${id}`.execute(tx);
}

export async function countUndelivered(tx: Tx, person: PersonId): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from forms.application
    where person_id = ${person} and state = 'stored'`.execute(tx);
  return rows[0]?.n ?? 0;
}

export async function deleteAllOf(tx: Tx, person: PersonId): Promise<void> {
  await sql`delete from forms.upload where person_id = ${person}`.execute(tx);
  await sql`delete from forms.draft where person_id = ${person}`.execute(tx);
  await sql`delete from forms.application where person_id = ${person}`.execute(tx);
}

export async function insertSummary(tx: Tx, id: string, person: PersonId, pdf: Uint8Array): Promise<void> {
  await sql`insert into forms.summary (application_id, person_id, pdf)
    values (${id}, ${person}, ${Buffer.from(pdf)}) on conflict do nothing`.execute(tx);
}

export async function selectSummary(tx: Tx, id: string): Promise<Uint8Array | null> {
  const { rows } = await sql<{ pdf: Uint8Array }>`
    select pdf from forms.summary where application_id = ${id}`.execute(tx);
  return rows[0]?.pdf ?? null;
}
