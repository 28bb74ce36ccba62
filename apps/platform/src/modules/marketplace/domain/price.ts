import { type TownPrice } from '#modules/costs';

/** What lists compare: the expected yearly amount of the first year, and what is due once besides. */
export interface ShortPrice {
  yearlyCents: number;
  onceCents: number;
  /** False: a number is missing, the price is at least this. */
  isComplete: boolean;
}

export function shortPrice(price: TownPrice): ShortPrice {
  const [first] = price.years;
  return {
    yearlyCents: first?.yearly.expected ?? 0,
    onceCents: price.years.reduce((sum, year) => sum + year.once.expected, 0),
    isComplete: price.isComplete,
  };
}
