import { type FieldNode, type ListedValue, type SchemaModel, type SchemaNode } from './model.ts';

const indexes = new WeakMap<SchemaModel, Map<string, SchemaNode>>();

/** All nodes by path, in display order. Built once per model object. */
export function nodesByPath(model: SchemaModel): ReadonlyMap<string, SchemaNode> {
  const known = indexes.get(model);
  if (known !== undefined) return known;
  const index = new Map<string, SchemaNode>();
  const add = (node: SchemaNode): void => {
    index.set(node.path, node);
    if (node.kind === 'group') node.children.forEach(add);
  };
  model.nodes.forEach(add);
  indexes.set(model, index);
  return index;
}

/** May occur more than once (`max` ≠ 1): its instances carry an index in answers, also when there is only one. */
export function isRepeatable(node: SchemaNode): boolean {
  return node.max !== 1;
}

/** Path of the parent node, `''` at the top. Works for instance paths, too. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function isWithin(path: string, ancestor: string): boolean {
  return ancestor === '' || path === ancestor || path.startsWith(`${ancestor}/`);
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Selectable values of a field: inline list or resolved code list; `null` when there is none. */
export function valuesOf(model: SchemaModel, field: FieldNode): ListedValue[] | null {
  if (field.values !== null) return field.values;
  const key = field.codeList?.listKey ?? null;
  return key === null ? null : (model.lists[key] ?? null);
}
