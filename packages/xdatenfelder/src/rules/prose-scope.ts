import { type Reader } from './prose-reader.ts';
import { type Condition } from './rules.ts';

/** States as rules name them: by code or by name. */
const states: readonly [string, string][] = [
  ['BW', 'baden-württemberg'],
  ['BY', 'bayern'],
  ['BE', 'berlin'],
  ['BB', 'brandenburg'],
  ['HB', 'bremen'],
  ['HH', 'hamburg'],
  ['HE', 'hessen'],
  ['MV', 'mecklenburg-vorpommern'],
  ['NI', 'niedersachsen'],
  ['NW', 'nordrhein-westfalen'],
  ['NW', 'nrw'],
  ['RP', 'rheinland-pfalz'],
  ['SL', 'saarland'],
  ['SN', 'sachsen'],
  ['ST', 'sachsen-anhalt'],
  ['SH', 'schleswig-holstein'],
  ['TH', 'thüringen'],
];

/**
 * "Für die Länder NW, SL gilt:" and "Für alle anderen Länder gilt:", which hold until the next of
 * their kind. `named` collects the states so far; "all others" are the rest.
 */
export function readScope(reader: Reader, named: string[]): Condition | null {
  if (!reader.word('für')) return null;
  if (reader.phrase('alle anderen|andere|übrigen')) {
    if (!reader.word('länder', 'ländern', 'bundesländer', 'bundesländern') || named.length === 0) reader.fail();
    readColon(reader);
    return { op: 'not', condition: { op: 'land-in', laender: [...new Set(named)] } };
  }
  if (!reader.word('land', 'länder', 'bundesland', 'bundesländer')) reader.fail();
  const laender = readStates(reader);
  readColon(reader);
  // A state in two scopes would have two rules at once.
  if (laender.some((land) => named.includes(land))) reader.fail();
  named.push(...laender);
  return { op: 'land-in', laender };
}

/** "TH, NW und SL" */
export function readStates(reader: Reader): string[] {
  const laender = [readState(reader)];
  while (reader.sign(',') || reader.word('und', 'sowie')) laender.push(readState(reader));
  return laender;
}

function readColon(reader: Reader): void {
  if (!reader.word('gilt', 'gelten')) reader.fail();
  reader.word('folgendes');
  if (!reader.sign(':', '.')) reader.fail();
}

function readState(reader: Reader): string {
  const token = reader.peek();
  if (token?.type !== 'word') return reader.fail();
  reader.at += 1;
  return states.find(([code, name]) => code === token.text || name === token.text.toLowerCase())?.[0] ?? reader.fail();
}
