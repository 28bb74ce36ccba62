/** ISO dates as strings; no time zone and no clock involved. */
export function toIsoDate(year: number, month: number, day: number): string | null {
  if (!Number.isInteger(year) || year < 1 || year > 9999 || month < 1 || month > 12) return null;
  if (day < 1 || day > daysIn(year, month)) return null;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function isIsoDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  return match !== null && toIsoDate(Number(match[1]), Number(match[2]), Number(match[3])) !== null;
}

export function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/u.test(text);
}

export function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.split('T');
  return isIsoDate(date) && isTime(time) && text === `${date}T${time}`;
}

/** Calendar arithmetic: 29 February minus one year is 28 February. Months first, then days. */
export function shiftDate(iso: string, shift: { years: number; months: number; days: number }): string {
  const [year = 1, month = 1, day = 1] = iso.split('-').map(Number);
  const months = year * 12 + (month - 1) + shift.years * 12 + shift.months;
  const newYear = Math.floor(months / 12);
  const newMonth = (months % 12) + 1;
  const date = new Date(0);
  date.setUTCFullYear(newYear, newMonth - 1, Math.min(day, daysIn(newYear, newMonth)));
  date.setUTCDate(date.getUTCDate() + shift.days);
  return date.toISOString().slice(0, 10);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
