import { type Light } from '#modules/conformity';
import { type Entry, maturityOf } from './entry.ts';

export const sortings = ['relevance', 'name', 'towns', 'price'] as const;
export type Sorting = (typeof sortings)[number];
export const conformityFilters = ['conforms', 'open', 'unchecked'] as const;
export type ConformityFilter = (typeof conformityFilters)[number];

/** What a visitor asked for; null and '' ask for nothing. */
export interface EntryQuery {
  q: string;
  /** Leistungsschluessel or its first digits. */
  key: string;
  provider: string;
  state: string | null;
  /** At least this level of the model OZG-1.1. */
  maturity: number | null;
  conformity: ConformityFilter | null;
  /** ARS of the town that asks; needed for prices. */
  place: string | null;
  /** Of the first full year, in cents. */
  maxYearlyCents: number | null;
  sort: Sorting;
}

export const noQuery: EntryQuery = {
  q: '',
  key: '',
  provider: '',
  state: null,
  maturity: null,
  conformity: null,
  place: null,
  maxYearlyCents: null,
  sort: 'relevance',
};

/** Everything that needs neither a price nor the traffic light. */
export function isWanted(entry: Entry, query: EntryQuery): boolean {
  const { pkg, facts, state } = entry;
  if (query.key !== '' && !(pkg.leistungsschluessel ?? '').startsWith(query.key)) return false;
  if (query.provider !== '' && pkg.packageId.split('/')[0] !== query.provider) return false;
  if (query.state !== null && state !== query.state) return false;
  return query.maturity === null || (maturityOf(facts, 'OZG-1.1') ?? -1) >= query.maturity;
}

export function hasLight(light: Light | undefined, wanted: ConformityFilter): boolean {
  if (light === undefined) return wanted === 'unchecked';
  return wanted === (light.conforms ? 'conforms' : 'open');
}

/** `cents` null: the price is not known; such offers come last and never meet an upper limit. */
export function sortEntries<T extends { entry: Entry; score: number; cents: number | null }>(
  rows: readonly T[],
  sort: Sorting,
): readonly T[] {
  const byName = (a: T, b: T): number =>
    a.entry.pkg.name.de.localeCompare(b.entry.pkg.name.de, 'de') ||
    a.entry.pkg.packageId.localeCompare(b.entry.pkg.packageId);
  const first: Record<Sorting, (a: T, b: T) => number> = {
    relevance: (a, b) => b.score - a.score,
    name: () => 0,
    towns: (a, b) => b.entry.towns - a.entry.towns,
    price: (a, b) => (a.cents ?? Number.MAX_SAFE_INTEGER) - (b.cents ?? Number.MAX_SAFE_INTEGER),
  };
  return rows.toSorted((a, b) => first[sort](a, b) || byName(a, b));
}
