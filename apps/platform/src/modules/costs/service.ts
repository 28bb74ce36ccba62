import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { budgetYearOf } from './domain/budget-year.ts';
import { priceSentence } from './domain/price-sentence.ts';
import { type BudgetEntry, type CostsDeps, createReckoner } from './reckoner.ts';
import { selectAssumption, selectAssumptions, upsertAssumption } from './store/assumptions.ts';
import { type CostsPorts, type CostsService } from './types.ts';

export function createCostsService(kernel: Pick<Kernel, 'db' | 'clock'>, deps: CostsDeps): CostsService {
  const { db, clock } = kernel;
  const reckoner = createReckoner(clock, deps);
  const ports: CostsPorts = { planned: async () => [] };

  /** Adopted ones first, then those that are only planned. */
  async function entriesOf(tenant: TenantId): Promise<readonly BudgetEntry[]> {
    const [offerings, planned] = await Promise.all([deps.catalogue.offeringsOf(tenant), ports.planned(tenant)]);
    const adopted = offerings.map(({ versionDigest, live, validFrom }) => ({
      digest: versionDigest,
      state: live ? ('live' as const) : ('adopted' as const),
      beginsIn: budgetYearOf(validFrom),
    }));
    const taken = new Set(adopted.map(({ digest }) => digest));
    const next = [...new Set(planned)].filter((digest) => !taken.has(digest));
    return [...adopted, ...next.map((digest) => ({ digest, state: 'planned' as const }))];
  }

  return {
    priceModel: async (digest) => (await reckoner.version(digest))?.model ?? null,
    sheet: (digest, ars, own = null, beginsIn) => reckoner.sheet(digest, ars, own, beginsIn),
    priceOf: async (digest, ars) => (await reckoner.sheet(digest, ars, null))?.price ?? null,
    async fromTo(digest) {
      const version = await reckoner.version(digest);
      return version?.model == null ? null : priceSentence(version.model, budgetYearOf(clock.now()));
    },
    async versionOf(packageId) {
      const [provider = '', service = ''] = packageId.split('/');
      const tenant = await deps.identity.tenantBySlug(provider);
      if (tenant === null || service === '') return null;
      return (await deps.catalogue.versionsOf(tenant.id, service))[0]?.digest ?? null;
    },
    async budget(tenantId) {
      const tenant = await deps.identity.tenant(tenantId);
      const area = tenant?.ars == null ? null : await reckoner.area(tenant.ars);
      const firstYear = budgetYearOf(clock.now());
      if (area === null) return { place: null, firstYear, lines: [] };
      const [entries, assumptions] = await Promise.all([
        entriesOf(tenantId),
        db.tx({ tenant: tenantId }, (tx) => selectAssumptions(tx, tenantId)),
      ]);
      const lines = await Promise.all(
        entries.map(async (entry) => {
          const version = await reckoner.version(entry.digest);
          return reckoner.line(area, entry, assumptions.get(version?.packageId ?? '') ?? null);
        }),
      );
      return {
        place: { ars: area.ars, name: area.name, inhabitants: area.population },
        firstYear,
        lines: lines.filter((line) => line !== null),
      };
    },
    assumptions: (tenant, packageId) => db.tx({ tenant }, (tx) => selectAssumption(tx, tenant, packageId)),
    async saveAssumptions(tx, { tenant, packageId, assumptions, by }) {
      await upsertAssumption(tx, tenant, packageId, { ...assumptions, changedAt: clock.now(), changedBy: by });
    },
    connect: (known) => {
      Object.assign(ports, known);
    },
  };
}
