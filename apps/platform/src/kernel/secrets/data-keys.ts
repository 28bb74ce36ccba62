import { sql } from 'kysely';
import { type Owner, type Tx } from '../db/types.ts';
import { type MasterKeys } from './envelope.ts';

export type KeyOwner = Pick<Owner, 'tenant' | 'person'>;

export interface WrappedDataKey {
  id: string;
  wrapped: Uint8Array;
}

interface DataKeyRow {
  id: string;
  wrapped_key: Buffer;
}

export async function findDataKey(tx: Tx, owner: KeyOwner): Promise<WrappedDataKey | null> {
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_key from kernel.data_key
    where tenant_id is not distinct from ${owner.tenant ?? null}::uuid
      and person_id is not distinct from ${owner.person ?? null}::uuid`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : { id: row.id, wrapped: row.wrapped_key };
}

/** False when another transaction was first: its key is committed by then and must be read. */
export async function insertDataKey(tx: Tx, owner: KeyOwner, key: WrappedDataKey, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into kernel.data_key (id, tenant_id, person_id, wrapped_key, created_at)
    values (${key.id}, ${owner.tenant ?? null}, ${owner.person ?? null}, ${Buffer.from(key.wrapped)}, ${now})
    on conflict (tenant_id, person_id) do nothing
    returning id`.execute(tx);
  return rows.length === 1;
}

/** Every key that the owner has a part in: a person's erasure takes the pair keys of towns and that person along. */
export async function deleteDataKeys(tx: Tx, owner: KeyOwner): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from kernel.data_key
    where (${owner.tenant ?? null}::uuid is null or tenant_id = ${owner.tenant ?? null}::uuid)
      and (${owner.person ?? null}::uuid is null or person_id = ${owner.person ?? null}::uuid)
    returning id`.execute(tx);
  return rows.map((row) => row.id);
}

export function dataKeyContext(id: string, owner: KeyOwner): string {
  return `kernel.data_key:${id}:${owner.tenant ?? '-'}:${owner.person ?? '-'}`;
}

/**
 * For `verbund keys rotate`: puts every data key under the current master key. Needs a transaction of the owner's
 * login (cross-owner by nature); repeatable, `after` walks in batches so that no transaction grows large.
 */
export async function rewrapDataKeys(
  tx: Tx,
  masterKeys: MasterKeys,
  options: { after?: string | undefined; limit?: number } = {},
): Promise<{ rewrapped: number; next: string | null }> {
  const limit = options.limit ?? 500;
  const { rows } = await sql<DataKeyRow & { tenant_id: string | null; person_id: string | null }>`
    select id, wrapped_key, tenant_id, person_id from kernel.data_key
    where id > ${options.after ?? '00000000-0000-0000-0000-000000000000'}::uuid
    order by id limit ${limit} for update`.execute(tx);
  let rewrapped = 0;
  for (const row of rows) {
    if (!masterKeys.needsRewrap(row.wrapped_key)) continue;
    const context = `kernel.data_key:${row.id}:${row.tenant_id ?? '-'}:${row.person_id ?? '-'}`;
    const wrapped = masterKeys.wrap(masterKeys.unwrap(row.wrapped_key, context), context);
    await sql`update kernel.data_key set wrapped_key = ${Buffer.from(wrapped)} where id = ${row.id}`.execute(tx);
    rewrapped += 1;
  }
  return { rewrapped, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}
