import { type SchemaModel, type SchemaNode } from '../model.ts';
import { lastSegment, nodesByPath } from '../tree.ts';

/** Namespace of the data schemas that the FIM converter derives. */
export const xfallNamespace = 'urn:fim-de:xfall:datenschema:xdf3';

/**
 * Element name of every node by path, and of the schema itself under `''`. The name is the id. Where
 * one id stands for several versions, the version joins it: `F1V1.0.0`; where editors changed a
 * block without a new version, `_2` follows; a second sibling of the same id gets `.2`, because two
 * equal neighbours could not be told apart.
 */
export function xmlNames(model: SchemaModel): ReadonlyMap<string, string> {
  const versions = new Map<string, Set<string>>();
  for (const node of nodesByPath(model).values()) {
    const known = versions.get(node.id) ?? new Set();
    versions.set(node.id, known.add(node.version ?? ''));
  }
  const names = new Map<string, string>([['', toName(model.id)]]);
  const contents = new Map<string, string[]>();
  const assign = (node: SchemaNode): string => {
    const children = node.kind === 'group' ? node.children.map(assign) : [];
    const several = (versions.get(node.id)?.size ?? 1) > 1;
    const base = toName(node.id + (several && node.version !== null ? `V${node.version}` : ''));
    const sibling = /~(\d+)$/u.exec(lastSegment(node.path))?.[1];
    const name =
      base + suffix(contents, base, contentOf(node, children)) + (sibling === undefined ? '' : `.${sibling}`);
    names.set(node.path, name);
    return name;
  };
  model.nodes.forEach(assign);
  return names;
}

function suffix(contents: Map<string, string[]>, name: string, content: string): string {
  const known = contents.get(name) ?? [];
  contents.set(name, known);
  if (!known.includes(content)) known.push(content);
  const at = known.indexOf(content);
  return at === 0 ? '' : `_${at + 1}`;
}

/** What makes two definitions of one name different. */
function contentOf(node: SchemaNode, children: readonly string[]): string {
  if (node.kind === 'group') return JSON.stringify([node.choice, children]);
  const codes = node.values?.map(({ code }) => code) ?? null;
  return JSON.stringify([node.fieldKind === 'label', node.dataType, node.constraints, codes, node.codeList]);
}

/** Ids are opaque; an XML name starts with a letter and knows few signs. */
function toName(id: string): string {
  const name = id.replace(/[^\p{L}\p{N}._-]/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}
