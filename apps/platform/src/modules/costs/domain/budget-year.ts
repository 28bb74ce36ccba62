const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });

/** The day in Germany, YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return days.format(at);
}

/** The budget year is the calendar year (§ 78 GO NRW and the laws of the other Länder), in German time. */
export function budgetYearOf(at: Date): number {
  return Number(dayOf(at).slice(0, 4));
}
