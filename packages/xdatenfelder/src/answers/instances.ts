import { type GroupNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { isRepeatable, isWithin, lastSegment, nodesByPath, parentPath } from '../tree.ts';
import { type Answers, type AnswerValue } from './answers.ts';

/** Guards against `F[999999999]` in a posted form: higher indexes are unknown paths. */
export const MAX_INSTANCES = 200;

const choiceMark = '#choice';
const countMark = '#count';

/** Key under which answers keep the chosen child of a choice group (last segment of its path). */
export function choiceKey(groupInstancePath: string): string {
  return groupInstancePath + choiceMark;
}

/** Key under which answers keep how many instances of a list were opened, as decimal digits. */
export function countKey(listPath: string): string {
  return listPath + countMark;
}

/** `G05[0]/F60[2]` → `G05/F60`. */
export function toNodePath(instancePath: string): string {
  return instancePath.replace(/\[\d+\]/gu, '').replace(/#.*$/u, '');
}

export interface KnownKey {
  node: SchemaNode;
  /** `value` or one of the two markers. */
  kind: 'value' | 'choice' | 'count';
}

const knownKeys = new WeakMap<SchemaModel, Map<string, KnownKey>>();
/** Real forms have a few hundred keys; the bound is for made-up ones. */
const MAX_KNOWN_KEYS = 10_000;

/** The node an answer key belongs to; `null` when the key does not fit the model. */
export function readKey(model: SchemaModel, key: string): KnownKey | null {
  const known = knownKeys.get(model) ?? new Map<string, KnownKey>();
  knownKeys.set(model, known);
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const read = findKey(model, key);
  if (read !== null && known.size < MAX_KNOWN_KEYS) known.set(key, read);
  return read;
}

function findKey(model: SchemaModel, key: string): KnownKey | null {
  const kind = key.endsWith(choiceMark) ? 'choice' : key.endsWith(countMark) ? 'count' : 'value';
  const path =
    kind === 'choice' ? key.slice(0, -choiceMark.length) : kind === 'count' ? key.slice(0, -countMark.length) : key;
  const node = nodesByPath(model).get(path.replace(/\[\d+\]/gu, ''));
  if (node === undefined || !indexesFit(model, path, kind === 'count')) return null;
  if (kind === 'choice') return node.kind === 'group' && node.choice ? { node, kind } : null;
  if (kind === 'count') return isRepeatable(node) ? { node, kind } : null;
  return node.kind === 'field' && node.fieldKind !== 'label' ? { node, kind } : null;
}

function indexesFit(model: SchemaModel, path: string, lastIsList: boolean): boolean {
  let nodePath = '';
  const segments = path.split('/');
  return segments.every((segment, at) => {
    const match = /^([^[\]]+)(?:\[(0|[1-9]\d{0,3})\])?$/u.exec(segment);
    if (match?.[1] === undefined) return false;
    nodePath = nodePath === '' ? match[1] : `${nodePath}/${match[1]}`;
    const node = nodesByPath(model).get(nodePath);
    if (node === undefined) return false;
    const indexed = match[2] !== undefined;
    if (indexed && Number(match[2]) >= MAX_INSTANCES) return false;
    return indexed === (isRepeatable(node) && !(lastIsList && at === segments.length - 1));
  });
}

/** Number of instances per list path (`G05`, `G05[1]/F7`): highest index in use or opened. */
export function instanceCounts(model: SchemaModel, answers: Answers): Record<string, number> {
  const counts: Record<string, number> = {};
  const raise = (list: string, count: number): void => {
    counts[list] = Math.max(counts[list] ?? 0, count);
  };
  for (const [key, value] of Object.entries(answers)) {
    // Only an index or a marker says something about a list.
    if (!key.includes('[') && !key.endsWith(countMark)) continue;
    const known = readKey(model, key);
    if (known === null) continue;
    for (const match of key.matchAll(/\[(\d+)\]/gu)) raise(key.slice(0, match.index), Number(match[1]) + 1);
    if (known.kind === 'count') raise(key.slice(0, -countMark.length), markedCount(value));
  }
  return counts;
}

function markedCount(value: AnswerValue): number {
  return typeof value === 'string' && /^\d{1,3}$/u.test(value) ? Math.min(Number(value), MAX_INSTANCES) : 0;
}

/** Instances a page shows: those in use or opened, at least the minimum of the node. */
export function instanceCount(model: SchemaModel, answers: Answers, listPath: string): number {
  const node = nodesByPath(model).get(toNodePath(listPath));
  return Math.max(instanceCounts(model, answers)[listPath] ?? 0, node?.min ?? 0);
}

/** Opens one more instance; unchanged when the maximum is reached. */
export function addInstance(model: SchemaModel, answers: Answers, listPath: string): Answers {
  const node = nodesByPath(model).get(toNodePath(listPath));
  const count = instanceCount(model, answers, listPath);
  if (node === undefined || !isRepeatable(node) || count >= Math.min(node.max ?? MAX_INSTANCES, MAX_INSTANCES)) {
    return answers;
  }
  return { ...answers, [countKey(listPath)]: String(count + 1) };
}

/** Removes an instance with everything below it; later instances move up. */
export function removeInstance(model: SchemaModel, answers: Answers, instancePath: string): Answers {
  const match = /^(.*)\[(\d+)\]$/u.exec(instancePath);
  if (match?.[1] === undefined) return answers;
  const list = match[1];
  const removed = Number(match[2]);
  const count = instanceCount(model, answers, list);
  if (removed >= count) return answers;
  const result: Answers = {};
  for (const [key, value] of Object.entries(answers)) {
    const position = key.startsWith(`${list}[`) ? /^\[(\d+)\]/u.exec(key.slice(list.length)) : null;
    if (position === null) result[key] = value;
    else if (Number(position[1]) < removed) result[key] = value;
    else if (Number(position[1]) > removed) {
      result[`${list}[${Number(position[1]) - 1}]${key.slice(list.length + position[0].length)}`] = value;
    }
  }
  result[countKey(list)] = String(count - 1);
  return result;
}

/** One place in the form: a node with all indexes filled in. */
export interface Instance {
  path: string;
  node: SchemaNode;
  /** Path without the last index for repeatable nodes, else the same as `path`. */
  listPath: string;
  index: number | null;
  parent: Instance | null;
  children: Instance[];
}

/**
 * All instances of the model for these answers. Every repeatable node has at least one, because
 * rules and pages need to know the state of the first, still empty one.
 */
export function expandInstances(model: SchemaModel, answers: Answers): Instance[] {
  const counts = instanceCounts(model, answers);
  const expand = (nodes: SchemaNode[], parent: Instance | null): Instance[] =>
    nodes.flatMap((node) => {
      const segment = lastSegment(node.path);
      const listPath = parent === null ? segment : `${parent.path}/${segment}`;
      if (!isRepeatable(node)) return [create(node, listPath, null, parent)];
      const count = Math.max(1, Math.min(node.min, MAX_INSTANCES), counts[listPath] ?? 0);
      return Array.from({ length: count }, (_, index) => create(node, listPath, index, parent));
    });
  const create = (node: SchemaNode, listPath: string, index: number | null, parent: Instance | null): Instance => {
    const path = index === null ? listPath : `${listPath}[${index}]`;
    const instance: Instance = { path, node, listPath, index, parent, children: [] };
    if (node.kind === 'group') instance.children = expand(node.children, instance);
    return instance;
  };
  return expand(model.nodes, null);
}

/** Every path that has an answer at or below it (markers do not count as answers). */
export function filledPaths(answers: Answers): Set<string> {
  const filled = new Set<string>();
  for (const key of Object.keys(answers)) {
    if (key.includes('#')) continue;
    for (let path = key; path !== '' && !filled.has(path); path = parentPath(path)) filled.add(path);
  }
  return filled;
}

/** Chosen child of a choice group: the marked one, else the first with an answer. */
export function chosenChild(group: Instance, answers: Answers, filled: ReadonlySet<string>): Instance | null {
  const mark = answers[choiceKey(group.path)];
  const marked = group.children.find((child) => lastSegment(child.node.path) === mark);
  return marked ?? group.children.find((child) => filled.has(child.path)) ?? null;
}

export function isChoiceGroup(node: SchemaNode): node is GroupNode {
  return node.kind === 'group' && node.choice;
}

/** Does the instance path lie at or below one of the hidden instance paths? */
export function isBelowAny(path: string, ancestors: ReadonlySet<string>): boolean {
  if (ancestors.size === 0) return false;
  for (let at = path; at !== ''; at = parentPath(at)) if (ancestors.has(at)) return true;
  return false;
}

export function isInPages(nodePath: string, pages: readonly string[] | undefined): boolean {
  return pages === undefined || pages.some((page) => isWithin(nodePath, page));
}
