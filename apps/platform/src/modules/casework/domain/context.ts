import { type EvaluationContext } from '@verbund/xdatenfelder';

/** First two digits of the regional key (ARS), by which rules of a form name the state. */
const states: Readonly<Record<string, string>> = {
  '01': 'SH',
  '02': 'HH',
  '03': 'NI',
  '04': 'HB',
  '05': 'NW',
  '06': 'HE',
  '07': 'RP',
  '08': 'BW',
  '09': 'BY',
  '10': 'SL',
  '11': 'BE',
  '12': 'BB',
  '13': 'MV',
  '14': 'SN',
  '15': 'ST',
  '16': 'TH',
};

const germanDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin', dateStyle: 'short' });

/** The day in Germany, `YYYY-MM-DD`. */
export function germanDate(at: Date): string {
  return germanDay.format(at);
}

/** What the rules of a form may look at beside the answers: the day of the application, not of its examination. */
export function evaluationContext(ars: string | null, today: string): EvaluationContext {
  const land = states[ars?.slice(0, 2) ?? ''];
  return land === undefined ? { today } : { today, land };
}
