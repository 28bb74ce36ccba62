import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type StoredState } from '../domain/event-facts.ts';

export interface DueItem {
  item_id: string;
  client_id: ClientId;
  writer_id: ClientId;
}

export async function dueItems(tx: Tx, state: StoredState, before: Date, limit: number): Promise<DueItem[]> {
  const { rows } = await sql<DueItem>`
    select item_id, client_id, writer_id from transport.due_items(${state}, ${before}, ${limit})
  `.execute(tx);
  return rows;
}

export async function dueCases(
  tx: Tx,
  before: Date,
  limit: number,
): Promise<{ case_id: string; client_id: ClientId }[]> {
  const { rows } = await sql<{ case_id: string; client_id: ClientId }>`
    select case_id, client_id from transport.due_cases(${before}, ${limit})
  `.execute(tx);
  return rows;
}

/** With everything below it. */
export async function deleteCase(tx: Tx, caseId: string): Promise<void> {
  await sql`delete from transport.case_file where case_id = ${caseId}`.execute(tx);
}

export async function countItems(tx: Tx): Promise<{ kind: string; state: string; count: number }[]> {
  const { rows } = await sql<{ kind: string; state: string; count: number }>`
    select kind, state, count::float8 as count from transport.all_item_counts()
  `.execute(tx);
  return rows;
}
