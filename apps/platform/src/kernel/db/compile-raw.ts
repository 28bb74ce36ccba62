import { RawNode, ValueNode, type OperationNode } from 'kysely';

export interface RawStatement {
  text: string;
  values: unknown[];
}

/**
 * Text and values of a statement that is made of `sql` parts and values alone, as nearly all are: kysely's own compiler
 * is made for trees of ninety kinds of nodes. Null: there is another kind in it.
 */
export function compileRaw(root: OperationNode): RawStatement | null {
  const values: unknown[] = [];
  let text = '';
  function add(node: OperationNode): boolean {
    if (ValueNode.is(node)) {
      if (node.immediate === true) return false;
      values.push(node.value);
      text += `$${String(values.length)}`;
      return true;
    }
    if (!RawNode.is(node)) return false;
    for (const [index, fragment] of node.sqlFragments.entries()) {
      text += fragment;
      const part = node.parameters[index];
      if (part !== undefined && !add(part)) return false;
    }
    return true;
  }
  return add(root) ? { text, values } : null;
}
