import { sql } from 'kysely';
import { type ItemKind } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type StoredState } from '../domain/event-facts.ts';

export interface DestinationStatistics {
  states: { kind: ItemKind; state: StoredState; count: number }[];
  /** Submissions that nobody accepted or rejected yet. */
  waiting: { count: number; oldest: Date | null };
  /** Last sign of a subscriber in the log of the last 30 days. */
  lastFetch: Date | null;
  /** Newest first; days without anything are left out. */
  days: { day: string; submitted: number; accepted: number; rejected: number }[];
}

/** Counts without personal data; the transaction carries a client that is linked with the destination. */
export async function selectStatistics(tx: Tx, destinationId: string, since: Date): Promise<DestinationStatistics> {
  // By way of the cases: they are indexed by destination, items and events by case.
  const states = await sql<DestinationStatistics['states'][number]>`
    select i.kind, i.state, count(*)::int as count from transport.case_file f
    join transport.item i on i.case_id = f.case_id
    where f.destination_id = ${destinationId} group by i.kind, i.state order by i.kind desc, i.state
  `.execute(tx);
  const waiting = await sql<DestinationStatistics['waiting']>`
    select count(*)::int as count, min(state_since) as oldest from transport.item
    where destination_id = ${destinationId} and kind = 'submission' and state in ('submitted', 'forwarded')
  `.execute(tx);
  const recent = sql`transport.case_file f join transport.event e on e.case_id = f.case_id
    where f.destination_id = ${destinationId} and f.last_event_at >= ${since} and e.written_at >= ${since}`;
  const days = await sql<DestinationStatistics['days'][number]>`
    select to_char(e.written_at at time zone 'Europe/Berlin', 'YYYY-MM-DD') as day,
      count(*) filter (where e.name = 'submit-submission')::int as submitted,
      count(*) filter (where e.name = 'accept-submission')::int as accepted,
      count(*) filter (where e.name = 'reject-submission')::int as rejected
    from ${recent} and e.name in ('submit-submission', 'accept-submission', 'reject-submission')
    group by 1 order by 1 desc
  `.execute(tx);
  const lastFetch = await sql<{ at: Date | null }>`
    select max(e.written_at) as at
    from ${recent} and e.name in ('notify-submission', 'forward-submission', 'accept-submission')
  `.execute(tx);
  return {
    states: states.rows,
    waiting: waiting.rows[0] ?? { count: 0, oldest: null },
    lastFetch: lastFetch.rows[0]?.at ?? null,
    days: days.rows,
  };
}
