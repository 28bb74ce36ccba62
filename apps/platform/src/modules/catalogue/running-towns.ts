import { remember } from '#kernel/cache';
import { type Kernel } from '#kernel/module';
import { selectRunning, selectRunningCounts } from './store/running-towns.ts';
import { type CatalogueService } from './types.ts';

type RunningPart = Pick<CatalogueService, 'runningTowns' | 'runningCounts'>;

/** Public counts may be a little old; who has just gone live sees it on the next look. */
const keptMilliseconds = 3_000;

export function createRunningTowns(kernel: Pick<Kernel, 'db' | 'clock'>): RunningPart & { forgetRunning(): void } {
  const { db, clock } = kernel;
  const counts = remember<ReadonlyMap<string, number>>({
    max: 1,
    milliseconds: keptMilliseconds,
    load: async () => {
      const rows = await db.tx({}, (tx) => selectRunningCounts(tx, clock.now()));
      return new Map(rows.map(({ provider, service_slug, towns }) => [`${provider}/${service_slug}`, towns]));
    },
  });
  return {
    forgetRunning: () => counts.forget(),
    async runningTowns({ provider, serviceSlug, tenant = null }) {
      const rows = await db.tx({}, (tx) => selectRunning(tx, { provider, serviceSlug, tenant, now: clock.now() }));
      return rows.map((row) => ({
        tenant: row.tenant_id,
        offeringSlug: row.offering_slug,
        versionDigest: row.version_digest,
        version: row.version,
        since: row.since,
      }));
    },
    runningCounts: async () => (await counts.get('all')) ?? new Map(),
  };
}
