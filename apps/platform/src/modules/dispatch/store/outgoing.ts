import { sql } from 'kysely';
import { type DeliveryProgress } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type DispatchState, type OutgoingSubmission } from '../types.ts';

export interface OutgoingId {
  outgoing_id: string;
  person_id: PersonId;
}

export interface ClaimedRow {
  tenant_id: TenantId;
  kind: OutgoingSubmission['kind'];
  destination_id: string;
  case_id: string | null;
  facts: Uint8Array;
  data: Uint8Array;
  journal: DeliveryProgress | null;
  stored_at: Date;
}

export interface StateRow {
  kind: OutgoingSubmission['kind'];
  state: DispatchState;
  destination_id: string;
  case_id: string | null;
  submission_id: string | null;
  submitted_at: Date | null;
  settled_at: Date | null;
}

/** False when the id is taken. */
export async function insertOutgoing(
  tx: Tx,
  row: { submission: OutgoingSubmission; facts: Uint8Array; data: Uint8Array; now: Date },
): Promise<boolean> {
  const { submission } = row;
  const result = await sql`
    insert into dispatch.outgoing
      (outgoing_id, person_id, tenant_id, kind, state, destination_id, case_id, facts, data, stored_at)
    values (${submission.id}, ${submission.person}, ${submission.tenant}, ${submission.kind}, 'stored',
      ${submission.destinationId}, ${submission.caseId}, ${row.facts}, ${row.data}, ${row.now})
    on conflict (outgoing_id) do nothing`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectState(tx: Tx, id: string): Promise<StateRow | null> {
  const { rows } = await sql<StateRow>`
    select kind, state, destination_id, case_id, submission_id, submitted_at, settled_at
    from dispatch.outgoing where outgoing_id = ${id}::uuid`.execute(tx);
  return rows[0] ?? null;
}

/** Null when there is nothing to deliver or somebody else is at it. */
export async function claimOutgoing(
  tx: Tx,
  claim: { id: string; claim: string; now: Date; until: Date },
): Promise<ClaimedRow | null> {
  const { rows } = await sql<ClaimedRow>`
    update dispatch.outgoing set claim = ${claim.claim}::uuid, claimed_until = ${claim.until}
    where outgoing_id = ${claim.id}::uuid and state = 'stored'
      and (claimed_until is null or claimed_until <= ${claim.now})
    returning tenant_id, kind, destination_id, case_id, facts, data, journal, stored_at`.execute(tx);
  return rows[0] ?? null;
}

/** False when the claim was lost: whoever holds it now goes on with the journal. */
export async function renewClaim(tx: Tx, claim: { id: string; claim: string; until: Date }): Promise<boolean> {
  const result = await sql`
    update dispatch.outgoing set claimed_until = ${claim.until}
    where outgoing_id = ${claim.id}::uuid and claim = ${claim.claim}::uuid and state = 'stored'`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function releaseClaim(tx: Tx, claim: { id: string; claim: string; reason: string }): Promise<void> {
  await sql`
    update dispatch.outgoing set claim = null, claimed_until = null, last_error = ${claim.reason}
    where outgoing_id = ${claim.id}::uuid and claim = ${claim.claim}::uuid`.execute(tx);
}

/** False when the claim was lost. */
export async function saveJournal(
  tx: Tx,
  save: { id: string; claim: string; progress: DeliveryProgress },
): Promise<boolean> {
  const { progress } = save;
  const result = await sql`
    update dispatch.outgoing
    set journal = ${JSON.stringify(progress)}::jsonb, case_id = ${progress.caseId}::uuid,
      submission_id = ${progress.itemId}::uuid
    where outgoing_id = ${save.id}::uuid and claim = ${save.claim}::uuid and state = 'stored'`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** False when it was recorded before. */
export async function markSubmitted(
  tx: Tx,
  row: { id: string; caseId: string; submissionId: string; at: Date; nextLookAt: Date },
): Promise<boolean> {
  const result = await sql`
    update dispatch.outgoing
    set state = 'submitted', case_id = ${row.caseId}::uuid, submission_id = ${row.submissionId}::uuid,
      submitted_at = ${row.at}, next_look_at = ${row.nextLookAt}, claim = null, claimed_until = null, last_error = null
    where outgoing_id = ${row.id}::uuid and state = 'stored'`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function scheduleLook(tx: Tx, row: { id: string; at: Date; error: string | null }): Promise<void> {
  await sql`
    update dispatch.outgoing set next_look_at = ${row.at}, last_error = ${row.error}
    where outgoing_id = ${row.id}::uuid and state = 'submitted'`.execute(tx);
}

/** Takes the content with it. False when it was recorded before. */
export async function markSettled(
  tx: Tx,
  row: { id: string; state: 'accepted' | 'rejected'; at: Date },
): Promise<boolean> {
  const result = await sql`
    update dispatch.outgoing
    set state = ${row.state}, settled_at = ${row.at}, facts = null, data = null, journal = null, next_look_at = null,
      last_error = null
    where outgoing_id = ${row.id}::uuid and state = 'submitted'`.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function hasUndelivered(tx: Tx, person: PersonId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from dispatch.outgoing where person_id = ${person} and state = 'stored' limit 1`.execute(tx);
  return rows.length > 0;
}

export async function deleteOutgoing(tx: Tx, id: string): Promise<void> {
  await sql`delete from dispatch.outgoing where outgoing_id = ${id}::uuid`.execute(tx);
}

export async function deleteOutgoingOf(tx: Tx, person: PersonId): Promise<void> {
  await sql`delete from dispatch.outgoing where person_id = ${person}`.execute(tx);
}

export async function dueOutstanding(tx: Tx, now: Date, limit: number): Promise<OutgoingId[]> {
  const { rows } = await sql<OutgoingId>`select * from dispatch.due_outstanding(${now}, ${limit})`.execute(tx);
  return rows;
}

export async function dueStored(tx: Tx, before: Date, limit: number): Promise<OutgoingId[]> {
  const { rows } = await sql<OutgoingId>`select * from dispatch.due_stored(${before}, ${limit})`.execute(tx);
  return rows;
}

export async function dueSettled(tx: Tx, before: Date, limit: number): Promise<OutgoingId[]> {
  const { rows } = await sql<OutgoingId>`select * from dispatch.due_settled(${before}, ${limit})`.execute(tx);
  return rows;
}

export async function findCaseUnderway(tx: Tx, caseId: string): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`
    select dispatch.find_case_underway(${caseId}::uuid) as yes`.execute(tx);
  return rows[0]?.yes ?? false;
}
