import { type CodeListReference, type RuleText, type SchemaModel } from '@verbund/xdatenfelder';
import { field, group, schemaOf } from './small-model.ts';

/* A schema with an element of every kind that rules speak about. */

const id = (kind: string, number: number): string => `${kind}99${String(number).padStart(9, '0')}`;
const F = (number: number): string => id('F', number);
const G = (number: number): string => id('G', number);
const value = (code: string, name: string) => ({ code, name, help: null });
const named = (name: string) => ({ name, label: name });
const select = { fieldKind: 'select' } as const;
const number = { dataType: 'num_int' } as const;
const date = { dataType: 'date' } as const;

const states: CodeListReference = {
  canonicalUri: 'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit',
  version: null,
  canonicalVersionUri: null,
  codeKey: null,
  nameKey: null,
  helpKey: null,
  listKey: null,
};

/** `F1` and `G2` become whole ids. */
export function withIds(text: string): string {
  return text.replace(/\b([FG])(\d{1,2})\b/gu, (_, kind: string, digits: string) => id(kind, Number(digits)));
}

/** Texts as a modeller writes them, on the schema itself; `F1` stands for a whole id. */
export function ruleModel(...texts: string[]): SchemaModel {
  const schema = schemaOf(
    field(F(1), {
      ...select,
      ...named('Wohnform'),
      values: [value('01', 'Miete'), value('02', 'Eigentum'), value('03', 'Heim')],
    }),
    field(F(2), { dataType: 'bool', ...named('Haustier vorhanden') }),
    field(F(4), named('Bemerkung')),
    field(F(5), named('Vermieter')),
    field(F(6), { ...named('Pflichtangabe zur Lage'), min: 1 }),
    group(G(1), [field(F(7), named('Rufname'))], named('Tier')),
    field(F(10), { ...date, ...named('Beginn') }),
    field(F(11), { ...date, ...named('Ende') }),
    field(F(12), { ...number, ...named('Anzahl der Tiere') }),
    group(
      G(4),
      [
        field(F(14), { ...number, ...named('Tag') }),
        field(F(15), { ...number, ...named('Monat') }),
        field(F(16), { ...number, ...named('Jahr'), min: 1 }),
      ],
      named('Geburtsdatum (teilbekannt)'),
    ),
    field(F(17), { ...date, ...named('Geburtsdatum') }),
    field(F(18), { ...select, ...named('Staatsangehörigkeiten'), max: null, codeList: states }),
    field(F(19), { ...select, ...named('Staatsangehörigkeit'), codeList: states }),
    field(F(28), {
      ...select,
      ...named('Art der Person'),
      min: 1,
      values: [value('001', 'privat'), value('002', 'geschäftlich')],
    }),
    field(F(34), { dataType: 'num_currency', ...named('Einkommen') }),
    group(G(8), [field(F(40), named('Name'))], { ...named('Weitere Person'), max: 3 }),
    group(G(9), [group(G(10), [field(F(41), named('Straße'))], named('Inland')), field(F(42), named('Postfach'))], {
      ...named('Anschrift'),
      choice: true,
    }),
  );
  return { ...schema, rules: texts.map((text, at) => ruleText(at + 1, withIds(text))) };
}

function ruleText(count: number, text: string): RuleText {
  const owner = '';
  return {
    id: `R9900000000${String(count)}`,
    version: '1.0.0',
    name: `Regel ${String(count)}`,
    text,
    owner,
    script: null,
  };
}

/** One of every form that is recognised. */
export const recognisedTexts: readonly string[] = [
  'Wenn F1 "Wohnform" = 01 "Miete", dann muss F5 "Vermieter" befüllt sein.',
  'Wenn F1 = 01, dann müssen F4 und F5 befüllt werden.',
  'Wenn F4 leer ist, dann darf F5 nicht befüllt werden.',
  'Wenn F2 = JA, dann muss die Gruppe G1 "Tier" befüllt sein. Wenn F2 <> JA, dann darf die Gruppe G1 "Tier" nicht befüllt sein.',
  'Wenn F1 = (01 "Miete" ODER 03 "Heim"), dann muss F5 befüllt werden. Wenn F1 <> (01 "Miete" UND 03 "Heim"), dann darf F5 nicht angezeigt werden.',
  'Wenn (F1 = 01 UND F2 = JA) ODER F4 nicht leer, dann muss F5 befüllt sein.',
  'Wenn F2 = JA, dann muss F1 befüllt werden, wobei nur die Codes 01 "Miete" ODER 02 "Eigentum" ausgewählt werden dürfen.',
  'Es muss mindestens eines der Felder F4 "Bemerkung" oder F5 "Vermieter" befüllt sein.',
  'Es muss genau eines der Felder F4, F5, F7 befüllt sein.',
  'Es darf höchstens eines der Felder F4 und F5 befüllt sein.',
  'Wenn F2 = JA, dann muss mindestens eines der Felder F4, F5 befüllt sein.',
  'F14, F15 und F16 müssen zusammen ein gültiges Datum ergeben.',
  'Für die Länder NW, SL gilt: WENN F2 = wahr, DANN muss F5 befüllt werden. WENN F2 <> wahr, DANN darf F5 nicht angezeigt werden. Für alle anderen Länder gilt: Das Feld F5 darf nicht angezeigt werden.',
  'WENN in F19 ein Staat gewählt wird, der nicht zur EU, zum EWR oder zur Schweiz gehört, DANN ist F5 zu befüllen.',
  'WENN in F18 ein Staat gewählt wird, der nicht zur EU gehört, DANN ist F5 zu befüllen. WENN in F18 ein Staat gewählt wird, der zur EU gehört, DANN ist F5 auszublenden.',
  'Das Feld F28 "Art der Person" ist mit 001 "privat" vorzubefüllen und in der Antragsstrecke auszublenden.',
  'Wenn F2 = JA, dann wird F28 auf 002 gesetzt und ausgeblendet.',
  'F11 muss nach F10 liegen.',
  'F10 darf nicht in der Zukunft liegen.',
  'Wenn F34 > 25000,50, dann muss F4 befüllt sein.',
  'Wenn F10 > 01.03.2026, dann muss F4 befüllt sein.',
  'Wenn F17 < 18 Jahre, dann muss F4 befüllt sein.',
  'Wenn G4 < 18 Jahre, dann zeige als Pflicht F4 an, sonst zeige F4 nicht an.',
  'Wenn F2 = JA, dann muss F11 nach F10 liegen.',
];
