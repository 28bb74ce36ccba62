import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type PromiseRow } from '../domain/promises.ts';
import { type BothTexts, type Statement } from '../types.ts';

export interface StoredStatement {
  statement: Statement;
  changedAt: Date;
  changedBy: string;
}

export async function selectStatement(tx: Tx, packageId: string): Promise<StoredStatement | null> {
  const result = await sql<{ statement: string; changed_at: Date; changed_by: string }>`
    select statement, changed_at, changed_by from packages.listing where package_id = ${packageId}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined
    ? null
    : { statement: parseStored(row.statement), changedAt: row.changed_at, changedBy: row.changed_by };
}

export async function upsertStatement(
  tx: Tx,
  row: { packageId: string; provider: TenantId; statement: Statement; now: Date; by: string },
): Promise<void> {
  await sql`
    insert into packages.listing (package_id, tenant_id, statement, changed_at, changed_by)
    values (${row.packageId}, ${row.provider}, ${JSON.stringify(row.statement)}, ${row.now}, ${row.by})
    on conflict (package_id) do update
      set statement = excluded.statement, changed_at = excluded.changed_at, changed_by = excluded.changed_by
  `.execute(tx);
}

/** One row for each date that was ever named, oldest first. */
export async function selectPromises(tx: Tx, packageId: string): Promise<readonly PromiseRow[]> {
  const result = await sql<{
    promise_id: string;
    what_de: string;
    what_en: string;
    kept_on: string | null;
    promised_on: string;
    promised_date: string;
    promised_by: string;
  }>`
    select p.promise_id, p.what_de, p.what_en, p.kept_on::text, d.promised_on::text, d.promised_date::text,
           d.promised_by
    from packages.promise p join packages.promised_date d using (promise_id)
    where p.package_id = ${packageId} order by p.promise_id, d.number
  `.execute(tx);
  return result.rows.map((row) => ({
    id: row.promise_id,
    what: { de: row.what_de, en: row.what_en },
    keptOn: row.kept_on,
    promisedOn: row.promised_on,
    date: row.promised_date,
    by: row.promised_by,
  }));
}

export async function insertPromise(
  tx: Tx,
  row: { id: string; provider: TenantId; packageId: string; what: BothTexts },
): Promise<void> {
  await sql`
    insert into packages.promise (promise_id, tenant_id, package_id, what_de, what_en)
    values (${row.id}, ${row.provider}, ${row.packageId}, ${row.what.de}, ${row.what.en})
  `.execute(tx);
}

/** Whether the promise is one of that provider about that package and still open; locked until the transaction ends. */
export async function lockPromise(
  tx: Tx,
  row: { id: string; provider: TenantId; packageId: string },
): Promise<boolean> {
  const result = await sql`
    select 1 from packages.promise
    where promise_id = ${row.id} and tenant_id = ${row.provider} and package_id = ${row.packageId} and kept_on is null
    for update
  `.execute(tx);
  return result.rows.length === 1;
}

export async function insertPromisedDate(
  tx: Tx,
  row: { id: string; provider: TenantId; promisedOn: string; date: string; by: string },
): Promise<void> {
  await sql`
    insert into packages.promised_date (promise_id, number, tenant_id, promised_on, promised_date, promised_by)
    select ${row.id}, 1 + (select count(*) from packages.promised_date where promise_id = ${row.id}), ${row.provider},
           ${row.promisedOn}, ${row.date}, ${row.by}
  `.execute(tx);
}

export async function markKept(tx: Tx, id: string, on: string): Promise<void> {
  await sql`update packages.promise set kept_on = ${on} where promise_id = ${id}`.execute(tx);
}

/** Written by upsertStatement only, after it was checked. */
function parseStored(text: string): Statement {
  return JSON.parse(text) as Statement;
}
