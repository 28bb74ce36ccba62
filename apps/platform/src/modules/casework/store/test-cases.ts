import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export async function insertTestReference(tx: Tx, tenant: TenantId, reference: string, now: Date): Promise<void> {
  await sql`
    insert into casework.test_reference (tenant_id, reference, expected_at) values (${tenant}, ${reference}, ${now})
    on conflict do nothing
  `.execute(tx);
}

export async function isTestReference(tx: Tx, tenant: TenantId, reference: string): Promise<boolean> {
  const result = await sql<{ found: boolean }>`
    select exists (
      select 1 from casework.test_reference where tenant_id = ${tenant} and reference = ${reference}) as found
  `.execute(tx);
  return result.rows[0]?.found ?? false;
}

/** With its entries, files' rows and history; only a case that was announced as a test. */
export async function deleteTestCase(tx: Tx, caseId: string): Promise<boolean> {
  const result = await sql`delete from casework.case where case_id = ${caseId} and is_test`.execute(tx);
  return result.numAffectedRows === 1n;
}
