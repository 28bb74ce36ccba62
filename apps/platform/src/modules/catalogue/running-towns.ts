import { remember } from '#kernel/cache';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Ars } from './domain/regional-keys.ts';
import { selectRunning, selectRunningCounts, selectSpread } from './store/running-towns.ts';
import { type CatalogueService, type RunningTown, type ServiceSpread } from './types.ts';

type RunningPart = Pick<CatalogueService, 'runningTowns' | 'runningCounts' | 'spread'>;

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
  const towns = remember<readonly RunningTown[]>({
    max: 2_000,
    milliseconds: keptMilliseconds,
    load: async (key) => {
      const [provider = '', serviceSlug = ''] = key.split('/');
      const filter = { provider: provider as TenantId, serviceSlug, tenant: null, now: clock.now() };
      return (await db.tx({}, (tx) => selectRunning(tx, filter))).map(toRunning);
    },
  });
  const spreads = remember<readonly ServiceSpread[]>({
    max: 500,
    milliseconds: keptMilliseconds,
    load: async (prefix) => toSpread(await db.tx({}, (tx) => selectSpread(tx, { prefix, now: clock.now() }))),
  });
  return {
    forgetRunning() {
      counts.forget();
      towns.forget();
      spreads.forget();
    },
    spread: async (area) => (await spreads.get(prefixOf(area))) ?? [],
    async runningTowns({ provider, serviceSlug, tenant = null }) {
      if (tenant === null) return (await towns.get(`${provider}/${serviceSlug}`)) ?? [];
      const rows = await db.tx({}, (tx) => selectRunning(tx, { provider, serviceSlug, tenant, now: clock.now() }));
      return rows.map(toRunning);
    },
    runningCounts: async () => (await counts.get('all')) ?? new Map(),
  };
}

function toRunning(row: Awaited<ReturnType<typeof selectRunning>>[number]): RunningTown {
  return {
    tenant: row.tenant_id,
    offeringSlug: row.offering_slug,
    versionDigest: row.version_digest,
    version: row.version,
    since: row.since,
  };
}

/** Zeros at the end of a regional key stand for everything below it. */
const prefixOf = (area: Ars): string => {
  const lengths = [12, 9, 5, 3, 2];
  return area.slice(0, lengths.findLast((length) => /^0*$/.test(area.slice(length))) ?? 12);
};

function toSpread(rows: Awaited<ReturnType<typeof selectSpread>>): readonly ServiceSpread[] {
  const totals = rows.filter(({ version_digest }) => version_digest === null);
  return totals.map(({ service, municipalities, provider, slug }) => ({
    leistungsschluessel: service.includes('/') ? null : service,
    example: { provider, serviceSlug: slug },
    municipalities,
    versions: rows.flatMap((row) =>
      row.service === service && row.version_digest !== null
        ? [{ digest: row.version_digest, municipalities: row.municipalities }]
        : [],
    ),
  }));
}
