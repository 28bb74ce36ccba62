import { atLevel, divideRounded, mixedCents, perInhabitantCents, tieredCents } from './amounts.ts';
import { forecastOf } from './forecast.ts';
import { grantToItem } from './funding.ts';
import { type ShareTable } from './koenigsteiner.ts';
import { type LandKey, type PriceItem, type PriceModel, type Range, type Scenario, totalOf } from './price-model.ts';
import { equalShareAtMost, federalSplit, koenigsteinerShares } from './shares.ts';

export interface TownFacts {
  land: LandKey;
  inhabitants: number;
  /** First of the five budget years. */
  year: number;
  /** Budget year in which the town begins to use the service; default `year`. */
  beginsIn?: number;
  /** Own assumption on how many towns use it, in place of the forecast. */
  users?: number | null;
  /** Own number of online cases a year, in place of the provider's estimate. */
  cases?: number | null;
  /** How many towns use it today; decides who is a front-runner. */
  usersToday?: number | null;
  /** Known to be one of the first users. */
  frontRunner?: boolean;
  /** The town's part of the share of its Land, by inhabitants. */
  partOfLand?: (landCents: number) => number;
}

export interface Reckoning {
  model: PriceModel;
  facts: TownFacts;
  beginsIn: number;
  cases: Range | null;
  key: ShareTable;
  /** Shares of the Land that were reckoned already: the same amount is asked for by item, by year and by block. */
  landShares: Map<string, number>;
}

/** Own number, else the provider's estimate by inhabitants. */
export function casesOf({ usage }: PriceModel, { cases, inhabitants }: TownFacts): Range | null {
  if (cases !== undefined && cases !== null) return { low: cases, expected: cases, high: cases };
  if (usage === null) return null;
  return ranged((scenario) => divideRounded(BigInt(usage.casesPer10000[scenario]) * BigInt(inhabitants), 10_000n));
}

export function ranged(of: (scenario: Scenario) => number): Range {
  return { low: of('low'), expected: of('expected'), high: of('high') };
}

const opposite: Readonly<Record<Scenario, Scenario>> = { low: 'high', expected: 'expected', high: 'low' };

/** The more towns share a price, the lower it is: the low case has the high number. */
export function usersIn({ model, facts }: Reckoning, year: number, scenario: Scenario): number {
  return facts.users ?? forecastOf(model, year).users[opposite[scenario]];
}

export function landCents(reckoning: Reckoning, item: PriceItem, year: number, scenario: Scenario): number | null {
  const { price } = item;
  if (price.model !== 'M1' && price.model !== 'M2') return null;
  const total = netTotal(reckoning, item, year, scenario);
  const { facts, key, landShares } = reckoning;
  const name = `${item.id} ${String(total)}`;
  const known = landShares.get(name);
  if (known !== undefined) return known;
  // A town only uses it when its Land does, so its own Land is among the using ones.
  const shares =
    price.model === 'M1'
      ? koenigsteinerShares(total, key)
      : federalSplit(total, new Set([...price.using, facts.land]), key).laender;
  const share = shares.get(facts.land) ?? 0;
  landShares.set(name, share);
  return share;
}

/** The total of an item after price level and grants to the service. */
function netTotal({ model }: Reckoning, item: PriceItem, year: number, scenario: Scenario): number {
  const full = atLevel(totalOf(item.price) ?? 0, forecastOf(model, year).level[scenario]);
  return Math.max(0, full - grantToItem(model, item, year, scenario));
}

/** Cents of one item for the town in a year and case; null: the number of cases is unknown. `users` for the curve. */
export function itemCents(
  reckoning: Reckoning,
  item: PriceItem,
  { year, scenario, users }: { year: number; scenario: Scenario; users?: number },
): number | null {
  const { facts, model, cases } = reckoning;
  const { price } = item;
  const level = forecastOf(model, year).level[scenario];
  const number = cases?.[scenario] ?? null;
  switch (price.model) {
    case 'M1':
    case 'M2': {
      if (price.passedOn === 'land-pays') return 0;
      const share = landCents(reckoning, item, year, scenario) ?? 0;
      return facts.partOfLand?.(share) ?? null;
    }
    case 'M3':
      return perInhabitantCents(price, facts.inhabitants, level);
    case 'M4':
      return number === null ? null : tieredCents(price.tiers, number, level);
    case 'M6':
      return mixedCents(price, { inhabitants: facts.inhabitants, cases: number }, level);
    case 'M5':
    case 'shared':
      return equalShareAtMost(netTotal(reckoning, item, year, scenario), users ?? usersIn(reckoning, year, scenario));
  }
}
