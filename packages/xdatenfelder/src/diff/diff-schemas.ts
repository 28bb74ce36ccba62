import { type FieldNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';

export type NodeAspect =
  | 'version'
  | 'label'
  | 'help'
  | 'cardinality'
  | 'field-kind'
  | 'data-type'
  | 'constraints'
  | 'content'
  | 'values'
  | 'file-limits'
  | 'choice'
  | 'prefill';

export interface NodeChange {
  /** Path in the old schema, then in the new one; they differ when the node has moved. */
  from: string;
  to: string;
  /** What is different about the node itself; empty when it has only moved. */
  aspects: NodeAspect[];
}

export interface SchemaDiff {
  /** Node paths of the new schema. */
  added: string[];
  /** Node paths of the old schema. */
  removed: string[];
  /** Nodes in both, changed or moved. */
  changed: NodeChange[];
  /** Ids of rules. */
  rules: { added: string[]; removed: string[]; changed: string[] };
}

/** What is different between two versions of a schema, in the order of display. */
export function diffSchemas(before: SchemaModel, after: SchemaModel): SchemaDiff {
  const pairs = matchNodes(before, after);
  const taken = new Set(pairs.values());
  const changed: NodeChange[] = [];
  for (const [from, to] of pairs) {
    const [old, now] = [nodesByPath(before).get(from), nodesByPath(after).get(to)];
    const aspects = old === undefined || now === undefined ? [] : aspectsOf(before, old, after, now);
    if (aspects.length > 0 || from !== to) changed.push({ from, to, aspects });
  }
  return {
    added: [...nodesByPath(after).keys()].filter((path) => !taken.has(path)),
    removed: [...nodesByPath(before).keys()].filter((path) => !pairs.has(path)),
    changed,
    rules: diffRules(before, after),
  };
}

/**
 * Pairs of node paths that mean the same question. Same path and kind first; what is left over is
 * paired by its id where that is unambiguous, so that a question that moved to another group keeps
 * its answer.
 */
export function matchNodes(before: SchemaModel, after: SchemaModel): Map<string, string> {
  const [old, now] = [nodesByPath(before), nodesByPath(after)];
  const pairs = new Map<string, string>();
  for (const [path, node] of old) if (now.get(path)?.kind === node.kind) pairs.set(path, path);
  const taken = new Set(pairs.values());
  const left = groupById([...old.values()].filter(({ path }) => !pairs.has(path)));
  const free = groupById([...now.values()].filter(({ path }) => !taken.has(path)));
  for (const [id, [node, ...others]] of left) {
    const [target, ...more] = free.get(id) ?? [];
    if (node === undefined || target === undefined || others.length > 0 || more.length > 0) continue;
    if (node.kind === target.kind) pairs.set(node.path, target.path);
  }
  return new Map([...old.keys()].flatMap((path) => (pairs.has(path) ? [[path, pairs.get(path) ?? path]] : [])));
}

function groupById(nodes: readonly SchemaNode[]): Map<string, SchemaNode[]> {
  const groups = new Map<string, SchemaNode[]>();
  for (const node of nodes) groups.set(node.id, [...(groups.get(node.id) ?? []), node]);
  return groups;
}

function aspectsOf(before: SchemaModel, old: SchemaNode, after: SchemaModel, now: SchemaNode): NodeAspect[] {
  const differ: [NodeAspect, unknown, unknown][] = [
    ['version', old.version, now.version],
    ['label', [old.label, old.outputLabel], [now.label, now.outputLabel]],
    ['help', [old.helpInput, old.helpOutput], [now.helpInput, now.helpOutput]],
    ['cardinality', [old.min, old.max], [now.min, now.max]],
  ];
  if (old.kind === 'field' && now.kind === 'field') differ.push(...fieldAspects(before, old, after, now));
  if (old.kind === 'group' && now.kind === 'group') differ.push(['choice', old.choice, now.choice]);
  return differ.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)).map(([aspect]) => aspect);
}

function fieldAspects(
  before: SchemaModel,
  old: FieldNode,
  after: SchemaModel,
  now: FieldNode,
): [NodeAspect, unknown, unknown][] {
  return [
    ['field-kind', old.fieldKind, now.fieldKind],
    ['data-type', old.dataType, now.dataType],
    ['constraints', old.constraints, now.constraints],
    ['content', old.content, now.content],
    ['values', valuesOf(before, old), valuesOf(after, now)],
    ['file-limits', [old.maxSize, old.mediaTypes], [now.maxSize, now.mediaTypes]],
    ['prefill', old.prefill, now.prefill],
  ];
}

function diffRules(before: SchemaModel, after: SchemaModel): SchemaDiff['rules'] {
  const textsOf = (model: SchemaModel) => new Map(model.rules.map((rule) => [`${rule.owner} ${rule.id}`, rule]));
  const [old, now] = [textsOf(before), textsOf(after)];
  const ids = (keys: Iterable<string>, of: typeof old) => [...keys].map((key) => of.get(key)?.id ?? '');
  return {
    added: ids(
      [...now.keys()].filter((key) => !old.has(key)),
      now,
    ),
    removed: ids(
      [...old.keys()].filter((key) => !now.has(key)),
      old,
    ),
    changed: ids(
      [...now.keys()].filter((key) => old.has(key) && old.get(key)?.text !== now.get(key)?.text),
      now,
    ),
  };
}
