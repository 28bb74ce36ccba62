import { forecastOf, isDue } from './forecast.ts';
import { grantToTown } from './funding.ts';
import { isFrontRunner, reliefOf } from './guarantee.ts';
import { keyOf, type ShareTable } from './koenigsteiner.ts';
import {
  type CostBlock,
  forecastYears,
  type LandKey,
  type PriceItem,
  type PriceModel,
  type Pricing,
  type Range,
  type Scenario,
  scenarios,
  tiersOf,
} from './price-model.ts';
import { casesOf, itemCents, landCents, ranged, type Reckoning, type TownFacts, usersIn } from './reckoning.ts';

export interface TownPriceItem {
  id: string;
  label: { de: string; en: string };
  block: CostBlock;
  model: Pricing['model'];
  due: 'once' | 'yearly';
  /** Of the first year in which it is due within the five; null: a number is missing. */
  cents: Range | null;
  year: number | null;
  /** What else the price hangs on. */
  dependsOn: readonly ('users' | 'cases')[];
  /** M1, M2: what the Land of the town bears, and whether it passes it on. */
  land: { cents: Range; passedOn: boolean } | null;
}

export interface TownPriceYear {
  year: number;
  /** False: beyond the years of the sheet, the nearest one goes on. */
  isStated: boolean;
  reason: { de: string; en: string };
  users: Range;
  once: Range;
  yearly: Range;
  total: Range;
  /** Grants to the town, at most what it pays. */
  grants: Range;
  /** What the guarantee for the first users gives back. */
  relief: Range;
  /** total − grants − relief: what the town's budget needs. */
  own: Range;
  blocks: readonly { block: CostBlock; cents: Range }[];
}

export interface TownPrice {
  currency: 'EUR';
  /** The day from which on the sheet is meant. */
  asOf: string;
  land: LandKey;
  inhabitants: number;
  year: number;
  beginsIn: number;
  /** Null: neither sheet nor town give a number of cases. */
  cases: Range | null;
  frontRunner: boolean;
  /** The Königsteiner key that was reckoned with; null: no item needs one. */
  key: Pick<ShareTable, 'key' | 'kind' | 'source'> | null;
  items: readonly TownPriceItem[];
  years: readonly TownPriceYear[];
  /** False: items are missing from the sums, because a number is unknown. */
  isComplete: boolean;
}

/** What a sheet costs one town. Pure: the same numbers give the same price. */
export function priceForTown(model: PriceModel, facts: TownFacts): TownPrice {
  const beginsIn = facts.beginsIn ?? facts.year;
  const cases = casesOf(model, facts);
  const reckoning: Reckoning = {
    model,
    facts,
    beginsIn,
    cases,
    key: keyOf(facts.year),
    landShares: new Map<string, number>(),
  };
  const years = Array.from({ length: forecastYears }, (_, at) => facts.year + at);
  const items = model.items.map((item) => priceItem(reckoning, item, years));
  const needsKey = model.items.some(({ price }) => price.model === 'M1' || price.model === 'M2');
  const { key, kind, source } = reckoning.key;
  return {
    currency: model.currency,
    asOf: model.asOf,
    land: facts.land,
    inhabitants: facts.inhabitants,
    year: facts.year,
    beginsIn,
    cases,
    frontRunner: isFrontRunner(model.guarantee, facts),
    key: needsKey ? { key, kind, source } : null,
    items,
    years: years.map((year) => priceYear(reckoning, year)),
    isComplete: items.every((item) => item.cents !== null),
  };
}

function priceItem(reckoning: Reckoning, item: PriceItem, years: readonly number[]): TownPriceItem {
  const { price } = item;
  const dueIn = years.find((year) => isDue(item, year, reckoning.beginsIn)) ?? null;
  const year = dueIn ?? years[0] ?? reckoning.facts.year;
  const inCase = (scenario: Scenario): number | null => itemCents(reckoning, item, { year, scenario });
  const known = scenarios.map(inCase);
  const isShared = price.model === 'M5' || price.model === 'shared';
  return {
    id: item.id,
    label: item.label,
    block: item.block,
    model: price.model,
    due: item.due,
    cents: known.includes(null) ? null : ranged((scenario) => inCase(scenario) ?? 0),
    year: dueIn,
    dependsOn: isShared ? ['users'] : tiersOf(price) === null ? [] : ['cases'],
    land:
      price.model === 'M1' || price.model === 'M2'
        ? {
            cents: ranged((scenario) => landCents(reckoning, item, year, scenario) ?? 0),
            passedOn: price.passedOn === 'by-inhabitants',
          }
        : null,
  };
}

interface CaseOfYear {
  once: number;
  yearly: number;
  grants: number;
  relief: number;
}

function priceYear(reckoning: Reckoning, year: number): TownPriceYear {
  const { model, beginsIn } = reckoning;
  const due = model.items.filter((item) => isDue(item, year, beginsIn));
  const inCase = (scenario: Scenario): CaseOfYear => {
    const amounts = due.map((item) => ({
      item,
      id: item.id,
      cents: itemCents(reckoning, item, { year, scenario }) ?? 0,
    }));
    const sum = (kind: PriceItem['due']): number =>
      amounts.filter(({ item }) => item.due === kind).reduce((all, { cents }) => all + cents, 0);
    return {
      once: sum('once'),
      yearly: sum('yearly'),
      grants: grantToTown(model, amounts, year, scenario),
      relief: reliefOf(reckoning, { year, scenario, yearly: sum('yearly') }),
    };
  };
  const cases = { low: inCase('low'), expected: inCase('expected'), high: inCase('high') };
  const { isStated, reason } = forecastOf(model, year);
  const blocks = [...new Set(due.map(({ block }) => block))];
  return {
    year,
    isStated,
    reason,
    users: {
      low: usersIn(reckoning, year, 'high'),
      expected: usersIn(reckoning, year, 'expected'),
      high: usersIn(reckoning, year, 'low'),
    },
    once: ranged((scenario) => cases[scenario].once),
    yearly: ranged((scenario) => cases[scenario].yearly),
    total: ranged((scenario) => cases[scenario].once + cases[scenario].yearly),
    grants: ranged((scenario) => cases[scenario].grants),
    relief: ranged((scenario) => cases[scenario].relief),
    own: ranged((scenario) => {
      const { once, yearly, grants, relief } = cases[scenario];
      return once + yearly - grants - relief;
    }),
    blocks: blocks.map((block) => ({
      block,
      cents: ranged((scenario) =>
        due
          .filter((item) => item.block === block)
          .reduce((all, item) => all + (itemCents(reckoning, item, { year, scenario }) ?? 0), 0),
      ),
    })),
  };
}
