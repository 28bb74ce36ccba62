const germanDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });

let last = { minute: Number.NaN, day: '' };

/** The day in Germany, `YYYY-MM-DD`: by it the law counts, whatever the zone of the server. */
export function germanDate(at: Date): string {
  const minute = Math.floor(at.getTime() / 60_000);
  // Nearly every call asks for now, and days begin with a minute.
  if (minute !== last.minute) last = { minute, day: germanDay.format(at) };
  return last.day;
}
