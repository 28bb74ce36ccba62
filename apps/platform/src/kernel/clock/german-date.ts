const germanDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });

/** The day in Germany, `YYYY-MM-DD`: by it the law counts, whatever the zone of the server. */
export function germanDate(at: Date): string {
  return germanDay.format(at);
}
