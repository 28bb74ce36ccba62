import { type RawBuilder, sql } from 'kysely';
import { type ItemKind } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type Sides } from '../caller.ts';
import { type StoredState } from '../domain/event-facts.ts';
import { countedRows, type PageRequest } from '../domain/limits.ts';

/** Row-level security leaves the rows of both sides; a token may be good for one of them. */
export function seenAs({ sender, receiver }: Sides, alias: 'f' | 'i'): RawBuilder<unknown> {
  const row = sql.raw(alias);
  return sql`(${sender} and ${row}.client_id = kernel.app_client() or ${receiver} and exists (
    select from transport.destination_client l
    where l.client_id = kernel.app_client() and l.destination_id = ${row}.destination_id))`;
}

export interface CaseRow {
  case_id: string;
  destination_id: string;
}

/** Cases of either side, oldest first; each branch walks along an index of its own. */
export async function listCases(
  tx: Tx,
  client: ClientId,
  sides: Sides,
  page: PageRequest,
): Promise<{ total: number; rows: CaseRow[] }> {
  const within = (limit: number) => sql`
    (select case_id, destination_id, created_at from transport.case_file
      where client_id = ${client} and ${sides.sender} order by created_at, case_id limit ${limit})
    union
    select c.case_id, c.destination_id, c.created_at from transport.destination_client l
    cross join lateral (
      select f.case_id, f.destination_id, f.created_at from transport.case_file f
      where f.destination_id = l.destination_id order by f.created_at, f.case_id limit ${limit}
    ) c where l.client_id = ${client} and ${sides.receiver}`;
  const { rows } = await sql<CaseRow>`
    select case_id, destination_id from (${within(page.offset + page.limit)}) found
    order by created_at, case_id offset ${page.offset} limit ${page.limit}
  `.execute(tx);
  const counted = await sql<{ n: number }>`
    select count(*)::int as n from (${within(countedRows(page))}) found
  `.execute(tx);
  return { total: counted.rows[0]?.n ?? 0, rows };
}

export interface CaseItem {
  id: string;
  kind: ItemKind;
  state: StoredState;
}

export async function selectCase(
  tx: Tx,
  caseId: string,
  sides: Sides,
): Promise<(CaseRow & { items: CaseItem[] }) | null> {
  const { rows } = await sql<CaseRow & { items: CaseItem[] }>`
    select f.case_id, f.destination_id,
      (select coalesce(jsonb_agg(jsonb_build_object('id', i.item_id, 'kind', i.kind, 'state', i.state)
          order by i.created_at, i.item_id), '[]') from transport.item i where i.case_id = f.case_id) as items
    from transport.case_file f where f.case_id = ${caseId} and ${seenAs(sides, 'f')}
  `.execute(tx);
  return rows[0] ?? null;
}
