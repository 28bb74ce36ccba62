import { type DateParts, readDateParts } from '#ui';

/** A line or text of a form, trimmed and cut. */
export function textOf(form: URLSearchParams, name: string, maxLength = 2000): string {
  return (form.get(name) ?? '').trim().slice(0, maxLength);
}

export const isTicked = (form: URLSearchParams, name: string): boolean => form.get(name) === 'true';

/** 'missing': nothing entered. */
export function readDay(form: URLSearchParams, name: string): { day: string } | 'missing' | 'not-a-date' {
  const { day, month, year } = readDateParts(form, name);
  if (day === '' && month === '' && year === '') return 'missing';
  if (!/^\d{1,2}$/u.test(day) || !/^\d{1,2}$/u.test(month) || !/^\d{4}$/u.test(year)) return 'not-a-date';
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? 'not-a-date' : { day: iso };
}

/** As typed, or a day that is suggested while nothing was typed. */
export function partsOf(form: URLSearchParams | null, name: string, suggested: string | null): DateParts {
  if (form !== null) return readDateParts(form, name);
  const [year = '', month = '', day = ''] = (suggested ?? '').split('-');
  return { day, month, year };
}

export const isMail = (text: string): boolean => /^[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+$/u.test(text) && text.length <= 254;
