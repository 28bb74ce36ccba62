import { type EvaluationContext } from './answers.ts';

/** First two digits of the regional key (Destatis, Amtlicher Regionalschlüssel) to the code by which rules name a state. */
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

/**
 * What the rules of a form may look at beside the answers.
 *
 * @param ars 12-digit regional key of the area of the application; null when it is not known.
 * @param today ISO date in Germany: the day of the application, also when it is examined later.
 */
export function evaluationContext(ars: string | null, today: string): EvaluationContext {
  const land = states[ars?.slice(0, 2) ?? ''];
  return land === undefined ? { today } : { today, land };
}
