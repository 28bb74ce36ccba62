import { mixedCents, tieredCents } from './amounts.ts';
import { forecastOf, isDue } from './forecast.ts';
import { keyOf } from './koenigsteiner.ts';
import { type PriceItem, type PriceModel, tiersOf } from './price-model.ts';
import { itemCents, type TownFacts } from './reckoning.ts';

/**
 * From how many online cases a year the service saves more than it costs a town: fixed yearly cost ÷ (saving per case −
 * variable cost per case), with tiers and caps taken as they are.
 */
export type BreakEven =
  | { kind: 'at'; cases: number; fixedCents: number; savingCents: number }
  /** However many cases there are, each costs at least what it saves. */
  | { kind: 'never'; fixedCents: number; savingCents: number }
  /** Nobody has said what an online case saves. */
  | { kind: 'unknown' };

/** Beyond any number of cases that a German authority has. */
const mostCases = 100_000_000;

export function breakEvenOf(model: PriceModel, facts: TownFacts, savingCents: number | null): BreakEven {
  if (savingCents === null) return { kind: 'unknown' };
  const { year } = facts;
  const level = forecastOf(model, year).level.expected;
  const due = model.items.filter((item) => item.due === 'yearly' && isDue(item, year, facts.beginsIn ?? year));
  const reckoning = {
    model,
    facts,
    beginsIn: facts.beginsIn ?? year,
    cases: null,
    key: keyOf(year),
    landShares: new Map<string, number>(),
  };
  const byCase = due.filter(({ price }) => tiersOf(price) !== null);
  const rest = due.filter(({ price }) => tiersOf(price) === null);
  const fixed = rest.reduce((all, item) => all + (itemCents(reckoning, item, { year, scenario: 'expected' }) ?? 0), 0);
  const cost = (cases: number): number =>
    fixed + byCase.reduce((all, item) => all + variableCents(item, facts, cases, level), 0);
  const cases = firstCovered(
    (n) => savingCents * n - cost(n),
    kinksOf(byCase, (item, n) => variableCents(item, facts, n, level)),
  );
  return cases === null
    ? { kind: 'never', fixedCents: cost(0), savingCents }
    : { kind: 'at', cases, fixedCents: cost(0), savingCents };
}

function variableCents({ price }: PriceItem, { inhabitants }: TownFacts, cases: number, level: number): number {
  if (price.model === 'M4') return tieredCents(price.tiers, cases, level);
  return price.model === 'M6' ? (mixedCents(price, { inhabitants, cases }, level) ?? 0) : 0;
}

/** Where the slope of the cost changes: ends of tiers, and where a cap is reached. Between them it is a straight line. */
function kinksOf(items: readonly PriceItem[], costOf: (item: PriceItem, cases: number) => number): readonly number[] {
  const kinks = new Set([0, mostCases]);
  for (const item of items) {
    for (const { upTo } of tiersOf(item.price) ?? []) if (upTo !== null) kinks.add(Math.min(upTo, mostCases));
    const cap = item.price.model === 'M6' ? item.price.capCents : null;
    if (cap === null || costOf(item, mostCases) < cap) continue;
    const reached = firstWhere((n) => costOf(item, n) >= cap, 0, mostCases);
    kinks.add(Math.max(0, reached - 1));
    kinks.add(reached);
  }
  return [...kinks].sort((a, b) => a - b);
}

/** The least number of cases at which `gain` is not negative any more; straight between neighbours of `kinks`. */
function firstCovered(gain: (cases: number) => number, kinks: readonly number[]): number | null {
  for (const [at, from] of kinks.entries()) {
    if (gain(from) >= 0) return from;
    const to = kinks[at + 1];
    if (to === undefined || gain(to) < 0) continue;
    return firstWhere((n) => gain(n) >= 0, from, to);
  }
  return null;
}

/** `holds` is false first and true from some number on. */
function firstWhere(holds: (n: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
