import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type BothTexts, type Comment, type Evidence, type Exception, type Finding, type Subject } from '../types.ts';

export interface NewFindingRow extends Omit<Finding, 'body' | 'by' | 'at'> {
  tenant: TenantId;
  provider: TenantId;
  assessment: string | null;
  subject: Subject;
  catalogueDigest: string;
  by: string;
  at: Date;
}

interface FindingRow {
  finding_id: string;
  tenant_id: TenantId;
  criterion: string;
  kind: Finding['kind'];
  result: Finding['result'];
  evidence: readonly Evidence[];
  reason: BothTexts;
  remedy: BothTexts | null;
  due: string | null;
  recheck: string | null;
  responsible: string | null;
  found_by: string;
  found_at: Date;
}

/** With the tenant in place of the body's name, which the store does not know. */
export type StoredFinding = Omit<Finding, 'body'> & { tenant: TenantId };

export async function insertFinding(tx: Tx, row: NewFindingRow): Promise<void> {
  await sql`
    insert into conformity.finding (finding_id, tenant_id, provider_id, assessment_id, version_digest, offering_id,
                                    catalogue_digest, criterion, kind, result, evidence, reason, remedy, due, recheck,
                                    responsible, found_by, found_at)
    values (${row.id}, ${row.tenant}, ${row.provider}, ${row.assessment}, ${row.subject.versionDigest},
            ${row.subject.offeringId}, ${row.catalogueDigest}, ${row.criterion}, ${row.kind}, ${row.result},
            ${JSON.stringify(row.evidence)}::jsonb, ${JSON.stringify(row.reason)}::jsonb,
            ${row.remedy === null ? null : JSON.stringify(row.remedy)}::jsonb, ${row.due}, ${row.recheck},
            ${row.responsible}, ${row.by}, ${row.at})
  `.execute(tx);
}

const findingColumns = sql`finding_id, tenant_id, criterion, kind, result, evidence, reason, remedy,
  due::text as due, recheck::text as recheck, responsible, found_by, found_at`;

/** Findings about the version, and with an offering those about it as well. */
export async function selectFindings(
  tx: Tx,
  subject: Subject,
  catalogueDigest: string,
): Promise<readonly StoredFinding[]> {
  const result = await sql<FindingRow>`
    select ${findingColumns} from conformity.finding
    where version_digest = ${subject.versionDigest} and catalogue_digest = ${catalogueDigest}
      and (offering_id is null or offering_id = ${subject.offeringId}::uuid)
    order by entry
  `.execute(tx);
  return result.rows.map(toFinding);
}

export async function selectFinding(
  tx: Tx,
  id: string,
): Promise<{ provider: TenantId; criterion: string; subject: Subject; finding: StoredFinding } | null> {
  const result = await sql<FindingRow & { provider_id: TenantId; version_digest: string; offering_id: string | null }>`
    select ${findingColumns}, provider_id, version_digest, offering_id from conformity.finding where finding_id = ${id}
  `.execute(tx);
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    provider: row.provider_id,
    criterion: row.criterion,
    subject: { versionDigest: row.version_digest, offeringId: row.offering_id },
    finding: toFinding(row),
  };
}

/** Criteria that this run has judged already. */
export async function selectJudged(tx: Tx, assessment: string): Promise<ReadonlySet<string>> {
  const result = await sql<{ criterion: string }>`
    select criterion from conformity.finding where assessment_id = ${assessment}
  `.execute(tx);
  return new Set(result.rows.map((row) => row.criterion));
}

export async function insertException(
  tx: Tx,
  row: Exception & { tenant: TenantId; subject: Subject; catalogueDigest: string; by: string; at: Date },
): Promise<void> {
  await sql`
    insert into conformity.exception (exception_id, tenant_id, version_digest, offering_id, catalogue_digest, criterion,
                                      decision_number, decided_by, decided_on, valid_until, reason, recorded_by,
                                      recorded_at)
    values (${row.id}, ${row.tenant}, ${row.subject.versionDigest}, ${row.subject.offeringId}, ${row.catalogueDigest},
            ${row.criterion}, ${row.decisionNumber}, ${row.decidedBy}, ${row.decidedOn}, ${row.validUntil},
            ${row.reason}, ${row.by}, ${row.at})
  `.execute(tx);
}

export async function selectExceptions(
  tx: Tx,
  subject: Subject,
  catalogueDigest: string,
): Promise<readonly Exception[]> {
  const result = await sql<{
    exception_id: string;
    criterion: string;
    decision_number: string;
    decided_by: string;
    decided_on: string;
    valid_until: string | null;
    reason: string;
  }>`
    select exception_id, criterion, decision_number, decided_by, decided_on::text as decided_on,
           valid_until::text as valid_until, reason
    from conformity.exception
    where version_digest = ${subject.versionDigest} and catalogue_digest = ${catalogueDigest}
      and (offering_id is null or offering_id = ${subject.offeringId}::uuid)
    order by entry
  `.execute(tx);
  return result.rows.map((row) => ({
    id: row.exception_id,
    criterion: row.criterion,
    decisionNumber: row.decision_number,
    decidedBy: row.decided_by,
    decidedOn: row.decided_on,
    validUntil: row.valid_until,
    reason: row.reason,
  }));
}

export async function insertComment(
  tx: Tx,
  row: { id: string; tenant: TenantId; findingId: string; text: string; by: string; at: Date },
): Promise<void> {
  await sql`
    insert into conformity.finding_comment (comment_id, tenant_id, finding_id, body, written_by, written_at)
    values (${row.id}, ${row.tenant}, ${row.findingId}, ${row.text}, ${row.by}, ${row.at})
  `.execute(tx);
}

export async function selectComments(tx: Tx, subject: Subject, catalogueDigest: string): Promise<readonly Comment[]> {
  const result = await sql<{
    comment_id: string;
    finding_id: string;
    criterion: string;
    body: string;
    written_by: string;
    written_at: Date;
  }>`
    select c.comment_id, c.finding_id, f.criterion, c.body, c.written_by, c.written_at
    from conformity.finding_comment c join conformity.finding f using (finding_id)
    where f.version_digest = ${subject.versionDigest} and f.catalogue_digest = ${catalogueDigest}
      and (f.offering_id is null or f.offering_id = ${subject.offeringId}::uuid)
    order by c.entry
  `.execute(tx);
  return result.rows.map((row) => ({
    id: row.comment_id,
    findingId: row.finding_id,
    criterion: row.criterion,
    text: row.body,
    by: row.written_by,
    at: row.written_at,
  }));
}

/** Days that a body set itself, the nearest first; only findings that nothing newer has replaced. */
export async function selectDue(
  tx: Tx,
  tenant: TenantId,
  until: string,
): Promise<readonly { finding: StoredFinding; subject: Subject; day: string; what: 'due' | 'recheck' }[]> {
  const result = await sql<
    FindingRow & { version_digest: string; offering_id: string | null; day: string; what: 'due' | 'recheck' }
  >`
    select ${findingColumns}, f.version_digest, f.offering_id, d.day::text as day, d.what
    from conformity.finding f cross join lateral (values ('due', f.due), ('recheck', f.recheck)) d(what, day)
    where f.tenant_id = ${tenant} and d.day <= ${until}
      and (d.what = 'recheck' or f.result not in ('erfuellt', 'entbehrlich'))
      and not exists (
        select 1 from conformity.finding n
        where n.version_digest = f.version_digest and n.catalogue_digest = f.catalogue_digest
          and n.criterion = f.criterion and n.offering_id is not distinct from f.offering_id
          and n.kind = 'manual' and n.entry > f.entry)
    order by d.day, f.entry limit 200
  `.execute(tx);
  return result.rows.map((row) => ({
    finding: toFinding(row),
    subject: { versionDigest: row.version_digest, offeringId: row.offering_id },
    day: row.day,
    what: row.what,
  }));
}

function toFinding(row: FindingRow): StoredFinding {
  return {
    id: row.finding_id,
    tenant: row.tenant_id,
    criterion: row.criterion,
    kind: row.kind,
    result: row.result,
    evidence: row.evidence,
    reason: row.reason,
    remedy: row.remedy,
    due: row.due,
    recheck: row.recheck,
    responsible: row.responsible,
    by: row.found_by,
    at: row.found_at,
  };
}
