import { type PriceModel, type Range } from './price-model.ts';
import { ranged } from './reckoning.ts';
import { type TownPrice } from './town-price.ts';

export interface OwnComparison {
  /** Whose numbers: those of the sheet or the town's own. */
  basis: 'sheet' | 'own';
  years: readonly { year: number; reuse: Range; own: Range; reuseSoFar: Range; ownSoFar: Range }[];
  /** Expected case over the five years; negative: building it oneself would be cheaper. */
  savingCents: number;
  /** The cautious reading: dear reuse against cheap own development. */
  savingAtLeastCents: number;
  /** First year in which reuse is cheaper in sum, expected case. */
  cheaperFrom: number | null;
}

/** Five years of reuse against five years of a service of one's own. Null: nobody has numbers for the latter. */
export function compareWithOwn(
  model: PriceModel,
  price: TownPrice,
  assumed: { ownOnceCents: number | null; ownYearlyCents: number | null } | null,
): OwnComparison | null {
  const once = flat(assumed?.ownOnceCents) ?? model.ownDevelopment?.once;
  const yearly = flat(assumed?.ownYearlyCents) ?? model.ownDevelopment?.yearly;
  if (once === undefined || yearly === undefined) return null;
  let reuseSoFar: Range = { low: 0, expected: 0, high: 0 };
  let ownSoFar: Range = reuseSoFar;
  const years = price.years.map(({ year, own: reuse }, at) => {
    const own = ranged((scenario) => yearly[scenario] + (at === 0 ? once[scenario] : 0));
    reuseSoFar = add(reuseSoFar, reuse);
    ownSoFar = add(ownSoFar, own);
    return { year, reuse, own, reuseSoFar, ownSoFar };
  });
  const isOwn = assumed?.ownOnceCents != null || assumed?.ownYearlyCents != null;
  return {
    basis: isOwn ? 'own' : 'sheet',
    years,
    savingCents: ownSoFar.expected - reuseSoFar.expected,
    savingAtLeastCents: ownSoFar.low - reuseSoFar.high,
    cheaperFrom: years.find((year) => year.reuseSoFar.expected < year.ownSoFar.expected)?.year ?? null,
  };
}

const flat = (cents: number | null | undefined): Range | undefined =>
  cents === null || cents === undefined ? undefined : { low: cents, expected: cents, high: cents };

const add = (a: Range, b: Range): Range => ranged((scenario) => a[scenario] + b[scenario]);
