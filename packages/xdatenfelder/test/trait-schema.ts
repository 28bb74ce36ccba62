import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type RuleText, type SchemaModel, type SchemaNode } from '../src/index.ts';
import { field, group, schema, values } from './support.ts';
import { writeXdf } from './write-xdf.ts';

/*
 * Our own schema with every trait that real ones have: 8 levels, 273 fields, a choice group, rules that
 * name states, a list of 11,000 entries, one element in several places, partial dates, files, lists in
 * lists. Run as a program it writes the files: node --import tsx trait-schema.ts DIR
 */

const limits = { minLength: null, maxLength: null, minValue: null, maxValue: null, pattern: null };
const id = (letter: 'F' | 'G' | 'R', number: number): string => `${letter}99${String(number).padStart(9, '0')}`;
const rule = (number: number, owner: string, text: string): RuleText => {
  return { id: id('R', number), version: '1.0.0', name: `Regel ${number}`, text, owner, script: null };
};

export const longListUri = 'urn:example:verbund:codeliste:orte';
export const longListLength = 11_000;

const familyName = () =>
  field(id('F', 1), {
    label: 'Familienname',
    dataType: 'text_latin',
    min: 1,
    constraints: { ...limits, minLength: 1, maxLength: 80 },
  });
const partialDate = () =>
  group(
    id('G', 10),
    [
      field(id('F', 11), {
        label: 'Tag',
        dataType: 'num_int',
        constraints: { ...limits, minValue: '1', maxValue: '31' },
      }),
      field(id('F', 12), {
        label: 'Monat',
        dataType: 'num_int',
        constraints: { ...limits, minValue: '1', maxValue: '12' },
      }),
      field(id('F', 13), {
        label: 'Jahr',
        dataType: 'num_int',
        min: 1,
        constraints: { ...limits, minValue: '1900', maxValue: '2030' },
      }),
    ],
    { label: 'Geburtsdatum', min: 1 },
  );
const person = () => group(id('G', 20), [familyName(), partialDate()], { label: 'Person', min: 1 });

const town = () =>
  field(id('F', 30), {
    label: 'Ort',
    fieldKind: 'select',
    min: 1,
    codeList: {
      canonicalUri: longListUri,
      version: '2026-01-01',
      canonicalVersionUri: null,
      codeKey: null,
      nameKey: null,
      helpKey: null,
      listKey: null,
    },
  });

/** Address inside the country, post box, or abroad: exactly one. */
const address = () =>
  group(
    id('G', 40),
    [
      group(id('G', 41), [field(id('F', 42), { label: 'Straße', min: 1 }), town()], { label: 'Inland' }),
      group(
        id('G', 43),
        [field(id('F', 44), { label: 'Postfach', min: 1, constraints: { ...limits, pattern: '[0-9 ]{1,8}' } })],
        { label: 'Postfach' },
      ),
      field(id('F', 45), { label: 'Anschrift im Ausland', constraints: { ...limits, maxLength: 500 } }),
    ],
    { label: 'Anschrift', min: 1, choice: true },
  );

/** Eight levels, the innermost a list in a list. */
const deep = (level: number): SchemaNode =>
  level === 8
    ? field(id('F', 58), { label: 'Ebene 8', min: 1, max: 5, constraints: { ...limits, maxLength: 20 } })
    : group(id('G', 50 + level), [deep(level + 1), field(id('F', 60 + level), { label: `Neben Ebene ${level}` })], {
        label: `Ebene ${level}`,
        min: level % 2,
        max: level === 4 || level === 7 ? null : 1,
      });

const kinds: Parameters<typeof field>[1][] = [
  { constraints: { ...limits, maxLength: 100 } },
  { dataType: 'bool' },
  { dataType: 'date', constraints: { ...limits, minValue: '1900-01-01' } },
  { dataType: 'num_currency', constraints: { ...limits, minValue: '0', maxValue: '999999.99' } },
  { fieldKind: 'select', values: values('001', '002', '003') },
  { dataType: 'file', max: null, maxSize: 5_000_000, mediaTypes: ['application/pdf', 'image/png'] },
  { fieldKind: 'label', content: 'Bitte beachten Sie die Hinweise.\n\nSie gelten für alle Angaben.' },
  { fieldKind: 'locked', content: 'fester Wert', min: 1 },
];

/** Fields of the schema without the blocks that test one trait each. */
const bulk = (count: number): SchemaNode[] =>
  Array.from({ length: Math.ceil(count / 15) }, (_, at) =>
    group(
      id('G', 1000 + at),
      Array.from({ length: Math.min(15, count - at * 15) }, (_, place) => {
        const number = at * 15 + place;
        return field(id('F', 2000 + number), { label: `Angabe ${number + 1}`, ...kinds[number % kinds.length] });
      }),
      { label: `Abschnitt ${at + 1}`, min: at % 3 === 0 ? 1 : 0 },
    ),
  );

const business = id('F', 2001);
const owner = id('G', 1000);
const rules: RuleText[] = [
  rule(
    1,
    owner,
    `Wenn ${business} = wahr, dann muss ${id('F', 2000)} ausgefüllt werden, sonst darf ${id('F', 2000)} nicht ausgefüllt werden.`,
  ),
  rule(2, owner, `Mindestens eines der Felder ${id('F', 2002)} oder ${id('F', 2003)} muss ausgefüllt werden.`),
  rule(3, id('G', 10), `Wenn ${id('F', 11)} ausgefüllt ist, dann muss ${id('F', 12)} ausgefüllt werden.`),
  rule(
    4,
    owner,
    `Für die Länder NW, SL, SN gilt: Wenn ${business} = wahr, dann muss ${id('F', 2004)} ausgefüllt werden.`,
  ),
];

/** 273 fields on up to 8 levels. The rule on the partial date hangs on each place of the repeated group. */
export function traitSchema(): SchemaModel {
  const applicant = group(id('G', 70), [person(), address()], { label: 'Antragstellende Person', min: 1 });
  const others = group(id('G', 71), [person(), town()], { label: 'Weitere Personen', max: 3 });
  const special = [applicant, others, deep(1)];
  const model = schema([...special, ...bulk(273 - countFields(special))]);
  const places = [`${id('G', 70)}/${id('G', 20)}/${id('G', 10)}`, `${id('G', 71)}/${id('G', 20)}/${id('G', 10)}`];
  model.rules = rules.flatMap((one) =>
    one.owner === id('G', 10) ? places.map((place) => ({ ...one, owner: place })) : [one],
  );
  return { ...model, title: 'Antrag mit allen Eigenheiten', name: 'Alle Eigenheiten' };
}

export function countFields(nodes: readonly SchemaNode[]): number {
  return nodes.reduce((sum, node) => sum + (node.kind === 'field' ? 1 : countFields(node.children)), 0);
}

/** The long list as genericode, unqualified as the standard wants it. */
export function longList(): string {
  const cell = (column: string, value: string): string =>
    `<Value ColumnRef="${column}"><SimpleValue>${value}</SimpleValue></Value>`;
  const rows = Array.from({ length: longListLength }, (_, at) => {
    const code = String(at + 1).padStart(8, '0');
    return `<Row>${cell('SCHLUESSEL', code)}${cell('Bezeichnung', `Musterort ${at + 1}`)}</Row>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/"><Identification><ShortName>Orte</ShortName><Version>2026-01-01</Version><CanonicalUri>${longListUri}</CanonicalUri><CanonicalVersionUri>${longListUri}_2026-01-01</CanonicalVersionUri></Identification><ColumnSet><Column Id="SCHLUESSEL" Use="required"><ShortName>s</ShortName><Data Type="string"/></Column><Column Id="Bezeichnung" Use="required"><ShortName>b</ShortName><Data Type="string"/></Column><Key Id="k"><ShortName>k</ShortName><ColumnRef Ref="SCHLUESSEL"/></Key></ColumnSet><SimpleCodeList>${rows.join('')}</SimpleCodeList></gc:CodeList>
`;
}

if (import.meta.main && process.argv[2] !== undefined) {
  const folder = process.argv[2];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'alle-eigenheiten.xml'), writeXdf(traitSchema()));
  writeFileSync(join(folder, 'orte.gc.xml'), longList());
}
