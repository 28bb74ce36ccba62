import { atLevel, divideRounded } from './amounts.ts';
import { forecastOf } from './forecast.ts';
import {
  type FundingPromise,
  type PriceItem,
  type PriceModel,
  type Range,
  type Scenario,
  totalOf,
} from './price-model.ts';

const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/** What a promise gives in a calendar year, by the days of it that lie in the year. */
export function promisedIn(year: number, promise: FundingPromise): number {
  const first = dayNumber(`${String(year)}-01-01`);
  const days = dayNumber(`${String(year + 1)}-01-01`) - first;
  const from = Math.max(first, dayNumber(promise.from));
  const until = Math.min(first + days - 1, dayNumber(promise.until));
  const covered = Math.max(0, until - from + 1);
  return divideRounded(BigInt(promise.centsPerYear) * BigInt(covered), BigInt(days));
}

/** Money that nobody has committed makes things cheaper in the best case only. */
const counts = (promise: FundingPromise, scenario: Scenario): boolean => promise.committed || scenario === 'low';

/** Lowers the total of an item before it is shared. */
export function grantToItem(model: PriceModel, item: PriceItem, year: number, scenario: Scenario): number {
  return model.funding
    .filter((promise) => promise.to === 'service' && promise.item === item.id && counts(promise, scenario))
    .reduce((all, promise) => all + promisedIn(year, promise), 0);
}

/** What a town gets for the amounts of a year; never more than it pays for what the promise is meant for. */
export function grantToTown(
  model: PriceModel,
  amounts: readonly { id: string; cents: number }[],
  year: number,
  scenario: Scenario,
): number {
  const open = new Map(amounts.map(({ id, cents }) => [id, cents]));
  let granted = 0;
  for (const promise of model.funding) {
    if (promise.to !== 'town' || !counts(promise, scenario)) continue;
    let left = promisedIn(year, promise);
    for (const [id, cents] of open) {
      if (promise.item !== null && promise.item !== id) continue;
      const used = Math.min(left, cents);
      open.set(id, cents - used);
      left -= used;
      granted += used;
    }
  }
  return granted;
}

export interface FundingWarning {
  kind: 'ended' | 'ends-soon' | 'not-committed';
  promise: FundingPromise;
}

/** Twelve months before a promise ends there must be time to put the money into a budget. */
export function fundingWarnings(model: PriceModel, today: string): readonly FundingWarning[] {
  const inTwelveMonths = `${String(Number(today.slice(0, 4)) + 1)}${today.slice(4)}`;
  return model.funding.flatMap((promise): FundingWarning[] => {
    if (promise.until < today) return [{ kind: 'ended', promise }];
    const soon: FundingWarning[] = promise.until <= inTwelveMonths ? [{ kind: 'ends-soon', promise }] : [];
    return promise.committed ? soon : [...soon, { kind: 'not-committed', promise }];
  });
}

/** What the service costs all together in a year, and who pays it. */
export interface YearGap {
  year: number;
  cost: Range;
  committed: number;
  uncommitted: number;
  /** What is left to the Länder and towns that use it: cost − grants. */
  gap: Range;
}

/** Of the items with a total; prices per inhabitant or case say nothing about what the service costs. */
export function fundingGaps(model: PriceModel, years: readonly number[]): readonly YearGap[] {
  const items = model.items.filter(({ price }) => totalOf(price) !== null);
  if (items.length === 0) return [];
  return years.map((year) => {
    const { level } = forecastOf(model, year);
    const due = items.filter((item) => isDueForService(item, year, years[0] ?? year));
    const costAt = (permille: number): number =>
      due.reduce((all, { price }) => all + atLevel(totalOf(price) ?? 0, permille), 0);
    const grants = (committed: boolean): number =>
      model.funding
        .filter((promise) => promise.to === 'service' && promise.committed === committed)
        .filter(({ item }) => due.some(({ id }) => id === item))
        .reduce((all, promise) => all + promisedIn(year, promise), 0);
    const cost = { low: costAt(level.low), expected: costAt(level.expected), high: costAt(level.high) };
    const [committed, uncommitted] = [grants(true), grants(false)];
    const gap = {
      low: Math.max(0, cost.low - committed - uncommitted),
      expected: Math.max(0, cost.expected - committed),
      high: Math.max(0, cost.high - committed),
    };
    return { year, cost, committed, uncommitted, gap };
  });
}

function isDueForService(item: PriceItem, year: number, firstYear: number): boolean {
  if (item.due === 'once') return year === (item.firstYear ?? firstYear);
  return (item.firstYear ?? year) <= year && year <= (item.lastYear ?? year);
}
