import { readSchema, type SchemaModel } from '@verbund/xdatenfelder';

export interface SmallField {
  id: string;
  /** XDatenfelder data type; default text. */
  type?: string;
  /** Canonical uri and version of a code list. */
  list?: { uri: string; version?: string };
}

export interface SmallSchema {
  id?: string;
  fields: readonly SmallField[];
  /** Rules of the schema, id and prose. */
  rules?: readonly (readonly [id: string, text: string])[];
}

const tag = (name: string, text: string): string => `<x:${name}>${text}</x:${name}>`;

/** A schema of XDatenfelder 3.0 with a few fields at the top. */
export function smallSchema({ id = 'S99000000001', fields, rules = [] }: SmallSchema): Buffer {
  const identified = (of: string): string => tag('identifikation', tag('id', of)) + tag('name', `Name ${of}`);
  const parts = [
    ...rules.map(([rule, text]) => tag('regel', identified(rule) + tag('freitextRegel', text))),
    ...fields.map((field) => tag('struktur', tag('anzahl', '1:1') + tag('enthaelt', tag('datenfeld', fieldXml(field, identified))))), // prettier-ignore
  ];
  return Buffer.from(
    `<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:xdatenfelder_3.0.0">` +
      tag('stammdatenschema', identified(id) + parts.join('')) +
      `</x:xdatenfelder.stammdatenschema.0102>`,
  );
}

function fieldXml({ id, type = 'text', list }: SmallField, identified: (of: string) => string): string {
  const reference =
    list === undefined
      ? ''
      : tag(
          'codelisteReferenz',
          tag('canonicalIdentification', list.uri) + (list.version === undefined ? '' : tag('version', list.version)),
        );
  const coded = (name: string, code: string): string => `<x:${name}><code>${code}</code></x:${name}>`;
  return (
    identified(id) + coded('feldart', list === undefined ? 'input' : 'select') + coded('datentyp', type) + reference
  );
}

export async function smallModel(schema: SmallSchema): Promise<SchemaModel> {
  return (await readSchema(smallSchema(schema))).schema;
}

/** A genericode list with a code and a name per row. */
export function genericode(
  uri: string,
  version: string,
  codes: Readonly<Record<string, string>>,
  name = 'Liste',
): Buffer {
  const cell = (column: string, text: string): string =>
    `<Value ColumnRef="${column}"><SimpleValue>${text}</SimpleValue></Value>`;
  const rows = Object.entries(codes).map(([code, label]) => `<Row>${cell('code', code)}${cell('name', label)}</Row>`);
  return Buffer.from(
    `<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/"><Identification>` +
      `<ShortName>${name}</ShortName><Version>${version}</Version><CanonicalUri>${uri}</CanonicalUri>` +
      `<CanonicalVersionUri>${uri}_${version}</CanonicalVersionUri></Identification><ColumnSet>` +
      `<Column Id="code" Use="required"><ShortName>code</ShortName></Column><Column Id="name" Use="required"><ShortName>name</ShortName></Column>` +
      `<Key Id="k"><ShortName>k</ShortName><ColumnRef Ref="code"/></Key></ColumnSet>` +
      `<SimpleCodeList>${rows.join('')}</SimpleCodeList></gc:CodeList>`,
  );
}

/** Two fields, a rule that is recognised and one that is not. */
export const withRules: SmallSchema = {
  fields: [{ id: 'F99000000001', type: 'bool' }, { id: 'F99000000002' }],
  rules: [
    ['R99000000001', 'Wenn F99000000001 = wahr, dann muss F99000000002 ausgefüllt werden.'],
    ['R99000000002', 'Bei Vollmond ist besondere Sorgfalt geboten.'],
  ],
};
