import { type FieldNode, isRepeatable, nodesByPath, type SchemaModel } from '@verbund/xdatenfelder';

/** Facts that a sign-in may give about a person; names as in the account (identity). */
export const personFacts = [
  'givenName',
  'familyName',
  'birthDate',
  'email',
  'street',
  'streetName',
  'houseNumber',
  'postcode',
  'city',
] as const;
export type PersonFact = (typeof personFacts)[number];

export interface PrefillSuggestion {
  path: string;
  fact: PersonFact;
}

/** Whole words only: "Ort" is not in "Sportart". */
const names: readonly { fact: PersonFact; says: RegExp; not?: RegExp }[] = [
  { fact: 'givenName', says: /\b(?:vorname|vornamen|rufname)\b/iu },
  { fact: 'familyName', says: /\b(?:familienname|nachname)\b/iu, not: /\b(?:früher\w*|geburts\w*)\b/iu },
  { fact: 'birthDate', says: /\bgeburtsdatum\b/iu },
  { fact: 'email', says: /\be-?mail(?:-?adresse)?\b/iu },
  { fact: 'streetName', says: /\bstraße\b(?!.*hausnummer)/iu },
  { fact: 'street', says: /\bstraße\b.*\bhausnummer\b/iu },
  { fact: 'houseNumber', says: /^hausnummer\b/iu, not: /zusatz|ergänzung|bis|von/iu },
  { fact: 'postcode', says: /\b(?:postleitzahl|plz)\b/iu },
  { fact: 'city', says: /^(?:ort|wohnort|stadt)(?:\s*\(.*\))?$/iu },
];

/** Data about somebody else: the person who signs in is not asked for her own name there. */
const others = /\b(?:hund|tier|kind|arbeitgeber|unternehmen|firma|betrieb|zeug\w*|vermieter\w*|bevollmächtigt\w*)\b/iu;

/**
 * Which fields sound like a fact of the sign-in. Only ever shown: a field called "Name" may as well ask for the name of
 * a dog, and nobody but the author knows.
 */
export function prefillSuggestions(schema: SchemaModel): PrefillSuggestion[] {
  const found: PrefillSuggestion[] = [];
  for (const node of nodesByPath(schema).values()) {
    if (node.kind !== 'field' || !canPrefill(schema, node.path)) continue;
    const fact = factOf(node);
    const around = ancestorsOf(schema, node.path).map((group) => `${group.label} ${group.name}`);
    if (fact !== null && !around.some((words) => others.test(words))) found.push({ path: node.path, fact });
  }
  return found;
}

function factOf(field: FieldNode): PersonFact | null {
  const isDate = field.dataType === 'date';
  const isText = field.dataType === 'text' || field.dataType === 'text_latin';
  for (const { fact, says, not } of names) {
    if (!says.test(field.label) || not?.test(field.label) === true) continue;
    if (fact === 'birthDate' ? isDate : isText) return fact;
  }
  return null;
}

/** A list has no first answer before somebody opens it, and a choice none before somebody chooses. */
export function canPrefill(schema: SchemaModel, path: string): boolean {
  const node = nodesByPath(schema).get(path);
  if (node?.kind !== 'field' || isRepeatable(node)) return false;
  if (node.fieldKind === 'label' || node.dataType === 'file' || node.dataType === 'obj') return false;
  return ancestorsOf(schema, path).every((group) => !isRepeatable(group) && !(group.kind === 'group' && group.choice));
}

function ancestorsOf(schema: SchemaModel, path: string) {
  const segments = path.split('/');
  return segments.slice(0, -1).flatMap((_, index) => {
    const node = nodesByPath(schema).get(segments.slice(0, index + 1).join('/'));
    return node === undefined ? [] : [node];
  });
}
