import { type ShareTable } from './koenigsteiner.ts';
import { type LandKey, landKeys } from './price-model.ts';

export interface Weighted<Key extends string> {
  key: Key;
  /** A whole number; a bigint where products of weights would leave the exact range of a double. */
  weight: number | bigint;
}

/**
 * Divides whole cents by weights: everybody gets the part rounded down, the cents that are left go to the largest
 * remainders, ties by key in alphabetical order. The parts always add up to the total.
 */
export function largestRemainder<Key extends string>(
  total: number,
  weights: readonly Weighted<Key>[],
): ReadonlyMap<Key, number> {
  const sum = weights.reduce((all, { weight }) => all + BigInt(weight), 0n);
  if (sum <= 0n) throw new RangeError('weights must add up to more than zero');
  const parts = weights.map(({ key, weight }) => {
    const exact = BigInt(total) * BigInt(weight);
    return { key, cents: Number(exact / sum), remainder: exact % sum };
  });
  let left = total - parts.reduce((all, { cents }) => all + cents, 0);
  const ranked = parts.toSorted((a, b) => compare(b.remainder, a.remainder) || compare(a.key, b.key));
  for (const part of ranked) {
    if (left === 0) break;
    part.cents += 1;
    left -= 1;
  }
  return new Map(parts.map(({ key, cents }) => [key, cents]));
}

/** Not localeCompare: the order of a tie must be the same on every machine. */
function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** M1: the whole total, by the Königsteiner key. */
export function koenigsteinerShares(total: number, { shares }: ShareTable): ReadonlyMap<LandKey, number> {
  return largestRemainder(
    total,
    landKeys.map((key) => ({ key, weight: shares[key] })),
  );
}

export interface FederalSplit {
  bund: number;
  laender: ReadonlyMap<LandKey, number>;
}

/**
 * M2, decision 2023/35 of the IT-Planungsrat: 25 % the Federation, 25 % all Länder by the key, 50 % the using Länder. The
 * decision does not say how these divide their half among them; by the key among the using ones is our assumption.
 */
export function federalSplit(total: number, using: ReadonlySet<LandKey>, { shares }: ShareTable): FederalSplit {
  const of = (keys: readonly LandKey[]): bigint => keys.reduce((all, key) => all + BigInt(shares[key]), 0n);
  const all = of(landKeys);
  const users = of(landKeys.filter((key) => using.has(key)));
  if (users === 0n) throw new RangeError('at least one Land uses the service');
  return splitWithBund(
    total,
    all * users,
    landKeys.map((key) => {
      const share = BigInt(shares[key]);
      return { key, weight: share * users + (using.has(key) ? 2n * share * all : 0n) };
    }),
  );
}

/** § 9 IT-Staatsvertrag: a fixed quarter the Federation, the rest the Länder by the key. */
export function fitkoBase(total: number, { shares }: ShareTable): FederalSplit {
  const all = landKeys.reduce((sum, key) => sum + BigInt(shares[key]), 0n);
  return splitWithBund(
    total,
    all,
    landKeys.map((key) => ({ key, weight: 3n * BigInt(shares[key]) })),
  );
}

function splitWithBund(total: number, bund: bigint, laender: readonly Weighted<LandKey>[]): FederalSplit {
  const parts = largestRemainder<LandKey | 'BUND'>(total, [{ key: 'BUND', weight: bund }, ...laender]);
  return {
    bund: parts.get('BUND') ?? 0,
    laender: new Map(landKeys.map((key) => [key, parts.get(key) ?? 0])),
  };
}

/** Equal parts of those who use something, exact to the cent. */
export function splitEqually(total: number, keys: readonly string[]): ReadonlyMap<string, number> {
  return largestRemainder(
    total,
    keys.map((key) => ({ key, weight: 1 })),
  );
}

/** The most that one of `users` pays: what can be quoted before it is known who gets the odd cents. */
export function equalShareAtMost(total: number, users: number): number {
  return Math.ceil(total / users);
}

/**
 * M5: what each of the earlier users gets back when others join in the same budget year. Credits and what the new ones
 * pay are the same amount.
 */
export function creditsOnJoining(
  total: number,
  before: readonly string[],
  joining: readonly string[],
): { credits: ReadonlyMap<string, number>; payments: ReadonlyMap<string, number> } {
  const old = splitEqually(total, before);
  const now = splitEqually(total, [...before, ...joining]);
  return {
    credits: new Map(before.map((key) => [key, (old.get(key) ?? 0) - (now.get(key) ?? 0)])),
    payments: new Map(joining.map((key) => [key, now.get(key) ?? 0])),
  };
}
