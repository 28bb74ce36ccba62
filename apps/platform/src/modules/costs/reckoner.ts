import { LRUCache } from 'lru-cache';
import { type Clock } from '#kernel/clock';
import { type Area, type CatalogueService, parseArs } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { type AreaShares, createAreaShares } from './area-shares.ts';
import { breakEvenOf } from './domain/break-even.ts';
import { budgetYearOf, dayOf } from './domain/budget-year.ts';
import { fundingGaps, fundingWarnings } from './domain/funding.ts';
import { isFrontRunner } from './domain/guarantee.ts';
import { landOf } from './domain/koenigsteiner.ts';
import { compareWithOwn } from './domain/own-development.ts';
import { type PriceModel } from './domain/price-model.ts';
import { type TownFacts } from './domain/reckoning.ts';
import { priceForTown, type TownPrice } from './domain/town-price.ts';
import { usersCurve } from './domain/users-curve.ts';
import { createPriceSheets, type PricedVersion } from './price-sheets.ts';
import { type Assumptions, type BudgetLine, type CostSheet, type SavedAssumptions } from './types.ts';

export interface CostsDeps {
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug'>;
  catalogue: Pick<
    CatalogueService,
    'manifest' | 'area' | 'areas' | 'areaBySlug' | 'search' | 'offeringsOf' | 'versionsOf' | 'runningCounts'
  >;
}

export interface BudgetEntry {
  digest: string;
  state: BudgetLine['state'];
  beginsIn?: number;
}

export interface Reckoner {
  version(digest: string): Promise<PricedVersion | null>;
  area(ars: string): Promise<Area | null>;
  sheet(digest: string, ars: string, own: Assumptions | null, beginsIn?: number): Promise<CostSheet | null>;
  line(area: Area, entry: BudgetEntry, own: SavedAssumptions | null): Promise<BudgetLine | null>;
}

/** About 5 kB each. */
const keptPrices = 4_000;

/** Brings the price sheet of a version, the area of a town and its own numbers together. */
export function createReckoner(clock: Clock, { identity, catalogue }: CostsDeps): Reckoner {
  const version = createPriceSheets(catalogue);
  const shares: AreaShares = createAreaShares(catalogue);
  const prices = new LRUCache<string, TownPrice>({ max: keptPrices });
  const area = async (ars: string): Promise<Area | null> => (parseArs(ars) === undefined ? null : catalogue.area(ars));

  async function usersToday({ provider, serviceSlug }: PricedVersion): Promise<number | null> {
    const tenant = await identity.tenantBySlug(provider.slug);
    if (tenant === null) return null;
    return (await catalogue.runningCounts()).get(`${tenant.id}/${serviceSlug}`) ?? 0;
  }

  async function factsOf(
    priced: PricedVersion & { model: PriceModel },
    place: Area,
    own: Assumptions | null,
  ): Promise<TownFacts | null> {
    const land = landOf(place.ars);
    if (land === null) return null;
    const passesOn = priced.model.items.some(({ price }) => 'passedOn' in price && price.passedOn === 'by-inhabitants');
    return {
      land,
      inhabitants: place.population,
      year: budgetYearOf(clock.now()),
      usersToday: await usersToday(priced),
      users: own?.users ?? null,
      cases: own?.cases ?? null,
      ...(passesOn ? { partOfLand: await shares.partOfLand(place) } : {}),
    };
  }

  /** The budget of a town with a hundred services is asked for again and again, and seldom changes. */
  function keptPrice(priced: PricedVersion & { model: PriceModel }, { ars }: Area, facts: TownFacts): TownPrice {
    // Functions are left out by JSON, what they reckon depends on the area; the number of users tells front-runners only.
    const frontRunner = isFrontRunner(priced.model.guarantee, facts);
    const name = `${priced.digest} ${ars} ${JSON.stringify({ ...facts, frontRunner, usersToday: null })}`;
    const known = prices.get(name);
    if (known !== undefined) return known;
    const price = priceForTown(priced.model, facts);
    prices.set(name, price);
    return price;
  }

  return {
    version,
    area,
    async sheet(digest, ars, own, beginsIn) {
      const [priced, place] = await Promise.all([version(digest), area(ars)]);
      if (!hasSheet(priced) || place === null) return null;
      const facts = await factsOf(priced, place, own);
      if (facts === null) return null;
      const began = beginsIn === undefined ? {} : { beginsIn };
      return sheetOf(priced, place, { ...facts, ...began }, own, dayOf(clock.now()));
    },
    async line(place, entry, own) {
      const priced = await version(entry.digest);
      if (priced === null) return null;
      const facts = hasSheet(priced) ? await factsOf(priced, place, own) : null;
      const began = entry.beginsIn === undefined ? {} : { beginsIn: entry.beginsIn };
      return {
        versionDigest: entry.digest,
        packageId: priced.packageId,
        name: priced.name,
        version: priced.version,
        provider: priced.provider.name,
        state: entry.state,
        price: hasSheet(priced) && facts !== null ? keptPrice(priced, place, { ...facts, ...began }) : null,
        warnings: hasSheet(priced) ? fundingWarnings(priced.model, dayOf(clock.now())) : [],
        assumptions: own,
      };
    },
  };
}

function hasSheet(version: PricedVersion | null): version is PricedVersion & { model: PriceModel } {
  return version !== null && version.model !== null;
}

function sheetOf(
  { digest, packageId, name, version, provider, model }: PricedVersion & { model: PriceModel },
  place: Area,
  facts: TownFacts,
  own: Assumptions | null,
  today: string,
): CostSheet {
  const price = priceForTown(model, facts);
  const years = price.years.map(({ year }) => year);
  const saving = own?.savingCentsPerCase ?? model.usage?.savingCentsPerCase ?? null;
  return {
    versionDigest: digest,
    packageId,
    name,
    version,
    provider: provider.name,
    place: { ars: place.ars, name: place.name },
    usersToday: facts.usersToday ?? null,
    model,
    price,
    curve: usersCurve(model, facts),
    breakEven: breakEvenOf(model, facts, saving),
    comparison: compareWithOwn(model, price, own),
    gaps: fundingGaps(model, years),
    warnings: fundingWarnings(model, today),
  };
}
