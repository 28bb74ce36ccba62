import { type PerCase, type PerInhabitant, type Pricing } from './price-model.ts';

/** Half a cent is rounded up. Products may leave the exact range of a double, hence bigint. */
export function divideRounded(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator));
}

/** An amount at a price level in permille: 1000 leaves it as it is. */
export function atLevel(cents: number, permille: number): number {
  return divideRounded(BigInt(cents) * BigInt(permille), 1000n);
}

/** M3. */
export function perInhabitantCents(price: PerInhabitant, inhabitants: number, permille = 1000): number {
  const exact = BigInt(price.cents) * BigInt(inhabitants) * BigInt(permille);
  return divideRounded(exact, 1000n * BigInt(price.inhabitants));
}

/** M4: every tier prices only the cases inside it. */
export function tieredCents(tiers: PerCase['tiers'], cases: number, permille = 1000): number {
  let total = 0n;
  let below = 0;
  for (const { upTo, cents } of tiers) {
    const inTier = Math.min(cases, upTo ?? cases) - below;
    if (inTier <= 0) break;
    total += BigInt(inTier) * BigInt(cents);
    below += inTier;
  }
  return divideRounded(total * BigInt(permille), 1000n);
}

/** M6. The cap is a promise, no price: a rising level does not lift it. Null: the number of cases is needed. */
export function mixedCents(
  price: Extract<Pricing, { model: 'M6' }>,
  town: { inhabitants: number; cases: number | null },
  permille = 1000,
): number | null {
  const variable = variableCents(price.variable, town, permille);
  if (variable === null) return null;
  const full = atLevel(price.baseCents, permille) + variable;
  return price.capCents === null ? full : Math.min(full, price.capCents);
}

function variableCents(
  price: PerInhabitant | PerCase | null,
  { inhabitants, cases }: { inhabitants: number; cases: number | null },
  permille: number,
): number | null {
  if (price === null) return 0;
  if (price.model === 'M3') return perInhabitantCents(price, inhabitants, permille);
  return cases === null ? null : tieredCents(price.tiers, cases, permille);
}
