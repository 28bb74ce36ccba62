import { type Kernel } from '#kernel/module';
import { type Area } from './domain/search-types.ts';
import { selectAreas, selectRevision } from './store/reference-tables.ts';

/** The official areas and nothing else of the catalogue: for processes that have no other login than the transport's. */
export interface AreaList {
  /** The same array as long as the table may be the same. At most a minute behind it. */
  areas(): Promise<readonly Area[]>;
}

const trustedMilliseconds = 60_000;

export function createAreaList({ db, clock, log }: Pick<Kernel, 'db' | 'clock' | 'log'>): AreaList {
  let current: { revision: string; areas: readonly Area[] } | null = null;
  let checkedAt = -Infinity;
  let running: Promise<readonly Area[]> | null = null;

  async function look(): Promise<readonly Area[]> {
    const now = clock.now().getTime();
    current = await db.tx({}, async (tx) => {
      const revision = await selectRevision(tx);
      return current?.revision === revision ? current : { revision, areas: await selectAreas(tx) };
    });
    checkedAt = now;
    return current.areas;
  }

  return {
    async areas() {
      if (current !== null && clock.now().getTime() - checkedAt < trustedMilliseconds) return current.areas;
      running ??= look().finally(() => (running = null));
      if (current === null) return running;
      // Areas change a few times a year: nobody waits for the look, and an outage of the database stops no search.
      running.catch((error: unknown) => log.warn({ err: error instanceof Error ? error : undefined }, 'areas are old'));
      return current.areas;
    },
  };
}
