import { type Answers, type AnswerValue } from '../answers/answers.ts';
import { MAX_INSTANCES, readKey, toNodePath } from '../answers/instances.ts';
import { formatFormValue, parseFormValue } from '../answers/parse.ts';
import { type FieldNode, type SchemaModel } from '../model.ts';
import { isCoded } from '../derive/delivery.ts';
import { isRepeatable, nodesByPath, valuesOf } from '../tree.ts';
import { matchNodes } from './diff-schemas.ts';

/**
 * `unknown`: the answer fits nowhere in the old schema either. `removed`: the question is gone.
 * `no-place`: the list has become shorter or single. `data-type`: the value cannot be read as the new
 * type. `not-in-list`: the code is gone.
 */
export type DropReason = 'unknown' | 'removed' | 'no-place' | 'data-type' | 'not-in-list';

export interface MigrationReport {
  /** Answers that were taken over under the same path with the same value. */
  kept: number;
  moved: { from: string; to: string }[];
  /** Values that were read anew as another data type. */
  converted: { path: string; from: AnswerValue; to: AnswerValue }[];
  /** Show these to the person: her entries are lost. */
  dropped: { path: string; value: AnswerValue; reason: DropReason }[];
}

/**
 * Carries the answers of a draft over to another version of its schema. Limits are not checked: what
 * the new version forbids, the person mends on the page.
 */
export function migrateAnswers(
  before: SchemaModel,
  after: SchemaModel,
  answers: Answers,
): { answers: Answers; report: MigrationReport } {
  const pairs = matchNodes(before, after);
  const result: Answers = {};
  const report: MigrationReport = { kept: 0, moved: [], converted: [], dropped: [] };
  for (const [key, value] of Object.entries(answers)) {
    const known = readKey(before, key);
    const isMarker = known !== null && known.kind !== 'value';
    const drop = (reason: DropReason): void => {
      if (!isMarker) report.dropped.push({ path: key, value, reason });
    };
    const target = known === null ? undefined : pairs.get(known.node.path);
    if (known === null || target === undefined) {
      drop(known === null ? 'unknown' : 'removed');
      continue;
    }
    const mark = /#.*$/u.exec(key)?.[0] ?? '';
    const place = placeIn(after, pairs, target, key, mark === '#count');
    if (place === null) {
      drop('no-place');
      continue;
    }
    const to = place + mark;
    const carried = isMarker ? markerValue(before, after, pairs, key, value) : carry(before, after, key, target, value);
    if (!carried.ok) drop(carried.reason);
    else if (readKey(after, to) !== null && result[to] === undefined) {
      result[to] = carried.value;
      if (isMarker) continue;
      if (to !== key) report.moved.push({ from: key, to });
      else if (carried.value === value) report.kept += 1;
      if (carried.value !== value) report.converted.push({ path: to, from: value, to: carried.value });
    } else drop('no-place');
  }
  return { answers: result, report };
}

interface Step {
  /** Node path in the old schema. */
  path: string;
  id: string;
  index: number;
}

function stepsOf(key: string): Step[] {
  const segments = key.replace(/#.*$/u, '').split('/');
  return segments.map((segment, at) => {
    const match = /^(.+)\[(\d+)\]$/u.exec(segment);
    const path = toNodePath(segments.slice(0, at + 1).join('/'));
    return { path, id: match?.[1] ?? segment, index: Number(match?.[2] ?? 0) };
  });
}

/**
 * Indexes go to the node that took the place of theirs, else to one with the same id; a list that has become single keeps its first
 * instance, a single one that has become a list fills its first.
 */
function placeIn(
  after: SchemaModel,
  pairs: ReadonlyMap<string, string>,
  target: string,
  key: string,
  isCount: boolean,
): string | null {
  const steps = stepsOf(key);
  const isOnTheWay = (path: string): boolean => `${target}/`.startsWith(`${path}/`);
  // One id may stand at several levels of a path.
  const take = (path: string, id: string): number => {
    const own = steps.findIndex((step) => pairs.get(step.path) === path);
    const like = steps.findIndex((step) => step.id === id && !isOnTheWay(pairs.get(step.path) ?? ''));
    const [step] = own < 0 && like < 0 ? [] : steps.splice(own < 0 ? like : own, 1);
    return step?.index ?? 0;
  };
  let path = '';
  const places = target.split('/').map((segment, at, all) => {
    path = path === '' ? segment : `${path}/${segment}`;
    const node = nodesByPath(after).get(path);
    if (node === undefined) return null;
    if (isCount && isRepeatable(node) && at === all.length - 1) return segment;
    const index = take(path, segment);
    if (!isRepeatable(node)) return index > 0 ? null : segment;
    return index < Math.min(node.max ?? MAX_INSTANCES, MAX_INSTANCES) ? `${segment}[${index}]` : null;
  });
  // A repeated group that is no longer on the way: its second instance has no place.
  const isLost = steps.some(({ index }) => index > 0);
  return isLost || places.includes(null) ? null : places.join('/');
}

type Carried = { ok: true; value: AnswerValue } | { ok: false; reason: DropReason };

function carry(before: SchemaModel, after: SchemaModel, key: string, target: string, value: AnswerValue): Carried {
  const old = nodesByPath(before).get(toNodePath(key));
  const now = nodesByPath(after).get(target);
  if (old?.kind !== 'field' || now?.kind !== 'field' || now.fieldKind === 'label')
    return { ok: false, reason: 'removed' };
  const read = convert(old, now, value);
  if (read === null) return { ok: false, reason: 'data-type' };
  const values = isCoded(now) ? valuesOf(after, now) : null;
  if (values !== null && !values.some(({ code }) => code === read)) return { ok: false, reason: 'not-in-list' };
  return { ok: true, value: read };
}

function convert(old: FieldNode, now: FieldNode, value: AnswerValue): AnswerValue | null {
  const isFile = (field: FieldNode): boolean => field.dataType === 'file' || field.dataType === 'obj';
  if (old.dataType === now.dataType || (isFile(old) && isFile(now))) return value;
  if (isFile(old) || isFile(now)) return null;
  const parsed = parseFormValue(now, formatFormValue(old, value));
  return parsed.ok ? parsed.value : null;
}

function markerValue(
  before: SchemaModel,
  after: SchemaModel,
  pairs: ReadonlyMap<string, string>,
  key: string,
  value: AnswerValue,
): Carried {
  if (key.endsWith('#count')) return { ok: true, value };
  const group = toNodePath(key);
  const child = typeof value === 'string' ? nodesByPath(before).get(`${group}/${value}`) : undefined;
  const target = child === undefined ? undefined : pairs.get(child.path);
  const parent = pairs.get(group);
  const isChild = target !== undefined && parent !== undefined && target.startsWith(`${parent}/`);
  if (!isChild || nodesByPath(after).get(target) === undefined) return { ok: false, reason: 'removed' };
  return { ok: true, value: target.slice(parent.length + 1) };
}
