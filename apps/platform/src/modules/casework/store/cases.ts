import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type CaseState } from '../domain/case-states.ts';

export interface CaseRow {
  case_id: string;
  tenant_id: TenantId;
  fit_case_id: string;
  destination_id: string;
  service_identifier: string;
  service_name: string;
  receipt_number: string | null;
  state: CaseState;
  unread: boolean;
  assigned_staff: StaffId | null;
  /** The town sent it to itself to test a service. */
  is_test: boolean;
  revision: number;
  received_at: Date;
  changed_at: Date;
}

const columns = sql`case_id, tenant_id, fit_case_id, destination_id, service_identifier, service_name, receipt_number,
  state, unread, assigned_staff, is_test, revision, received_at, changed_at`;

export type NewCase = Pick<
  CaseRow,
  | 'case_id'
  | 'tenant_id'
  | 'fit_case_id'
  | 'destination_id'
  | 'service_identifier'
  | 'service_name'
  | 'receipt_number'
  | 'received_at'
  | 'is_test'
>;

/** The case of that id at the delivery service, made when it is new; locked until the transaction ends. */
export async function ensureCase(tx: Tx, row: NewCase, now: Date): Promise<{ found: CaseRow; isNew: boolean }> {
  const made = await sql`
    insert into casework.case (case_id, tenant_id, fit_case_id, destination_id, service_identifier, service_name,
                               receipt_number, received_at, is_test, changed_at)
    values (${row.case_id}, ${row.tenant_id}, ${row.fit_case_id}, ${row.destination_id}, ${row.service_identifier},
            ${row.service_name}, ${row.receipt_number}, ${row.received_at}, ${row.is_test}, ${now})
    on conflict (tenant_id, fit_case_id) do nothing
  `.execute(tx);
  const result = await sql<CaseRow>`
    select ${columns} from casework.case
    where tenant_id = ${row.tenant_id} and fit_case_id = ${row.fit_case_id} for update
  `.execute(tx);
  const found = result.rows[0];
  if (found === undefined) throw new Error('insert into casework.case returned no row');
  return { found, isNew: made.numAffectedRows === 1n };
}

export async function selectCase(tx: Tx, id: string): Promise<CaseRow | null> {
  const result = await sql<CaseRow>`select ${columns} from casework.case where case_id = ${id}`.execute(tx);
  return result.rows[0] ?? null;
}

export async function lockCase(tx: Tx, id: string): Promise<CaseRow | null> {
  const result = await sql<CaseRow>`
    select ${columns} from casework.case where case_id = ${id} for update
  `.execute(tx);
  return result.rows[0] ?? null;
}

export interface CaseChange {
  state: CaseState;
  unread: boolean;
  assigned: StaffId | null;
  now: Date;
}

export async function updateCase(tx: Tx, id: string, change: CaseChange): Promise<void> {
  await sql`
    update casework.case set state = ${change.state}, unread = ${change.unread}, assigned_staff = ${change.assigned},
      changed_at = ${change.now}, revision = revision + 1
    where case_id = ${id}
  `.execute(tx);
}

/** Looking at a case is no work on it: the revision stays. */
export async function markCaseRead(tx: Tx, id: string): Promise<void> {
  await sql`update casework.case set unread = false where case_id = ${id} and unread`.execute(tx);
}

export interface CaseFilter {
  tenant: TenantId;
  /** 'open': everything but closed. */
  state: CaseState | 'open' | null;
  receiptNumber: string | null;
  service: string | null;
  assigned: StaffId | 'nobody' | null;
  offset: number;
  limit: number;
}

export async function selectCases(tx: Tx, filter: CaseFilter): Promise<{ rows: readonly CaseRow[]; total: number }> {
  const staff = filter.assigned === 'nobody' ? null : filter.assigned;
  const number = filter.receiptNumber === null ? null : `${escapeLike(filter.receiptNumber.toUpperCase())}%`;
  const where = sql`tenant_id = ${filter.tenant}
    and (${filter.state}::text is null or state = ${filter.state} or (${filter.state} = 'open' and state <> 'closed'))
    and (${number}::text is null or upper(receipt_number) like ${number})
    and (${filter.service}::text is null or service_identifier = ${filter.service})
    and (${staff}::uuid is null or assigned_staff = ${staff}::uuid)
    and (${filter.assigned !== 'nobody'} or assigned_staff is null)`;
  const rows = await sql<CaseRow>`
    select ${columns} from casework.case where ${where}
    order by unread desc, received_at desc, case_id limit ${filter.limit} offset ${filter.offset}
  `.execute(tx);
  const count = await sql<{ n: number }>`select count(*)::int as n from casework.case where ${where}`.execute(tx);
  return { rows: rows.rows, total: count.rows[0]?.n ?? 0 };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

export async function selectServices(
  tx: Tx,
  tenant: TenantId,
): Promise<readonly { identifier: string; name: string }[]> {
  const result = await sql<{ identifier: string; name: string }>`
    select service_identifier as identifier, max(service_name) as name from casework.case
    where tenant_id = ${tenant} group by service_identifier order by 2
  `.execute(tx);
  return result.rows;
}

export async function countByState(tx: Tx, tenant: TenantId): Promise<Record<string, number>> {
  const result = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from casework.case where tenant_id = ${tenant} group by state
  `.execute(tx);
  return Object.fromEntries(result.rows.map((row) => [row.state, row.n]));
}

export async function insertHistory(
  tx: Tx,
  row: { tenant: TenantId; caseId: string; at: Date; what: string; staff: StaffId | null },
): Promise<void> {
  await sql`
    insert into casework.history (tenant_id, case_id, at, what, staff_id)
    values (${row.tenant}, ${row.caseId}, ${row.at}, ${row.what}, ${row.staff})
  `.execute(tx);
}

export interface HistoryRow {
  at: Date;
  what: string;
  staff_id: StaffId | null;
}

export async function selectHistory(tx: Tx, caseId: string): Promise<readonly HistoryRow[]> {
  const result = await sql<HistoryRow>`
    select at, what, staff_id from casework.history where case_id = ${caseId} order by at, history_id
  `.execute(tx);
  return result.rows;
}
