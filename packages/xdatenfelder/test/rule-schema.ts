import { type CodeListReference, type SchemaModel } from '../src/index.ts';
import { field, group, schema } from './support.ts';

const id = (kind: 'F' | 'G', number: number): string => `${kind}99${String(number).padStart(9, '0')}`;
const F = (number: number): string => id('F', number);
const G = (number: number): string => id('G', number);
const value = (code: string, name: string) => ({ code, name, help: null });
const select = { fieldKind: 'select' } as const;
const bool = { dataType: 'bool' } as const;

function reference(canonicalUri: string): CodeListReference {
  const none = { version: null, canonicalVersionUri: null, codeKey: null, nameKey: null, helpKey: null, listKey: null };
  return { canonicalUri, ...none };
}

const nationality = reference('urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit');

/** One form with every trait that rule texts speak about. `F1` in a text stands for F99000000001. */
export function ruleSchema(text: string, owner = ''): SchemaModel {
  const rule = { id: 'R1', version: null, name: 'R', text: withIds(text), owner: withIds(owner), script: null };
  return schema(nodes(), [rule]);
}

/** `{F1}` and `{G2.F8}` become full ids. */
export function withIds(text: string): string {
  return text.replace(/\b([FG])(\d{1,2})\b/gu, (_, kind: string, number: string) =>
    id(kind === 'F' ? 'F' : 'G', Number(number)),
  );
}

function nodes() {
  return [
    field(F(1), {
      ...select,
      name: 'Wohnform',
      label: 'Wie wohnen Sie?',
      values: [value('01', 'Miete'), value('02', 'Eigentum'), value('03', 'Heim')],
    }),
    field(F(2), { ...bool, name: 'Haustier vorhanden' }),
    field(F(3), { ...select, name: 'Ja/Nein', values: [value('J', 'Ja'), value('N', 'Nein')] }),
    field(F(4), { name: 'Bemerkung' }),
    field(F(5), { name: 'Vermieter' }),
    field(F(6), { name: 'Pflichtangabe zur Lage', min: 1 }),
    group(G(1), [field(F(7), { name: 'Rufname' }), group(G(2), [field(F(8), { name: 'Chip' })])], { name: 'Tier' }),
    group(G(3), [field(F(8), { name: 'Chip' })], { name: 'Zweites Tier' }),
    field(F(10), { dataType: 'date', name: 'Beginn' }),
    field(F(11), { dataType: 'date', name: 'Ende' }),
    field(F(12), { dataType: 'num_int', name: 'Anzahl der Tiere' }),
    field(F(13), { dataType: 'num_int', name: 'Erlaubte Anzahl' }),
    group(
      G(4),
      [
        field(F(14), { dataType: 'num_int', name: 'Tag' }),
        field(F(15), { dataType: 'num_int', name: 'Monat' }),
        field(F(16), { dataType: 'num_int', name: 'Jahr', min: 1 }),
      ],
      { name: 'Geburtsdatum (teilbekannt)' },
    ),
    field(F(17), { dataType: 'date', name: 'Geburtsdatum' }),
    field(F(18), { ...select, name: 'Staatsangehörigkeiten', max: null, codeList: nationality }),
    field(F(19), { ...select, name: 'Staatsangehörigkeit', codeList: nationality }),
    field(F(20), { ...select, name: 'Register', codeList: reference('urn:example:register') }),
    field(F(21), {
      ...select,
      name: 'Gründe',
      max: 3,
      values: [value('001', 'Umzug'), value('002', 'Tod des Tieres'), value('999', 'Sonstiges')],
    }),
    field(F(22), { ...bool, name: 'Erklärung Steuern' }),
    field(F(23), { ...bool, name: 'Erklärung Strafen' }),
    field(F(24), { ...bool, name: 'Erklärung Schulden' }),
    field(F(25), { name: 'Telefon' }),
    field(F(26), { name: 'Telefax' }),
    field(F(27), { name: 'E-Mail' }),
    field(F(28), {
      ...select,
      name: 'Art der Person',
      min: 1,
      values: [value('001', 'privat'), value('002', 'geschäftlich')],
    }),
    group(G(5), [field(F(29), { name: 'Straße' })], { name: 'Anschrift im Inland' }),
    group(G(6), [field(F(30), { name: 'Zeile' })], { name: 'Anschrift im Ausland' }),
    group(G(7), [field(F(31), { name: 'Postfach' })], { name: 'Postfach' }),
    field(F(32), {
      ...select,
      name: 'Stand des Antrags',
      values: [
        value('001', 'Die Auskunft ist bereits beantragt'),
        value('002', 'Die Auskunft ist noch nicht beantragt'),
      ],
    }),
    field(F(33), { fieldKind: 'label', name: 'Hinweis' }),
    field(F(34), { dataType: 'num_currency', name: 'Einkommen' }),
    field(F(35), { dataType: 'date', name: 'Tag der Übernahme' }),
  ];
}
