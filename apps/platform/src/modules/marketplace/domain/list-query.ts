import { listingStates } from '#modules/packages';
import { conformityFilters, type EntryQuery, sortings } from './entry-filter.ts';

/** What a visitor typed, kept as typed. */
export interface TypedQuery {
  q: string;
  ort: string;
  preis: string;
  reife: string;
  stand: string;
  konform: string;
  anbieter: string;
  sortierung: string;
}

export const typedNames = ['q', 'ort', 'preis', 'reife', 'stand', 'konform', 'anbieter', 'sortierung'] as const;
const longest = 200;

export function readTyped(query: URLSearchParams): TypedQuery {
  const of = (name: (typeof typedNames)[number]): string => (query.get(name) ?? '').trim().slice(0, longest);
  return {
    q: of('q'),
    ort: of('ort'),
    preis: of('preis'),
    reife: of('reife'),
    stand: of('stand'),
    konform: of('konform'),
    anbieter: of('anbieter'),
    sortierung: of('sortierung'),
  };
}

/** Euro with or without cents and thousands points; null when it is none. */
export function readEuros(text: string): number | null {
  const plain = text.replace(/[\s€]/gu, '').replace(/\.(?=\d{3}(?:\D|$))/gu, '');
  const match = /^(\d{1,9})(?:,(\d{1,2}))?$/u.exec(plain);
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0') || 0);
}

export type QueryProblem = 'price' | 'priceNeedsPlace';

/** A key in the search field is looked for as a key. */
export function toEntryQuery(
  typed: TypedQuery,
  place: string | null,
): { query: EntryQuery; problem: QueryProblem | null } {
  const digits = typed.q.replace(/\s/gu, '');
  const isKey = /^99\d{3,12}$/u.test(digits);
  const cents = typed.preis === '' ? null : readEuros(typed.preis);
  const problem = typed.preis === '' ? null : cents === null ? 'price' : place === null ? 'priceNeedsPlace' : null;
  return {
    query: {
      q: isKey ? '' : typed.q,
      key: isKey ? digits : '',
      provider: typed.anbieter,
      state: listingStates.find((state) => state === typed.stand) ?? null,
      maturity: /^[0-4]$/u.test(typed.reife) ? Number(typed.reife) : null,
      conformity: conformityFilters.find((one) => one === typed.konform) ?? null,
      place,
      maxYearlyCents: place === null ? null : cents,
      sort: sortings.find((one) => one === typed.sortierung) ?? 'relevance',
    },
    problem,
  };
}
