import { type Lang } from '#kernel/ids';

const zone = 'Europe/Berlin';
const locales: Readonly<Record<Lang, string>> = { de: 'de-DE', en: 'en-GB' };

// Making an Intl formatter costs more than rendering a page, so each is made once.
function pair<T>(make: (locale: string) => T): Readonly<Record<Lang, T>> {
  return { de: make(locales.de), en: make(locales.en) };
}

const dates = pair((l) => new Intl.DateTimeFormat(l, { dateStyle: 'long', timeZone: zone }));
const dateTimes = pair((l) => new Intl.DateTimeFormat(l, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }));
const numbers = pair((l) => new Intl.NumberFormat(l, { maximumFractionDigits: 1 }));
const euros = pair((l) => new Intl.NumberFormat(l, { style: 'currency', currency: 'EUR' }));

/** Date in German time, for people. */
export function formatDate(at: Date, lang: Lang): string {
  return dates[lang].format(at);
}

/** Date and time in German time, for people. */
export function formatDateTime(at: Date, lang: Lang): string {
  return dateTimes[lang].format(at);
}

/** Size of a file in decimal units, as file managers show it. */
export function formatBytes(bytes: number, lang: Lang): string {
  if (bytes < 1000) return `${bytes} Byte`;
  return bytes < 1_000_000
    ? `${numbers[lang].format(bytes / 1000)} kB`
    : `${numbers[lang].format(bytes / 1_000_000)} MB`;
}

/** Amount of money from cents. */
export function formatCents(cents: number, lang: Lang): string {
  return euros[lang].format(cents / 100);
}
