import { compilePattern } from '../answers/pattern.ts';
import { type FieldNode, type GroupNode, type SchemaNode } from '../model.ts';
import { isRepeatable } from '../tree.ts';

/** What a field is for, as far as it decides on the control, its autocompletion and its check. */
export type FieldPurpose =
  | 'street'
  | 'house-number'
  | 'address-addition'
  | 'po-box'
  | 'postcode'
  | 'city'
  | 'district'
  | 'country'
  | 'family-name'
  | 'given-names'
  | 'academic-title'
  | 'birth-name'
  | 'day'
  | 'month'
  | 'year'
  | 'email'
  | 'phone'
  | 'fax'
  | 'url'
  | 'iban'
  | 'bic'
  | 'account-holder'
  | 'bank';

/** A group whose fields are one question to a person. */
export type Composite = 'address' | 'partial-date' | 'bank-account' | 'person-name';

/** Harmonised fields of the number range 60 (Baukasten Datenfelder), without the range's filling zeros. */
const byId: Readonly<Record<string, FieldPurpose>> = {
  F60227: 'family-name',
  F60228: 'given-names',
  F60229: 'academic-title',
  F60230: 'birth-name',
  F60231: 'day',
  F60232: 'month',
  F60233: 'year',
  F60240: 'phone',
  F60241: 'fax',
  F60242: 'email',
  F60243: 'street',
  F60244: 'house-number',
  F60246: 'postcode',
  F60247: 'city',
  F60248: 'address-addition',
  F60249: 'po-box',
  F60321: 'url',
};

/** Whole labels only: "Ort der Veranstaltung" is not the city of an address. */
const byLabel: readonly (readonly [RegExp, FieldPurpose])[] = [
  [/^stra(?:ß|ss)e$|^stra(?:ß|ss)e(?:n?name)$/u, 'street'],
  [/^haus(?:-? ?nr\.?|nummer)$/u, 'house-number'],
  [/^hausnummern?zusatz$|^adress?zusatz$|^anschriftenzusatz$|^zusatzangaben(?: zur anschrift)?$/u, 'address-addition'],
  [/^postfach$/u, 'po-box'],
  [/^postleitzahl$|^plz$/u, 'postcode'],
  [/^ort$|^wohnort$|^stadt$/u, 'city'],
  [/^ortsteil$/u, 'district'],
  [/^familienname$|^nachname$/u, 'family-name'],
  [/^vornamen?$/u, 'given-names'],
  [/^doktorgrade?$|^akademischer grad$/u, 'academic-title'],
  [/^geburtsname$/u, 'birth-name'],
  [/^tag(?: \(.*\))?$/u, 'day'],
  [/^monat$/u, 'month'],
  [/^jahr$/u, 'year'],
  [/^telefon(?:nummer)?$|^mobil(?:funk|telefon)?(?:nummer)?$/u, 'phone'],
  [/^(?:tele)?fax(?:nummer)?$/u, 'fax'],
  [/^e-?mail(?:-?adresse)?$/u, 'email'],
  [/^web-? ?adresse(?: ?\/ ?website)?$|^website$/u, 'url'],
  [/^iban$|^(?:ihre )?iban(?: \(.*\))?$|^internationale (?:bank)?kontonummer(?: \(iban\))?$/u, 'iban'],
  [/^bic$|^bic(?: \(.*\))?$|^swift(?:-code)?$/u, 'bic'],
  [/^kontoinhaber(?:in)?$|^name de[rs] kontoinhaber(?:s|in)?$|^kontoinhabende person$/u, 'account-holder'],
  [/^(?:name de[rs] )?(?:bank|geldinstituts?|kreditinstituts?)$/u, 'bank'],
];

/** Example of the IBAN registry. */
const sampleIban = 'DE89370400440532013000';

const numeric = new Set<FieldPurpose>(['day', 'month', 'year']);
const purposes = new WeakMap<FieldNode, { purpose: FieldPurpose | null }>();

/**
 * Recognised by the id of the harmonised building block or by the whole label; `null` when in doubt. Only fields that a
 * person types into: a list answers for itself.
 */
export function fieldPurpose(field: FieldNode): FieldPurpose | null {
  const known = purposes.get(field);
  if (known !== undefined) return known.purpose;
  const purpose = findPurpose(field);
  purposes.set(field, { purpose });
  return purpose;
}

function findPurpose(field: FieldNode): FieldPurpose | null {
  if (field.fieldKind !== 'input' || field.values !== null || field.codeList !== null) return null;
  const id = /^F60(?:0{3})?0*(\d+)$/u.exec(field.id)?.[1];
  const named = id === undefined ? undefined : byId[`F60${id}`];
  const label = (text: string): FieldPurpose | undefined =>
    byLabel.find(([pattern]) => pattern.test(text.trim().toLowerCase()))?.[1];
  const purpose = named ?? label(field.label) ?? label(field.name) ?? null;
  if (purpose === null) return null;
  if (purpose === 'iban' && !acceptsIban(field)) return null;
  const isText = field.dataType === 'text' || field.dataType === 'text_latin';
  return numeric.has(purpose) === (field.dataType === 'num_int') && (isText || numeric.has(purpose)) ? purpose : null;
}

/** A field that wants the number written another way is not told how to write it. */
function acceptsIban(field: FieldNode): boolean {
  const { minLength, maxLength, pattern } = field.constraints;
  if ((minLength ?? 0) > sampleIban.length || (maxLength ?? sampleIban.length) < sampleIban.length) return false;
  const compiled = pattern === null ? null : compilePattern(pattern);
  return compiled === null || (compiled.ok && compiled.regex.test(sampleIban));
}

const members: Readonly<Record<Composite, { needs: readonly FieldPurpose[]; may: readonly FieldPurpose[] }>> = {
  address: {
    needs: ['postcode', 'city'],
    may: ['street', 'house-number', 'address-addition', 'po-box', 'district', 'country'],
  },
  'partial-date': { needs: ['day', 'month', 'year'], may: [] },
  'bank-account': { needs: ['iban'], may: ['bic', 'account-holder', 'bank'] },
  'person-name': { needs: ['family-name', 'given-names'], may: ['academic-title', 'birth-name'] },
};
const kinds: readonly Composite[] = ['address', 'partial-date', 'bank-account', 'person-name'];

/**
 * Whether all fields of a group, those of plain groups inside it included, are parts of one composite, each at most
 * once; `null` for every other group.
 */
export function compositeOf(group: GroupNode): Composite | null {
  const fields = plainFields(group);
  if (fields === null) return null;
  const found = fields.map(fieldPurpose);
  const set = new Set(found);
  if (found.includes(null) || set.size !== found.length) return null;
  return (
    kinds.find((kind) => {
      const { needs, may } = members[kind];
      if (!needs.every((purpose) => set.has(purpose))) return false;
      return found.every((purpose) => purpose !== null && (needs.includes(purpose) || may.includes(purpose)));
    }) ?? null
  );
}

/** Fields below a group that neither repeats nor chooses; `null` when something of it does. */
function plainFields(group: GroupNode): FieldNode[] | null {
  if (group.choice) return null;
  const fields: FieldNode[] = [];
  for (const child of group.children) {
    if (isRepeatable(child)) return null;
    const below = child.kind === 'field' ? [child] : plainFields(child);
    if (below === null) return null;
    fields.push(...below);
  }
  return fields;
}

/** Whether a node asks something (a static text, a locked or a hidden field does not). */
export function asksSomething(node: SchemaNode): boolean {
  return node.kind === 'group' || node.fieldKind === 'input' || node.fieldKind === 'select';
}
