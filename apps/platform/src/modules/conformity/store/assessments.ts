import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type AssessmentState, type Subject } from '../types.ts';

export interface AssessmentRow {
  assessment_id: string;
  tenant_id: TenantId;
  version_digest: string;
  offering_id: string | null;
  catalogue_digest: string;
  state: AssessmentState;
  started_by: string;
  started_at: Date;
  finished_at: Date | null;
  done: number;
  total: number;
}

const columns = sql`assessment_id, tenant_id, version_digest, offering_id, catalogue_digest, state, started_by,
  started_at, finished_at, done, total`;

/** False: one is under way for the same subject and the same criteria. */
export async function insertAssessment(
  tx: Tx,
  row: { id: string; tenant: TenantId; subject: Subject; catalogueDigest: string; by: string; at: Date; total: number },
): Promise<boolean> {
  const result = await sql`
    insert into conformity.assessment (assessment_id, tenant_id, version_digest, offering_id, catalogue_digest, state,
                                       started_by, started_at, seen_at, total)
    values (${row.id}, ${row.tenant}, ${row.subject.versionDigest}, ${row.subject.offeringId}, ${row.catalogueDigest},
            'queued', ${row.by}, ${row.at}, ${row.at}, ${row.total})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function selectAssessment(tx: Tx, id: string): Promise<AssessmentRow | null> {
  const result = await sql<AssessmentRow>`
    select ${columns} from conformity.assessment where assessment_id = ${id}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectAssessments(tx: Tx, subject: Subject): Promise<readonly AssessmentRow[]> {
  const result = await sql<AssessmentRow>`
    select ${columns} from conformity.assessment
    where version_digest = ${subject.versionDigest} and offering_id is not distinct from ${subject.offeringId}::uuid
    order by started_at desc, assessment_id limit 50
  `.execute(tx);
  return result.rows;
}

/** Also says that the process is alive. */
export async function updateProgress(tx: Tx, change: { id: string; done: number; now: Date }): Promise<void> {
  await sql`
    update conformity.assessment set state = 'running', done = ${change.done}, seen_at = ${change.now}
    where assessment_id = ${change.id} and state in ('queued', 'running')
  `.execute(tx);
}

/** False: it was finished by somebody else. */
export async function finishAssessment(
  tx: Tx,
  change: { id: string; state: 'done' | 'failed'; done: number; now: Date },
): Promise<boolean> {
  const result = await sql`
    update conformity.assessment
    set state = ${change.state}, done = ${change.done}, seen_at = ${change.now}, finished_at = ${change.now}
    where assessment_id = ${change.id} and state in ('queued', 'running')
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Of every tenant: runs whose process died. */
export async function dueStalled(tx: Tx, before: Date): Promise<readonly { id: string; tenant: TenantId }[]> {
  const result = await sql<{ assessment_id: string; tenant_id: TenantId }>`
    select assessment_id, tenant_id from conformity.due_stalled(${before})
  `.execute(tx);
  return result.rows.map((row) => ({ id: row.assessment_id, tenant: row.tenant_id }));
}
