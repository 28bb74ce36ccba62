import { type DeliveryProgress } from '@verbund/fit-connect';
import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type TestRun } from '../types.ts';

interface RunRow {
  run_id: string;
  version_digest: string;
  destination_id: string;
  reference: string;
  test_name: string;
  state: TestRun['state'];
  started_at: Date;
  started_by: string;
  settled_at: Date | null;
  fit_case_id: string | null;
  submission_id: string | null;
  problems: string[];
}

const columns = sql`run_id, version_digest, destination_id, reference, test_name, state, started_at, started_by,
  settled_at, fit_case_id, submission_id, problems`;

export async function insertRun(
  tx: Tx,
  run: { tenant: TenantId; caseId: string } & Pick<
    TestRun,
    'id' | 'versionDigest' | 'destinationId' | 'reference' | 'testName' | 'startedAt' | 'startedBy'
  >,
): Promise<void> {
  await sql`
    insert into adoption.test_run (run_id, tenant_id, case_id, version_digest, destination_id, reference, test_name,
                                   started_at, started_by)
    values (${run.id}, ${run.tenant}, ${run.caseId}, ${run.versionDigest}, ${run.destinationId}, ${run.reference},
            ${run.testName}, ${run.startedAt}, ${run.startedBy})
  `.execute(tx);
}

/** Latest first. */
export async function selectRuns(tx: Tx, caseId: string): Promise<readonly TestRun[]> {
  const result = await sql<RunRow>`
    select ${columns} from adoption.test_run where case_id = ${caseId} order by started_at desc, run_id limit 20
  `.execute(tx);
  return result.rows.map(toRun);
}

export async function selectRun(
  tx: Tx,
  id: string,
): Promise<{ run: TestRun; caseId: string; journal: DeliveryProgress | null } | null> {
  const result = await sql<RunRow & { case_id: string; journal: DeliveryProgress | null }>`
    select ${columns}, case_id, journal from adoption.test_run where run_id = ${id}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : { run: toRun(row), caseId: row.case_id, journal: row.journal };
}

export async function saveJournal(tx: Tx, id: string, journal: DeliveryProgress): Promise<void> {
  await sql`update adoption.test_run set journal = ${JSON.stringify(journal)} where run_id = ${id}`.execute(tx);
}

export async function markSent(tx: Tx, id: string, sent: { caseId: string; submissionId: string }): Promise<void> {
  await sql`
    update adoption.test_run set state = 'sent', fit_case_id = ${sent.caseId}, submission_id = ${sent.submissionId}
    where run_id = ${id} and state = 'planned'
  `.execute(tx);
}

export async function settleRun(
  tx: Tx,
  id: string,
  outcome: { state: 'accepted' | 'rejected' | 'failed'; at: Date; problems: readonly string[] },
): Promise<boolean> {
  const result = await sql`
    update adoption.test_run set state = ${outcome.state}, settled_at = ${outcome.at},
      problems = ${JSON.stringify(outcome.problems)}
    where run_id = ${id} and state in ('planned', 'sent')
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

function toRun(row: RunRow): TestRun {
  return {
    id: row.run_id,
    versionDigest: row.version_digest,
    destinationId: row.destination_id,
    reference: row.reference,
    testName: row.test_name,
    state: row.state,
    startedAt: row.started_at,
    startedBy: row.started_by,
    settledAt: row.settled_at,
    caseId: row.fit_case_id,
    submissionId: row.submission_id,
    problems: row.problems,
  };
}
