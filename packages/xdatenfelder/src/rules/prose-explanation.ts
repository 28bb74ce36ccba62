import { readMemberList } from './prose-country.ts';
import { type Action } from './prose-consequence.ts';
import { type Reader } from './prose-reader.ts';
import { type Condition } from './rules.ts';

/** What only explains the sentence before; each form is known word by word. */
export function readExplanation(reader: Reader, clauses: readonly (Action & { when: Condition })[]): boolean {
  const last = clauses.at(-1);
  if (last?.holds?.op === 'date' && reader.word('d')) return skipDateExamples(reader);
  const country = clauses.flatMap(({ when }) => countriesIn(when));
  if (country[0] !== undefined && reader.isWord('mitgliedstaaten', 'mitgliedsstaaten')) {
    readMemberList(reader, country[0]);
    return true;
  }
  return false;
}

function countriesIn(condition: Condition) {
  const parts = condition.op === 'and' ? condition.conditions : [condition];
  return parts.flatMap((part) => (part.op === 'country' ? [part.groups] : []));
}

/** "D. h. es muss z. B. 30.02.2019 oder der 31.11.1968 verhindert werden, da diese keine …" */
function skipDateExamples(reader: Reader): boolean {
  reader.sign('.');
  if (!reader.word('h') || !reader.sign('.') || !reader.phrase('es muss')) reader.fail();
  if (reader.word('z') && !(reader.sign('.') && reader.word('b') && reader.sign('.'))) reader.fail();
  do {
    const token = reader.peek();
    if (token?.type !== 'word' || !/^\d{1,2}\.\d{1,2}\.\d{4}$/u.test(token.text)) reader.fail();
    reader.at += 1;
  } while (reader.sign(',') || reader.word('oder', 'und'));
  if (!reader.phrase('verhindert werden')) reader.fail();
  reader.sign(',');
  reader.phrase('da diese keine korrekten|gültigen datumsangaben sind');
  return true;
}
