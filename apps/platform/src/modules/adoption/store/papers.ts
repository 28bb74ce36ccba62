import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type HistoryEntry, type LivePromise, type Participant } from '../types.ts';

export async function insertHistory(
  tx: Tx,
  entry: { tenant: TenantId; caseId: string; actorTenant: TenantId } & HistoryEntry,
): Promise<void> {
  await sql`
    insert into adoption.history (tenant_id, case_id, at, what, detail, by_name, actor_tenant)
    values (${entry.tenant}, ${entry.caseId}, ${entry.at}, ${entry.what}, ${JSON.stringify(entry.detail)}, ${entry.by},
            ${entry.actorTenant})
  `.execute(tx);
}

/** Latest first. */
export async function selectHistory(tx: Tx, caseId: string): Promise<readonly HistoryEntry[]> {
  const result = await sql<{ at: Date; what: string; detail: Record<string, string>; by_name: string }>`
    select at, what, detail, by_name from adoption.history where case_id = ${caseId} order by history_id desc limit 200
  `.execute(tx);
  return result.rows.map(({ at, what, detail, by_name: by }) => ({ at, what, detail, by }));
}

export async function insertParticipant(
  tx: Tx,
  row: { tenant: TenantId; caseId: string } & Participant,
): Promise<boolean> {
  const result = await sql`
    insert into adoption.participant (entry_id, tenant_id, case_id, role, participant_id, name, contact)
    values (${row.id}, ${row.tenant}, ${row.caseId}, ${row.role}, ${row.participant}, ${row.name}, ${row.contact})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function deleteParticipant(tx: Tx, caseId: string, id: string): Promise<boolean> {
  const result = await sql`
    delete from adoption.participant where case_id = ${caseId} and entry_id = ${id}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectParticipants(tx: Tx, caseId: string): Promise<readonly Participant[]> {
  const result = await sql<{
    entry_id: string;
    role: string;
    participant_id: TenantId | null;
    name: string;
    contact: string;
  }>`
    select entry_id, role, participant_id, name, contact from adoption.participant
    where case_id = ${caseId} order by role, name
  `.execute(tx);
  return result.rows.map(({ entry_id: id, participant_id: participant, role, name, contact }) => ({
    id,
    role,
    participant,
    name,
    contact,
  }));
}

export async function insertPromise(
  tx: Tx,
  promise: { tenant: TenantId; caseId: string; date: string; at: Date; by: string },
): Promise<void> {
  await sql`
    insert into adoption.promise (tenant_id, case_id, live_on, promised_at, by_name)
    values (${promise.tenant}, ${promise.caseId}, ${promise.date}, ${promise.at}, ${promise.by})
  `.execute(tx);
}

/** Oldest first. */
export async function selectPromises(tx: Tx, caseId: string): Promise<readonly LivePromise[]> {
  const result = await sql<{ date: string; promised_on: string; by: string }>`
    select live_on::text as date, (promised_at at time zone 'Europe/Berlin')::date::text as promised_on, by_name as by
    from adoption.promise where case_id = ${caseId} order by promise_id
  `.execute(tx);
  return result.rows.map(({ date, promised_on: promisedOn, by }) => ({ date, promisedOn, by }));
}

export async function upsertFrameAgreement(
  tx: Tx,
  frame: { tenant: TenantId; route: string; signedOn: string; reference: string; now: Date; by: string },
): Promise<void> {
  await sql`
    insert into adoption.frame_agreement (tenant_id, route, signed_on, reference, recorded_at, recorded_by)
    values (${frame.tenant}, ${frame.route}, ${frame.signedOn}, ${frame.reference}, ${frame.now}, ${frame.by})
    on conflict (tenant_id, route) do update set signed_on = excluded.signed_on, reference = excluded.reference,
      recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by
  `.execute(tx);
}

export async function selectFrameAgreement(tx: Tx, tenant: TenantId, route: string) {
  const result = await sql<{ signed_on: string; reference: string }>`
    select signed_on::text as signed_on, reference from adoption.frame_agreement
    where tenant_id = ${tenant} and route = ${route}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : { signedOn: row.signed_on, reference: row.reference };
}

/** Standard parameters have the scope '', others their package. */
export async function selectParameters(
  tx: Tx,
  tenant: TenantId,
  packageId: string,
): Promise<ReadonlyMap<string, string>> {
  const result = await sql<{ name: string; value: string }>`
    select name, value from adoption.parameter
    where tenant_id = ${tenant} and scope in ('', ${packageId}) order by scope
  `.execute(tx);
  return new Map(result.rows.map((row) => [row.name, row.value]));
}

export async function upsertParameter(
  tx: Tx,
  row: { tenant: TenantId; scope: string; name: string; value: string; now: Date; by: string },
): Promise<void> {
  await sql`
    insert into adoption.parameter (tenant_id, scope, name, value, changed_at, changed_by)
    values (${row.tenant}, ${row.scope}, ${row.name}, ${row.value}, ${row.now}, ${row.by})
    on conflict (tenant_id, scope, name) do update set value = excluded.value, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by where adoption.parameter.value <> excluded.value
  `.execute(tx);
}
