import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface TestClientRow {
  client_id: string;
  credentials: Buffer;
}

export async function selectTestClient(tx: Tx, tenant: TenantId): Promise<TestClientRow | null> {
  const result = await sql<TestClientRow>`
    select client_id, credentials from conformity.test_client where tenant_id = ${tenant}
  `.execute(tx);
  return result.rows[0] ?? null;
}

/** False: another process made one a moment ago. */
export async function insertTestClient(tx: Tx, tenant: TenantId, row: TestClientRow, now: Date): Promise<boolean> {
  const result = await sql`
    insert into conformity.test_client (tenant_id, client_id, credentials, made_at)
    values (${tenant}, ${row.client_id}, ${row.credentials}, ${now}) on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}
