import { type Range } from './price-model.ts';
import { ranged } from './reckoning.ts';
import { type TownPrice } from './town-price.ts';

/** What all services of a town need in each year, as far as their prices are known. */
export function budgetSums(
  prices: readonly (TownPrice | null)[],
  firstYear: number,
): readonly { year: number; own: Range }[] {
  return Array.from({ length: 5 }, (_, at) => {
    const year = firstYear + at;
    const known = prices.flatMap((price) => price?.years.filter((entry) => entry.year === year) ?? []);
    return { year, own: ranged((scenario) => known.reduce((all, { own }) => all + own[scenario], 0)) };
  });
}
