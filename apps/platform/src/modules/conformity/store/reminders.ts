import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface DueReminder {
  findingId: string;
  tenant: TenantId;
  provider: TenantId;
  kind: 'due' | 'recheck';
  day: string;
}

/** Of every body; what was said already is not among them. */
export async function dueReminders(tx: Tx, until: string): Promise<readonly DueReminder[]> {
  const result = await sql<{
    finding_id: string;
    tenant_id: TenantId;
    provider_id: TenantId;
    kind: 'due' | 'recheck';
    day: string;
  }>`
    select finding_id, tenant_id, provider_id, kind, day::text as day from conformity.due_reminders(${until})
  `.execute(tx);
  return result.rows.map((row) => ({
    findingId: row.finding_id,
    tenant: row.tenant_id,
    provider: row.provider_id,
    kind: row.kind,
    day: row.day,
  }));
}

/** False: another worker was faster. */
export async function insertReminder(tx: Tx, row: DueReminder & { id: string; now: Date }): Promise<boolean> {
  const result = await sql`
    insert into conformity.reminder (reminder_id, tenant_id, finding_id, kind, sent_at)
    values (${row.id}, ${row.tenant}, ${row.findingId}, ${row.kind}, ${row.now}) on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}
