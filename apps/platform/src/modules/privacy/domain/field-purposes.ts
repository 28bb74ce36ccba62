import { type LegalBasis, nodesByPath, type SchemaModel, type SchemaNode } from '@verbund/xdatenfelder';

/** What a form asks for, and the legal basis that its data schema names for it (element `bezug`). */
export interface FieldPurpose {
  path: string;
  /** Id of the data field in the catalogue of modules (Baukasten). */
  id: string;
  label: string;
  /** Labels of the groups around it, outermost first. */
  groups: readonly string[];
  basis: readonly LegalBasis[];
  /** Where the basis stands: at the field, at the nearest group that has one, at the schema; null: nowhere. */
  from: 'field' | 'group' | 'schema' | null;
}

/** Every field that takes an answer, in the order of the form. Pages of text ask for nothing and are left out. */
export function fieldPurposes(schema: SchemaModel): readonly FieldPurpose[] {
  const purposes: FieldPurpose[] = [];
  const walk = (node: SchemaNode, above: readonly SchemaNode[]): void => {
    if (node.kind === 'group') {
      for (const child of node.children) walk(child, [...above, node]);
      return;
    }
    if (node.fieldKind === 'label') return;
    const group = above.findLast((outer) => outer.legalBasis.length > 0);
    const [from, basis] =
      node.legalBasis.length > 0
        ? (['field', node.legalBasis] as const)
        : group !== undefined
          ? (['group', group.legalBasis] as const)
          : schema.legalBasis.length > 0
            ? (['schema', schema.legalBasis] as const)
            : ([null, []] as const);
    const groups = above.map((outer) => outer.label);
    purposes.push({ path: node.path, id: node.id, label: node.label, groups, basis, from });
  };
  for (const node of schema.nodes) walk(node, []);
  return purposes;
}

/** Kinds of data for a record: the outermost groups; fields without a group stand for themselves. */
export function dataCategories(schema: SchemaModel): readonly string[] {
  const asked = new Set(fieldPurposes(schema).map(({ path }) => path.split('/')[0] ?? path));
  const nodes = nodesByPath(schema);
  const labels = [...asked].map((path) => nodes.get(path)?.label ?? '').filter((label) => label !== '');
  return [...new Set(labels)];
}
