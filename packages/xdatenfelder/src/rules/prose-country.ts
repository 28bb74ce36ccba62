import { type SchemaNode } from '../model.ts';
import { codesOfGroup } from './country-groups.ts';
import { type Reader } from './prose-reader.ts';
import { type Condition, type CountryGroup } from './rules.ts';
import { valuesOf } from '../tree.ts';

const names: readonly [string, CountryGroup][] = [
  ['europäischen union', 'EU'],
  ['eu', 'EU'],
  ['europäischen wirtschaftsraum', 'EWR'],
  ['ewr', 'EWR'],
  ['efta', 'EFTA'],
  ['schweiz', 'CH'],
];

/** "ein Staat gewählt wird, der (nicht) zur EU, zum EWR oder zur Schweiz gehört". */
export function readCountry(reader: Reader, subject: SchemaNode): Condition | null {
  return reader.attempt(() => {
    if (!reader.phrase('ein staat|land')) reader.fail();
    if (!reader.word('gewählt', 'ausgewählt', 'angegeben')) reader.fail();
    if (!reader.word('wird', 'ist', 'wurde')) reader.fail();
    if (!reader.sign(',')) reader.fail();
    reader.word('welcher', 'welches');
    const member = !reader.word('nicht');
    const groups: CountryGroup[] = [];
    do {
      if (!reader.word('zu', 'zur', 'zum')) reader.fail();
      groups.push(names.find(([name]) => reader.phrase(name))?.[1] ?? reader.fail());
    } while (reader.sign(',') || reader.word('oder', 'und'));
    if (!reader.word('gehört')) reader.fail();
    if (!isStateField(reader, subject)) reader.fail();
    if (subject.max !== 1) reader.doubts.add('several-values');
    return { op: 'country', path: subject.path, groups, member };
  });
}

/** The groups are known by the codes of Destatis; any other list would need other codes. */
function isStateField(reader: Reader, subject: SchemaNode): boolean {
  if (subject.kind !== 'field' || subject.fieldKind !== 'select') return false;
  const uri = subject.codeList?.canonicalUri ?? '';
  if (/^urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staat/u.test(uri)) return true;
  const codes = new Set(valuesOf(reader.model, subject)?.map(({ code }) => code));
  return [...codesOfGroup('EWR', '2021-01-01')].every((code) => codes.has(code)) && codes.has('158');
}

/**
 * "Die Mitgliedstaaten der EU, EWR und Schweiz (Stand 02/2026) sind alphabetisch sortiert: 124
 * Belgien, …": understood only when it is exactly what our own data say for that month.
 */
export function readMemberList(reader: Reader, groups: readonly CountryGroup[]): void {
  if (!reader.word('mitgliedstaaten', 'mitgliedsstaaten')) reader.fail();
  const named: CountryGroup[] = [];
  do named.push(names.find(([name]) => reader.phrase(name))?.[1] ?? reader.fail());
  while (reader.sign(',') || reader.word('und'));
  const [, month = '', year = ''] = /^\(Stand (\d{2})\/(\d{4})\)/u.exec(reader.rest()) ?? reader.fail();
  reader.skipText('(Stand 00/0000)'.length);
  if (!reader.word('sind')) reader.fail();
  reader.phrase('alphabetisch sortiert');
  if (!reader.sign(':')) reader.fail();
  const listed = new Set<string>();
  do {
    const token = reader.peek();
    if (token?.type !== 'word' || !/^\d{3}$/u.test(token.text)) return reader.fail();
    listed.add(token.text);
    reader.at += 1;
    if (reader.peek()?.type !== 'word') reader.fail();
    reader.at += 1;
  } while (reader.sign(',') || reader.word('und'));
  const known = new Set(named.flatMap((group) => [...codesOfGroup(group, `${year}-${month}-01`)]));
  const same = known.size === listed.size && [...known].every((code) => listed.has(code));
  if (!same || [...named].sort().join() !== [...groups].sort().join()) reader.fail();
}
