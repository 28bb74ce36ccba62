import { sql } from 'kysely';
import { type OfferedService } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type PageRequest } from '../domain/limits.ts';

export interface OfferRow {
  destination_id: string;
  name: string;
  services: OfferedService[];
}

/** Active destinations with one of these keys (migration 0010), and of their services only that one. */
export async function selectOffers(
  tx: Tx,
  wanted: { identifier: string; keys: readonly string[] },
  page: PageRequest,
): Promise<{ total: number; rows: OfferRow[] }> {
  const matching = sql`status = 'active' and transport.offer_keys(services) && ${wanted.keys}::text[]`;
  const { rows } = await sql<OfferRow & { total: number }>`
    select destination_id, name, count(*) over ()::int as total,
      jsonb_path_query_array(services, '$[*] ? (@.identifier == $id)',
        jsonb_build_object('id', ${wanted.identifier}::text)) as services
    from transport.destination where ${matching}
    order by name, destination_id offset ${page.offset} limit ${page.limit}
  `.execute(tx);
  if (rows.length > 0 || page.offset === 0) return { total: rows[0]?.total ?? 0, rows };
  // Behind the last page the window count has no row to stand on.
  const counted = await sql<{ n: number }>`
    select count(*)::int as n from transport.destination where ${matching}
  `.execute(tx);
  return { total: counted.rows[0]?.n ?? 0, rows };
}
