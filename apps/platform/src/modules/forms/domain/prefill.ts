import {
  type Answers,
  type FieldNode,
  type FieldPurpose,
  fieldPurpose,
  nodesByPath,
  parseFormValue,
  type SchemaModel,
} from '@verbund/xdatenfelder';

/**
 * Facts of the sign-in as first answers. Only where the overlay says which field means what (`prefill`: node path →
 * name of the fact): a field called "Name" may as well ask for the name of a dog.
 */
export function prefilled(schema: SchemaModel, overlay: unknown, facts: Readonly<Record<string, string>>): Answers {
  const answers: Answers = {};
  for (const [path, fact] of Object.entries(prefillMap(overlay))) {
    const node = nodesByPath(schema).get(path);
    const text = Object.hasOwn(facts, fact) ? facts[fact] : undefined;
    if (node?.kind !== 'field' || text === undefined) continue;
    const parsed = parseFormValue(node, text);
    if (parsed.ok && parsed.value !== null) answers[path] = parsed.value;
  }
  return answers;
}

/** The map of an overlay; parts that are no text are left out. */
export function prefillMap(overlay: unknown): Record<string, string> {
  if (typeof overlay !== 'object' || overlay === null || !('prefill' in overlay)) return {};
  const { prefill } = overlay;
  if (typeof prefill !== 'object' || prefill === null) return {};
  const entries = Object.entries(prefill).flatMap(([path, fact]) => (typeof fact === 'string' ? [[path, fact]] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}

const ofFacts: Readonly<Record<string, string>> = {
  givenName: 'given-name',
  familyName: 'family-name',
  birthDate: 'bday',
  email: 'email',
  street: 'address-line1',
  streetName: 'address-line1',
  postcode: 'postal-code',
  city: 'address-level2',
};

const ofPurposes: Readonly<Partial<Record<FieldPurpose, string>>> = {
  'given-names': 'given-name',
  'family-name': 'family-name',
  'academic-title': 'honorific-prefix',
  email: 'email',
  phone: 'tel',
  url: 'url',
  street: 'address-line1',
  'address-addition': 'address-line2',
  postcode: 'postal-code',
  city: 'address-level2',
};

/**
 * Value of the attribute `autocomplete` (WCAG 1.3.5). Where the overlay does not say that the person herself is meant,
 * a section of its own keeps the persons of a form apart.
 */
export function autocompleteFor(fact: string | undefined, node: FieldNode, path: string): string | undefined {
  if (fact !== undefined && Object.hasOwn(ofFacts, fact)) return ofFacts[fact];
  const purpose = fieldPurpose(node);
  const token = purpose === null ? undefined : ofPurposes[purpose];
  if (token === undefined) return undefined;
  const section = (
    path
      .slice(0, Math.max(0, path.lastIndexOf('/')))
      .toLowerCase()
      .match(/[a-z0-9]+/gu) ?? []
  ).join('-');
  return section === '' ? token : `section-${section} ${token}`;
}
