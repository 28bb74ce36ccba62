import { type FieldNode, type SchemaNode } from '../model.ts';

export interface DatePartNodes {
  day: FieldNode;
  month: FieldNode;
  year: FieldNode;
}

/** Day, month and year as three fields, in any order, told apart by their names. */
export function partsOfDate(node: SchemaNode): DatePartNodes | null {
  return node.kind === 'group' && node.children.length === 3 ? datePartsAmong(node.children) : null;
}

export function datePartsAmong(nodes: readonly SchemaNode[]): DatePartNodes | null {
  const named = (word: RegExp): FieldNode | null => {
    const fits = nodes.filter((node) => node.kind === 'field' && word.test(node.name));
    return fits.length === 1 && fits[0]?.kind === 'field' ? fits[0] : null;
  };
  const [day, month, year] = [named(/^tag\b/iu), named(/^monat\b/iu), named(/^jahr\b/iu)];
  return day === null || month === null || year === null ? null : { day, month, year };
}
