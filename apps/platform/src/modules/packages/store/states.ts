import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { listingStates, type ListingState } from '../types.ts';

/** What providers say of the state of their packages; packages of which nothing is said are not among them. */
export async function selectStates(tx: Tx, packageIds: readonly string[]): Promise<ReadonlyMap<string, ListingState>> {
  const result = await sql<{ package_id: string; state: string | null }>`
    select package_id, statement::jsonb ->> 'state' as state from packages.listing
    where package_id = any (${[...packageIds]}::text[])
  `.execute(tx);
  return new Map(
    result.rows.flatMap(({ package_id, state }): [string, ListingState][] => {
      const known = listingStates.find((one) => one === state);
      return known === undefined ? [] : [[package_id, known]];
    }),
  );
}
