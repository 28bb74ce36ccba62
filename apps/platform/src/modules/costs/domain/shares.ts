import { type ShareTable } from './koenigsteiner.ts';
import { type LandKey, landKeys } from './price-model.ts';

export interface Weighted<Key extends string> {
  key: Key;
  /** A whole number. */
  weight: number;
}

/**
 * Divides whole cents by weights: everybody gets the part rounded down, the cents that are left go to the largest
 * remainders, ties by key in alphabetical order. The parts always add up to the total.
 */
export function largestRemainder<Key extends string>(
  total: number,
  weights: readonly Weighted<Key>[],
): ReadonlyMap<Key, number> {
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  if (sum <= 0) throw new RangeError('weights must add up to more than zero');
  // total × weight would leave the exact range of a double; what is left after whole rounds × weight does not.
  const rest = total % sum;
  const rounds = (total - rest) / sum;
  const parts = weights.map(({ key, weight }) => {
    const exact = rest * weight;
    if (!Number.isSafeInteger(exact)) throw new RangeError('weights are too large');
    const remainder = exact % sum;
    return { key, cents: rounds * weight + (exact - remainder) / sum, remainder };
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
function compare<T extends number | string>(a: T, b: T): number {
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
 * three pots are divided each for itself. The decision does not say how the using Länder divide theirs; by the key
 * among them is our assumption.
 */
export function federalSplit(total: number, using: ReadonlySet<LandKey>, table: ShareTable): FederalSplit {
  const pots = largestRemainder(total, [
    { key: 'all', weight: 1 },
    { key: 'bund', weight: 1 },
    { key: 'using', weight: 2 },
  ]);
  const ofAll = koenigsteinerShares(pots.get('all') ?? 0, table);
  const users = landKeys.filter((key) => using.has(key));
  const ofUsers = largestRemainder(
    pots.get('using') ?? 0,
    users.map((key) => ({ key, weight: table.shares[key] })),
  );
  return {
    bund: pots.get('bund') ?? 0,
    laender: new Map(landKeys.map((key) => [key, (ofAll.get(key) ?? 0) + (ofUsers.get(key) ?? 0)])),
  };
}

/** § 9 IT-Staatsvertrag: a fixed quarter the Federation, the rest the Länder by the key. */
export function fitkoBase(total: number, table: ShareTable): FederalSplit {
  const pots = largestRemainder(total, [
    { key: 'bund', weight: 1 },
    { key: 'laender', weight: 3 },
  ]);
  return { bund: pots.get('bund') ?? 0, laender: koenigsteinerShares(pots.get('laender') ?? 0, table) };
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
