import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type CaseState, type StepState } from '../domain/blueprint.ts';
import { type StoredStep } from '../domain/evaluate.ts';
import { type NextStep } from '../types.ts';

interface StepRow {
  step_id: string;
  state: StepState;
  owner_name: string;
  due_on: string | null;
  note: string;
  outputs: string;
  done_by: string | null;
  done_at: Date | null;
  waived_by: string | null;
  waived_reason: string | null;
  waived_at: Date | null;
}

export async function insertSteps(
  tx: Tx,
  at: { tenant: TenantId; caseId: string },
  steps: readonly { id: string; role: string; due: string | null }[],
): Promise<void> {
  const rows = steps.map(
    ({ id, role, due }) => sql`(${at.tenant}::uuid, ${at.caseId}::uuid, ${id}, ${role}, ${due}::date)`,
  );
  await sql`
    insert into adoption.step (tenant_id, case_id, step_id, role, due_on) values ${sql.join(rows)}
  `.execute(tx);
}

export async function selectSteps(tx: Tx, caseId: string): Promise<ReadonlyMap<string, StoredStep>> {
  const result = await sql<StepRow>`
    select step_id, state, owner_name, due_on::text as due_on, note, outputs, done_by, done_at, waived_by, waived_reason,
           waived_at
    from adoption.step where case_id = ${caseId}
  `.execute(tx);
  return new Map(result.rows.map((row) => [row.step_id, toStep(row)]));
}

function toStep(row: StepRow): StoredStep {
  const { waived_by: by, waived_reason: reason, waived_at: at } = row;
  return {
    id: row.step_id,
    state: row.state,
    owner: row.owner_name,
    due: row.due_on,
    note: row.note,
    outputs: row.outputs,
    doneBy: row.done_by,
    doneAt: row.done_at,
    waiver: by === null || reason === null || at === null ? null : { by, reason, at },
  };
}

/** As the town's last look found them; for bodies that take part. */
export async function selectShownSteps(
  tx: Tx,
  caseId: string,
): Promise<ReadonlyMap<string, StoredStep & { actionable: boolean }>> {
  const result = await sql<StepRow & { actionable: boolean }>`
    select step_id, shown_state as state, actionable, owner_name, due_on::text as due_on, note, outputs, done_by, done_at,
           waived_by, waived_reason, waived_at
    from adoption.step where case_id = ${caseId}
  `.execute(tx);
  return new Map(result.rows.map((row) => [row.step_id, { ...toStep(row), actionable: row.actionable }]));
}

/** A new due date is a new reason to remind. */
export async function updateStep(tx: Tx, caseId: string, step: StoredStep): Promise<boolean> {
  const { waiver } = step;
  const result = await sql`
    update adoption.step set
      state = ${step.state}, owner_name = ${step.owner}, note = ${step.note}, outputs = ${step.outputs},
      reminded_at = case when due_on is distinct from ${step.due}::date then null else reminded_at end,
      due_on = ${step.due}::date, done_by = ${step.doneBy}, done_at = ${step.doneAt},
      waived_by = ${waiver?.by ?? null}, waived_reason = ${waiver?.reason ?? null}, waived_at = ${waiver?.at ?? null}
    where case_id = ${caseId} and step_id = ${step.id}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

/** What the lists show of the evaluation; rows that say so already are left alone. */
export async function saveShown(
  tx: Tx,
  caseId: string,
  steps: readonly { id: string; state: StepState; actionable: boolean }[],
): Promise<void> {
  const rows = steps.map(({ id, state, actionable }) => sql`(${id}, ${state}, ${actionable}::boolean)`);
  await sql`
    update adoption.step s set shown_state = v.state, actionable = v.actionable
    from (values ${sql.join(rows)}) as v (id, state, actionable)
    where s.case_id = ${caseId} and s.step_id = v.id
      and (s.shown_state, s.actionable) is distinct from (v.state, v.actionable)
  `.execute(tx);
}

interface NextRow {
  case_id: string;
  tenant_id: TenantId;
  package_id: string;
  name: { de: string; en: string };
  state: CaseState;
  step_id: string;
  role: string;
  due_on: string | null;
  shown_state: StepState;
}

/** The most urgent first: by due date, then those that wait longest. */
export async function selectNextSteps(
  tx: Tx,
  tenant: TenantId,
  filter: { roles: readonly string[] | null; offset: number; limit: number },
): Promise<{ items: readonly NextStep[]; total: number }> {
  const roles = filter.roles === null ? null : [...filter.roles];
  const where = sql`s.tenant_id = ${tenant} and s.actionable
    and (${roles}::text[] is null or s.role = any (${roles}::text[]))
    and c.state not in ('zurueckgestellt', 'beendet', 'abgebrochen')`;
  const rows = await sql<NextRow>`
    select c.case_id, c.tenant_id, c.package_id, c.name, c.state, s.step_id, s.role, s.due_on::text as due_on,
           s.shown_state
    from adoption.step s join adoption.case c using (case_id) where ${where}
    order by s.due_on nulls last, c.changed_at, c.case_id, s.step_id limit ${filter.limit} offset ${filter.offset}
  `.execute(tx);
  const count = await sql<{ n: number }>`
    select count(*)::int as n from adoption.step s join adoption.case c using (case_id) where ${where}
  `.execute(tx);
  return { items: rows.rows.map(toNext), total: count.rows[0]?.n ?? 0 };
}

function toNext(row: NextRow): NextStep {
  return {
    caseId: row.case_id,
    tenant: row.tenant_id,
    packageId: row.package_id,
    serviceName: row.name,
    state: row.state,
    step: row.step_id,
    role: row.role,
    due: row.due_on,
    stepState: row.shown_state,
  };
}

export async function selectDueReminders(tx: Tx, today: string, limit: number) {
  const result = await sql<{ tenant_id: TenantId; case_id: string; step_id: string }>`
    select tenant_id, case_id, step_id from adoption.due_reminders(${today}::date, ${limit})
  `.execute(tx);
  return result.rows;
}

/** False when another worker was faster: each step is reminded of once for each due date. */
export async function markReminded(tx: Tx, caseId: string, step: string, now: Date): Promise<string | null> {
  const result = await sql<{ role: string }>`
    update adoption.step set reminded_at = ${now}
    where case_id = ${caseId} and step_id = ${step} and reminded_at is null and actionable returning role
  `.execute(tx);
  return result.rows[0]?.role ?? null;
}
