import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type SavedAssumptions } from '../types.ts';

interface AssumptionRow {
  package_id: string;
  cases: number | null;
  users: number | null;
  saving_cents_per_case: string | null;
  own_once_cents: string | null;
  own_yearly_cents: string | null;
  note: string;
  changed_at: Date;
  changed_by: string;
}

/** All of a tenant, by package; a town has at most as many as it has services. */
export async function selectAssumptions(tx: Tx, tenant: TenantId): Promise<ReadonlyMap<string, SavedAssumptions>> {
  const result = await sql<AssumptionRow>`
    select package_id, cases, users, saving_cents_per_case, own_once_cents, own_yearly_cents, note, changed_at,
           changed_by
    from costs.assumption where tenant_id = ${tenant}
  `.execute(tx);
  return new Map(result.rows.map((row) => [row.package_id, toAssumptions(row)]));
}

export async function selectAssumption(tx: Tx, tenant: TenantId, packageId: string): Promise<SavedAssumptions | null> {
  const result = await sql<AssumptionRow>`
    select package_id, cases, users, saving_cents_per_case, own_once_cents, own_yearly_cents, note, changed_at,
           changed_by
    from costs.assumption where tenant_id = ${tenant} and package_id = ${packageId}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : toAssumptions(row);
}

export async function upsertAssumption(
  tx: Tx,
  tenant: TenantId,
  packageId: string,
  saved: SavedAssumptions,
): Promise<void> {
  await sql`
    insert into costs.assumption (tenant_id, package_id, cases, users, saving_cents_per_case, own_once_cents,
                                  own_yearly_cents, note, changed_at, changed_by)
    values (${tenant}, ${packageId}, ${saved.cases}, ${saved.users}, ${saved.savingCentsPerCase},
            ${saved.ownOnceCents}, ${saved.ownYearlyCents}, ${saved.note}, ${saved.changedAt}, ${saved.changedBy})
    on conflict (tenant_id, package_id) do update set cases = excluded.cases, users = excluded.users,
      saving_cents_per_case = excluded.saving_cents_per_case, own_once_cents = excluded.own_once_cents,
      own_yearly_cents = excluded.own_yearly_cents, note = excluded.note, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by
  `.execute(tx);
}

// bigint columns arrive as text; the CHECKs and the form keep them far below what a double counts exactly.
const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

function toAssumptions(row: AssumptionRow): SavedAssumptions {
  return {
    cases: row.cases,
    users: row.users,
    savingCentsPerCase: numberOf(row.saving_cents_per_case),
    ownOnceCents: numberOf(row.own_once_cents),
    ownYearlyCents: numberOf(row.own_yearly_cents),
    note: row.note,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}
