import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type Decision, type Deviation } from '../types.ts';

export interface DecisionRow {
  decision_id: string;
  package_id: string;
  version_digest: string;
  version: string;
  major: number;
  assessment_digest: string;
  kind: Decision['kind'];
  deviations: string;
  reason: string;
  number: string;
  officer_name: string;
  decided_at: Date;
}

const columns = sql`decision_id, package_id, version_digest, version, major, assessment_digest, kind, deviations, reason,
  number, officer_name, decided_at`;

export function toDecision(row: DecisionRow): Decision {
  return {
    id: row.decision_id,
    packageId: row.package_id,
    versionDigest: row.version_digest,
    version: row.version,
    assessmentDigest: row.assessment_digest,
    kind: row.kind,
    // Written by insertDecision only.
    deviations: JSON.parse(row.deviations) as readonly Deviation[],
    reason: row.reason,
    number: row.number,
    by: row.officer_name,
    at: row.decided_at,
  };
}

/** The decisions in force of a tenant, of all packages or of some. */
export async function selectInForce(
  tx: Tx,
  tenant: TenantId,
  packages: readonly string[] | null,
): Promise<readonly DecisionRow[]> {
  const result = await sql<DecisionRow>`
    select ${columns} from privacy.decision
    where tenant_id = ${tenant} and superseded_at is null
      and (${packages === null} or package_id = any(${packages === null ? [] : [...packages]}::text[]))
    order by package_id
  `.execute(tx);
  return result.rows;
}

export async function selectDecisions(tx: Tx, tenant: TenantId, packageId: string): Promise<readonly DecisionRow[]> {
  const result = await sql<DecisionRow>`
    select ${columns} from privacy.decision where tenant_id = ${tenant} and package_id = ${packageId}
    order by decided_at desc, superseded_at nulls first limit 200
  `.execute(tx);
  return result.rows;
}

/** Ends the decision in force; of two at the same moment the second waits here and then ends the first one's. */
export async function supersede(tx: Tx, tenant: TenantId, packageId: string, now: Date): Promise<string | null> {
  const result = await sql<{ decision_id: string }>`
    update privacy.decision set superseded_at = greatest(${now}::timestamptz, decided_at)
    where tenant_id = ${tenant} and package_id = ${packageId} and superseded_at is null returning decision_id
  `.execute(tx);
  return result.rows[0]?.decision_id ?? null;
}

/** False when somebody else's first decision was faster. */
export async function insertDecision(
  tx: Tx,
  row: Omit<DecisionRow, 'deviations'> & {
    tenant_id: TenantId;
    officer_id: StaffId;
    deviations: readonly Deviation[];
  },
): Promise<boolean> {
  const result = await sql`
    insert into privacy.decision (decision_id, tenant_id, package_id, version_digest, version, major, assessment_digest,
      kind, deviations, reason, number, officer_id, officer_name, decided_at)
    values (${row.decision_id}, ${row.tenant_id}, ${row.package_id}, ${row.version_digest}, ${row.version}, ${row.major},
      ${row.assessment_digest}, ${row.kind}, ${JSON.stringify(row.deviations)}, ${row.reason}, ${row.number},
      ${row.officer_id}, ${row.officer_name}, ${row.decided_at})
    on conflict (tenant_id, package_id) where superseded_at is null do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export interface AdoptionCount {
  major: number;
  assessment_digest: string;
  towns: number;
}

export async function countAdoptions(tx: Tx, packageId: string): Promise<readonly AdoptionCount[]> {
  const result = await sql<AdoptionCount>`
    select major, assessment_digest, towns from privacy.count_adoptions(${packageId})
  `.execute(tx);
  return result.rows;
}

export async function selectAdoptedPackages(
  tx: Tx,
  page: { after: string | null; limit: number },
): Promise<readonly string[]> {
  const result = await sql<{ package_id: string }>`
    select package_id from privacy.all_adopted_packages(${page.after}, ${page.limit})
  `.execute(tx);
  return result.rows.map((row) => row.package_id);
}

export async function countAll(tx: Tx): Promise<{ packages: number; towns: number }> {
  const result = await sql<{ packages: number; towns: number }>`
    select packages, towns from privacy.count_all()
  `.execute(tx);
  return result.rows[0] ?? { packages: 0, towns: 0 };
}

export async function dueRenewals(
  tx: Tx,
  version: { packageId: string; major: number; assessmentDigest: string; digest: string },
  limit: number,
): Promise<readonly { decision_id: string; tenant_id: TenantId }[]> {
  const result = await sql<{ decision_id: string; tenant_id: TenantId }>`
    select decision_id, tenant_id from privacy.due_renewals(${version.packageId}, ${version.major},
      ${version.assessmentDigest}, ${version.digest}, ${limit})
  `.execute(tx);
  return result.rows;
}

/** False when another process has reminded of it already, or another decision took its place. */
export async function markReminded(tx: Tx, decision: string, digest: string): Promise<boolean> {
  const result = await sql`
    update privacy.decision set reminded_for = ${digest}
    where decision_id = ${decision} and superseded_at is null and reminded_for is distinct from ${digest}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function deleteOldDecisions(tx: Tx, before: Date): Promise<number> {
  const result = await sql<{ n: number }>`select privacy.due_decisions(${before}) as n`.execute(tx);
  return result.rows[0]?.n ?? 0;
}
