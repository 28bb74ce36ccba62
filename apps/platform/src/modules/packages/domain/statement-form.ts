import { listingStates, type Statement } from '../types.ts';

/** Names of inputs: a list, the row in it, the part of the row. */
export const rowField = (list: 'fehler' | 'plan' | 'ende', row: number, part: string): string =>
  `${list}-${String(row)}-${part}`;

export interface StatementProblem {
  field: string;
  problem: 'date' | 'text' | 'needed';
}

/** Reads what the page posts. Days come ready made: `dayOf` gives '' for none and null for one that does not exist. */
export function readStatement(
  form: URLSearchParams,
  dayOf: (field: string) => string | null,
  versions: readonly string[],
): { statement: Statement; problems: StatementProblem[] } {
  const problems: StatementProblem[] = [];
  const of = (field: string): string => (form.get(field) ?? '').replace(/\r\n?/gu, '\n').trim();
  const day = (field: string, isNeeded: boolean): string => {
    const value = dayOf(field);
    if (value === null || (isNeeded && value === '')) problems.push({ field, problem: 'date' });
    return value ?? '';
  };
  const needed = (field: string): string => {
    const value = of(field);
    if (value === '' || hasMarkup(value)) problems.push({ field, problem: 'needed' });
    return value;
  };
  const both = (de: string, en: string): { de: string; en: string } => {
    const text = { de: of(de), en: of(en) };
    if (text.de === '' || hasMarkup(text.de)) problems.push({ field: de, problem: 'text' });
    if (hasMarkup(text.en)) problems.push({ field: en, problem: 'text' });
    return text;
  };
  const rows = <T>(list: 'fehler' | 'plan', parts: readonly string[], read: (at: (part: string) => string) => T): T[] =>
    Array.from({ length: Math.min(Number(form.get(`${list}-zeilen`) ?? '0') || 0, 100) }, (_, row) => {
      const at = (part: string): string => rowField(list, row, part);
      const isEmpty = parts.every((part) => of(at(part)) === '');
      return isEmpty || of(at('weg')) === 'true' ? null : read(at);
    }).filter((row) => row !== null);
  const statement: Statement = {
    state: listingStates.find((state) => state === of('zustand')) ?? 'available',
    knownErrors: rows('fehler', ['kennung', 'de', 'en', 'version'], (at) => ({
      id: needed(at('kennung')),
      text: both(at('de'), at('en')),
      since: day(at('seit'), true),
      version: needed(at('version')),
      solvedIn: of(at('behoben')) || null,
    })),
    endOfSupport: versions.flatMap((version, row) => {
      const date = day(rowField('ende', row, 'tag'), false);
      return date === '' ? [] : [{ version, date }];
    }),
    releasePlan: rows('plan', ['version', 'de', 'en'], (at) => ({
      version: needed(at('version')),
      date: day(at('tag'), true),
      text: both(at('de'), at('en')),
    })),
  };
  return { statement, problems };
}

const hasMarkup = (value: string): boolean => /[<>]/u.test(value);
