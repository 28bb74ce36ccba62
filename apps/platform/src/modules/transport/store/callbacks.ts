import { type RawBuilder, sql } from 'kysely';
import { type ItemKind } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type CallbackKind, type CallbackRule } from '../domain/callback-table.ts';
import { type StoredState } from '../domain/event-facts.ts';

/** Part of the statement that changes an item: what is to be called is written with the change or not at all. */
export function putCallbacks(
  itemId: string,
  { to, kind }: Pick<CallbackRule, 'to' | 'kind'>,
  now: Date,
): RawBuilder<unknown> {
  return sql`transport.put_callbacks(${itemId}::uuid, ${to}::text[], ${kind}::text, ${now}::timestamptz)`;
}

/** One call to make, kept from other processes until the end of its lease. */
export interface DueCall {
  callback_ids: string[];
  target_id: string;
  client_id: ClientId;
  host: string;
}

/** As many changes go in one call. */
const mergedAtMost = 500;

export async function takeDueCall(
  tx: Tx,
  now: Date,
  leaseEnd: Date,
  busy: { hosts: readonly string[]; targets: readonly string[] },
): Promise<DueCall | null> {
  const { rows } = await sql<DueCall>`
    select callback_ids, target_id, client_id, host
    from transport.due_callbacks(${now}, ${leaseEnd}, ${busy.hosts}::text[], ${busy.targets}::uuid[], ${mergedAtMost})
  `.execute(tx);
  return rows[0] ?? null;
}

export interface CallbackRow {
  callback_id: string;
  kind: CallbackKind;
  item_id: string;
  item_kind: ItemKind;
  case_id: string;
  destination_id: string;
  sender_id: ClientId;
  since: Date;
  attempts: number;
}

export async function selectCallbacks(tx: Tx, ids: readonly string[]): Promise<CallbackRow[]> {
  const { rows } = await sql<CallbackRow>`
    select callback_id, kind, item_id, item_kind, case_id, destination_id, sender_id, since, attempts
    from transport.callback where callback_id = any(${ids}::bigint[]) order by callback_id
  `.execute(tx);
  return rows;
}

export async function deleteCallbacks(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from transport.callback where callback_id = any(${ids}::bigint[])`.execute(tx);
}

/** `next` null: a dead letter. */
export async function postponeCallback(
  tx: Tx,
  id: string,
  failure: { reason: string; next: Date | null; now: Date },
): Promise<void> {
  await sql`
    update transport.callback set attempts = attempts + 1, leased_until = null, last_reason = ${failure.reason},
      due_at = ${failure.next ?? failure.now}, dead_at = ${failure.next === null ? failure.now : null}::timestamptz
    where callback_id = ${id}
  `.execute(tx);
}

/** The sender of a case sees its items; null when a notify of this type can or need not be written any more. */
export async function selectUncalled(tx: Tx, itemId: string): Promise<StoredState | null> {
  const { rows } = await sql<{ state: StoredState }>`
    select state from transport.item where item_id = ${itemId} and not called_back
      and state in ('submitted', 'forwarded', 'accepted', 'rejected')
  `.execute(tx);
  return rows[0]?.state ?? null;
}

export interface DeadCallRow {
  target_id: string;
  kind: CallbackKind;
  host: string;
  calls: number;
  attempts: number;
  reason: string;
  died_at: Date;
}

export async function allDeadCalls(tx: Tx): Promise<DeadCallRow[]> {
  const { rows } = await sql<DeadCallRow>`
    select target_id, kind, host, calls::int as calls, attempts, reason, died_at from transport.all_dead_callbacks()
  `.execute(tx);
  return rows;
}

export async function retryDeadCalls(tx: Tx, targetId: string, kind: string, now: Date): Promise<void> {
  await sql`select transport.retry_dead_callbacks(${targetId}::uuid, ${kind}, ${now})`.execute(tx);
}

export async function dismissDeadCalls(tx: Tx, targetId: string, kind: string): Promise<void> {
  await sql`select transport.dismiss_dead_callbacks(${targetId}::uuid, ${kind})`.execute(tx);
}

export async function deleteOldDeadCalls(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select transport.due_dead_callbacks(${before}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}
