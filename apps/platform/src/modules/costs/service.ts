import { LRUCache } from 'lru-cache';
import { type Kernel } from '#kernel/module';
import { type Area, type CatalogueService, parseArs, type ServiceManifest } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { breakEvenOf } from './domain/break-even.ts';
import { type AreaShares, createAreaShares } from './area-shares.ts';
import { fundingGaps, fundingWarnings } from './domain/funding.ts';
import { landOf } from './domain/koenigsteiner.ts';
import { compareWithOwn } from './domain/own-development.ts';
import { parsePriceModel, type PriceModel } from './domain/price-model.ts';
import { priceSentence } from './domain/price-sentence.ts';
import { type TownFacts } from './domain/reckoning.ts';
import { priceForTown } from './domain/town-price.ts';
import { usersCurve } from './domain/users-curve.ts';
import { budgetYearOf, dayOf } from './domain/budget-year.ts';
import { selectAssumption, selectAssumptions, upsertAssumption } from './store/assumptions.ts';
import {
  type Assumptions,
  type BudgetLine,
  type CostsPorts,
  type CostSheet,
  type CostsService,
  type SavedAssumptions,
} from './types.ts';

export interface CostsDeps {
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug'>;
  catalogue: Pick<CatalogueService, 'manifest' | 'area' | 'areas' | 'offeringsOf' | 'versionsOf'>;
}

/** What a version says, read once per digest: manifests are immutable. */
interface PricedVersion {
  manifest: ServiceManifest;
  packageId: string;
  model: PriceModel | null;
}

const keptVersions = 2_000;

interface Where {
  digest: string;
  area: Area;
  beginsIn?: number;
  frontRunner?: boolean;
}

export function createCostsService(kernel: Pick<Kernel, 'db' | 'clock'>, deps: CostsDeps): CostsService {
  const { db, clock } = kernel;
  const versions = new LRUCache<string, PricedVersion>({ max: keptVersions });
  const shares: AreaShares = createAreaShares(deps.catalogue);
  const ports: CostsPorts = { planned: async () => [], usersOf: async () => null };

  async function versionOf(digest: string): Promise<PricedVersion | null> {
    const known = versions.get(digest);
    if (known !== undefined) return known;
    const manifest = await deps.catalogue.manifest(digest);
    if (manifest === null) return null;
    const parsed = parsePriceModel(manifest.priceModel);
    const version = {
      manifest,
      packageId: `${manifest.provider.slug}/${manifest.service.slug}`,
      model: parsed.ok ? parsed.value : null,
    };
    versions.set(digest, version);
    return version;
  }

  async function factsOf(model: PriceModel, where: Where, own: Assumptions | null): Promise<TownFacts | null> {
    const { area } = where;
    const land = landOf(area.ars);
    if (land === null) return null;
    const passesOn = model.items.some(({ price }) => 'passedOn' in price && price.passedOn === 'by-inhabitants');
    const partOfLand = passesOn ? await shares.partOfLand(area) : null;
    return {
      land,
      inhabitants: area.population,
      year: budgetYearOf(clock.now()),
      usersToday: await ports.usersOf(where.digest),
      users: own?.users ?? null,
      cases: own?.cases ?? null,
      ...(where.beginsIn === undefined ? {} : { beginsIn: where.beginsIn }),
      ...(where.frontRunner === undefined ? {} : { frontRunner: where.frontRunner }),
      ...(partOfLand === null ? {} : { partOfLand }),
    };
  }

  const areaOf = async (ars: string): Promise<Area | null> =>
    parseArs(ars) === null ? null : deps.catalogue.area(ars);

  async function lineOf(
    tenantArea: Area,
    entry: { digest: string; state: BudgetLine['state']; beginsIn?: number },
    assumptions: ReadonlyMap<string, SavedAssumptions>,
  ): Promise<BudgetLine | null> {
    const version = await versionOf(entry.digest);
    if (version === null) return null;
    const { manifest, packageId, model } = version;
    const own = assumptions.get(packageId) ?? null;
    const where = {
      digest: entry.digest,
      area: tenantArea,
      ...(entry.beginsIn === undefined ? {} : { beginsIn: entry.beginsIn }),
    };
    const facts = model === null ? null : await factsOf(model, where, own);
    return {
      versionDigest: entry.digest,
      packageId,
      name: manifest.service.name,
      version: manifest.version,
      provider: manifest.provider.name,
      state: entry.state,
      price: model === null || facts === null ? null : priceForTown(model, facts),
      warnings: model === null ? [] : fundingWarnings(model, dayOf(clock.now())),
      assumptions: own,
    };
  }

  async function sheet(digest: string, ars: string, own: Assumptions | null = null): Promise<CostSheet | null> {
    const [version, area] = await Promise.all([versionOf(digest), areaOf(ars)]);
    if (version?.model == null || area === null) return null;
    const { manifest, packageId, model } = version;
    const facts = await factsOf(model, { digest, area }, own);
    if (facts === null) return null;
    const price = priceForTown(model, facts);
    const saving = own?.savingCentsPerCase ?? model.usage?.savingCentsPerCase ?? null;
    return {
      versionDigest: digest,
      packageId,
      name: manifest.service.name,
      version: manifest.version,
      provider: manifest.provider.name,
      place: { ars: area.ars, name: area.name },
      model,
      price,
      curve: usersCurve(model, facts),
      breakEven: breakEvenOf(model, facts, saving),
      comparison: compareWithOwn(model, price, own),
      gaps: fundingGaps(
        model,
        price.years.map(({ year }) => year),
      ),
      warnings: fundingWarnings(model, dayOf(clock.now())),
    };
  }

  return {
    priceModel: async (digest) => (await versionOf(digest))?.model ?? null,
    sheet,
    async priceOf(digest, ars) {
      return (await sheet(digest, ars))?.price ?? null;
    },
    async fromTo(digest) {
      const version = await versionOf(digest);
      return version?.model == null ? null : priceSentence(version.model, budgetYearOf(clock.now()));
    },
    async budget(tenantId) {
      const tenant = await deps.identity.tenant(tenantId);
      const area = tenant?.ars == null ? null : await areaOf(tenant.ars);
      const firstYear = budgetYearOf(clock.now());
      if (area === null) return { place: null, firstYear, lines: [] };
      const [offerings, planned, assumptions] = await Promise.all([
        deps.catalogue.offeringsOf(tenantId),
        ports.planned(tenantId),
        db.tx({ tenant: tenantId }, (tx) => selectAssumptions(tx, tenantId)),
      ]);
      const adopted = offerings.map(({ versionDigest, live, validFrom }) => ({
        digest: versionDigest,
        state: live ? ('live' as const) : ('adopted' as const),
        beginsIn: budgetYearOf(validFrom),
      }));
      const taken = new Set(adopted.map(({ digest }) => digest));
      const next = [...new Set(planned)].filter((digest) => !taken.has(digest));
      const entries = [...adopted, ...next.map((digest) => ({ digest, state: 'planned' as const }))];
      const lines = await Promise.all(entries.map((entry) => lineOf(area, entry, assumptions)));
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
