import { type Lang } from '#kernel/ids';

const pair = (options: Intl.NumberFormatOptions): Readonly<Record<Lang, Intl.NumberFormat>> => ({
  de: new Intl.NumberFormat('de-DE', options),
  en: new Intl.NumberFormat('en-GB', options),
});
const compact = pair({
  style: 'currency',
  currency: 'EUR',
  notation: 'compact',
  maximumFractionDigits: 1,
  useGrouping: 'always',
});
const percent = pair({ style: 'percent', minimumFractionDigits: 5, maximumFractionDigits: 5 });

/** Short, for the axis of a chart. */
export const axisEuros =
  (lang: Lang) =>
  (cents: number): string =>
    compact[lang].format(cents / 100);

/** A share in hundred-thousandths of a percent, as tables of the Königsteiner key give it. */
export function formatShare(share: number, lang: Lang): string {
  return percent[lang].format(share / 10_000_000);
}

/** A day of the calendar (YYYY-MM-DD) as a date for the formats of ui; noon, so that no time zone moves it. */
export function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** In the language of the reader where it is there. */
export function inLang({ de, en }: { de: string; en: string }, lang: Lang): string {
  return lang === 'en' && en !== '' ? en : de;
}
