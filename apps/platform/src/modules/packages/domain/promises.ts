import { type BothTexts, type DatePromise } from '../types.ts';

/** A date that was named for a promise. */
export interface PromiseRow {
  id: string;
  what: BothTexts;
  keptOn: string | null;
  promisedOn: string;
  date: string;
  by: string;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Whole days from one day of the calendar to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds);
}

/**
 * Promises with their slip: what stands today against what was said first. A date that has passed unkept goes on slipping
 * every day, whatever the provider last said.
 */
export function toPromises(rows: readonly PromiseRow[], today: string): DatePromise[] {
  const byId = new Map<string, PromiseRow[]>();
  for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  const promises = [...byId.values()].flatMap((dates) => {
    const [first] = dates;
    const last = dates.at(-1);
    if (first === undefined || last === undefined) return [];
    const { keptOn } = first;
    const isOverdue = keptOn === null && last.date < today;
    const stands = keptOn ?? (isOverdue ? today : last.date);
    return [
      {
        id: first.id,
        what: first.what,
        firstPromised: first.promisedOn,
        firstDate: first.date,
        currentDate: last.date,
        slipDays: daysBetween(first.date, stands),
        keptOn,
        isOverdue,
        history: dates.map(({ promisedOn, date, by }) => ({ promisedOn, date, by })),
      },
    ];
  });
  return promises.sort((a, b) => (a.currentDate < b.currentDate ? -1 : 1));
}
