import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';

/** Where to call, with the secret as it lies in the database. */
export interface TargetRow {
  target_id: string;
  client_id: ClientId;
  url: string;
  host: string;
  key_id: string;
  sealed_secret: Buffer;
}

/** A new address or secret gives calls that were given up another chance. */
export async function putTarget(
  tx: Tx,
  of: 'destination' | 'item',
  { target_id: id, client_id: client, url, host, key_id: keyId, sealed_secret: sealed }: TargetRow,
  now: Date,
): Promise<void> {
  await sql`
    insert into transport.callback_target
      (target_id, client_id, destination_id, item_id, url, host, key_id, sealed_secret)
    values (${id}, ${client}, ${of === 'destination' ? id : null}::uuid, ${of === 'item' ? id : null}::uuid, ${url},
      ${host}, ${keyId}, ${sealed})
    on conflict (target_id) do update set url = excluded.url, host = excluded.host, key_id = excluded.key_id,
      sealed_secret = excluded.sealed_secret
  `.execute(tx);
  await sql`
    update transport.callback set dead_at = null, attempts = 0, since = ${now}, due_at = ${now}
    where target_id = ${id} and dead_at is not null
  `.execute(tx);
}

/** With all calls that wait for it. */
export async function deleteTarget(tx: Tx, targetId: string): Promise<void> {
  await sql`delete from transport.callback_target where target_id = ${targetId}`.execute(tx);
}

export async function selectTarget(tx: Tx, targetId: string): Promise<TargetRow | null> {
  const { rows } = await sql<TargetRow>`
    select target_id, client_id, url, host, key_id, sealed_secret
    from transport.callback_target where target_id = ${targetId}
  `.execute(tx);
  return rows[0] ?? null;
}

export async function findCallbackOwner(tx: Tx, destinationId: string): Promise<ClientId | null> {
  const { rows } = await sql<{ owner: ClientId | null }>`
    select transport.find_callback_owner(${destinationId}::uuid) as owner
  `.execute(tx);
  return rows[0]?.owner ?? null;
}

/** Ids of the keys that secrets of any client are sealed with. */
export async function allCallbackKeys(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ key_id: string }>`select key_id from transport.all_callback_keys()`.execute(tx);
  return rows.map(({ key_id: id }) => id);
}
