import { type PriceModel } from './price-model.ts';
import { priceForTown } from './town-price.ts';

/** A small and a large town: what the sentence of a list is made from. */
const small = 5_000;
const large = 500_000;

const euros = (locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const german = euros('de-DE');
const english = euros('en-GB');

/**
 * One sentence for lists. The Land of the towns is North Rhine-Westphalia and its part falls to them by inhabitants of the
 * whole Land; nearer than that a list needs not be, the page of the price is exact.
 */
export function priceSentence(
  model: PriceModel,
  year: number,
): { de: string; en: string; fromCents: number; toCents: number } {
  const yearly = (inhabitants: number): number => {
    const partOfLand = (cents: number): number => Math.round((cents * inhabitants) / inhabitantsOfLand);
    const price = priceForTown(model, { land: 'NW', inhabitants, year, partOfLand });
    return price.years[0]?.yearly.expected ?? 0;
  };
  const [fromCents, toCents] = [yearly(small), yearly(large)];
  if (fromCents === 0 && toCents === 0) {
    return { de: 'ohne laufende Kosten für die Kommune', en: 'no running costs for the town', fromCents, toCents };
  }
  if (fromCents === toCents) {
    return {
      de: `etwa ${german.format(fromCents / 100)} im Jahr`,
      en: `about ${english.format(fromCents / 100)} a year`,
      fromCents,
      toCents,
    };
  }
  return {
    de: `etwa ${german.format(fromCents / 100)} (5.000 Einwohner) bis ${german.format(toCents / 100)} (500.000 Einwohner) im Jahr`,
    en: `about ${english.format(fromCents / 100)} (5,000 inhabitants) to ${english.format(toCents / 100)} (500,000 inhabitants) a year`,
    fromCents,
    toCents,
  };
}

/** Of North Rhine-Westphalia, 31 December 2022. */
const inhabitantsOfLand = 18_139_116;
