import { type AnswerValue } from '../answers/answers.ts';
import { checkValue } from '../answers/check-value.ts';
import { isIsoDate, shiftDate } from '../answers/dates.ts';
import { canonicalDecimal, toDecimal } from '../answers/decimal.ts';
import { filledPaths, instanceCounts } from '../answers/instances.ts';
import { type FieldNode } from '../model.ts';
import { evaluateCondition, pathsRead } from '../rules/condition.ts';
import { codesOfGroup } from '../rules/country-groups.ts';
import { partsOfDate } from '../rules/date-parts.ts';
import { type Condition, type Truth } from '../rules/rules.ts';
import { isRepeatable, nodesByPath, valuesOf } from '../tree.ts';
import { type Draft } from './draft.ts';
import { makeValue } from './make-value.ts';

type Compare = Extract<Condition, { op: 'compare' }>;
type Country = Extract<Condition, { op: 'country' }>;

/**
 * Changes a draft so that a condition comes out as wished for one target. A step of a search, not a
 * proof: other rules may undo it, and the caller looks again.
 */
export function satisfy(draft: Draft, condition: Condition, wish: boolean, target: string): void {
  switch (condition.op) {
    case 'equal':
      return setEqual(draft, placeOf(draft, condition.path, target), condition.value, wish);
    case 'empty':
      if (wish) draft.clear(listOf(placeOf(draft, condition.path, target)));
      else draft.fillPlace(placeOf(draft, condition.path, target));
      return;
    case 'not':
      return satisfy(draft, condition.condition, !wish, target);
    case 'and':
    case 'or':
      return satisfyAll(draft, condition.conditions, (condition.op === 'and') === wish, wish, target);
    case 'xor': {
      const chosen = wish ? draft.random.integer(0, condition.conditions.length - 1) : -1;
      condition.conditions.forEach((part, at) => satisfy(draft, part, at === chosen, target));
      return;
    }
    case 'compare':
      return setCompared(draft, condition, wish, target);
    case 'country':
      trySomeValues(draft, condition, wish, target);
      return truthOf(draft, condition, target) === (wish ? 'yes' : 'no')
        ? undefined
        : setCountry(draft, condition, wish, target);
    default:
      return trySomeValues(draft, condition, wish, target);
  }
}

function satisfyAll(draft: Draft, parts: readonly Condition[], all: boolean, wish: boolean, target: string): void {
  const chosen = all ? parts : [draft.random.pick(parts)];
  for (const part of chosen) if (part !== undefined) satisfy(draft, part, wish, target);
}

/** Indexes shared with the target are taken over; elsewhere the first instance is changed. */
function placeOf(draft: Draft, nodePath: string, target: string): string {
  const targetSegments = target.split('/');
  let nodes = '';
  let shared = true;
  const segments = nodePath.split('/').map((segment, at) => {
    nodes = nodes === '' ? segment : `${nodes}/${segment}`;
    const own = targetSegments[at] ?? '';
    shared = shared && own.replace(/\[\d+\]$/u, '') === segment;
    const node = nodesByPath(draft.model).get(nodes);
    if (node === undefined || !isRepeatable(node)) return segment;
    return segment + (shared ? (/\[\d+\]$/u.exec(own)?.[0] ?? '[0]') : '[0]');
  });
  return segments.join('/');
}

function listOf(place: string): string {
  return place.replace(/\[\d+\]$/u, '');
}

function fieldAt(draft: Draft, place: string): FieldNode | null {
  const node = nodesByPath(draft.model).get(place.replace(/\[\d+\]/gu, ''));
  return node?.kind === 'field' ? node : null;
}

function setEqual(draft: Draft, place: string, value: string | boolean, wish: boolean): void {
  const field = fieldAt(draft, place);
  if (field === null) return;
  if (wish) return draft.set(place, value);
  if (typeof value === 'boolean') return draft.set(place, !value);
  const others = valuesOf(draft.model, field)?.filter(({ code }) => code !== value) ?? null;
  const other = others === null ? makeValue(draft.model, field, draft.random, draft.context.today) : null;
  // Several instances count as "any of them", so the other ones must go.
  draft.clear(listOf(place));
  const next = draft.random.pick(others ?? [])?.code ?? other;
  if (next !== null && next !== value) draft.set(place, next);
}

const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '=': '<' } as const;

function setCompared(draft: Draft, condition: Compare, wish: boolean, target: string): void {
  const operator = wish ? condition.operator : opposite[condition.operator];
  const place = placeOf(draft, condition.path, target);
  const right = rightSide(draft, condition, target);
  const field = fieldAt(draft, place);
  if (field === null) {
    trySomeValues(draft, condition, wish, target);
    return wish && truthOf(draft, condition, target) !== 'yes' ? setPartialDate(draft, condition, target) : undefined;
  }
  if (right === null) return;
  const steps = operator === '<' ? [-1, -30, -400] : operator === '>' ? [1, 30, 400] : [0];
  const free = operator === '<=' ? [-1, -30] : operator === '>=' ? [1, 30] : [];
  const wished = [...steps, ...free].map((step) => moved(right, step));
  const fits = (value: AnswerValue | null): boolean => value !== null && checkValue(draft.model, field, value) === null;
  const value = draft.random.shuffle(wished).find(fits) ?? null;
  if (value !== null) draft.set(place, value);
  // The left side cannot move far enough: move the right one, if there is one.
  else if (condition.with.kind === 'path') draft.fillPlace(placeOf(draft, condition.with.path, target));
}

function rightSide(draft: Draft, { with: operand }: Compare, target: string): string | null {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'today') return shiftDate(draft.context.today, operand);
  const place = placeOf(draft, operand.path, target);
  if (draft.answers[place] === undefined) draft.fillPlace(place);
  const value = draft.answers[place];
  return typeof value === 'string' ? value : null;
}

function moved(value: string, step: number): string | null {
  if (isIsoDate(value)) return shiftDate(value, { years: 0, months: 0, days: step });
  if (step === 0) return value;
  const decimal = toDecimal(value);
  return decimal === null
    ? null
    : canonicalDecimal((Number(decimal) + step).toFixed(decimal.split('.')[1]?.length ?? 0));
}

/** A day near the one it is compared with: chance hardly meets "younger than 18". */
function setPartialDate(draft: Draft, condition: Compare, target: string): void {
  const node = nodesByPath(draft.model).get(condition.path);
  const parts = node?.kind === 'group' ? partsOfDate(node) : null;
  const right = rightSide(draft, condition, target);
  const step = condition.operator.startsWith('<') ? -30 : condition.operator.startsWith('>') ? 30 : 0;
  const day = right === null ? null : moved(right, step);
  if (parts === null || day === null || !isIsoDate(day)) return;
  const place = (part: FieldNode): string => placeOf(draft, part.path, target);
  const [year = '', month = '', dayOfMonth = ''] = day.split('-').map((part) => String(Number(part)));
  draft.set(place(parts.year), year);
  draft.set(place(parts.month), month);
  draft.set(place(parts.day), dayOfMonth);
}

/** Where the list of states is missing, nothing else gives a code that means a state. */
function setCountry(draft: Draft, condition: Country, wish: boolean, target: string): void {
  const inside = condition.groups.flatMap((group) => [...codesOfGroup(group, draft.context.today)]);
  const code = wish === condition.member ? draft.random.pick(inside) : stateOutside;
  const place = placeOf(draft, condition.path, target);
  draft.clear(listOf(place));
  if (code !== undefined) draft.set(place, code);
}

/** Türkiye, a member of none of the groups that rules name. */
const stateOutside = '163';

const tries = 40;

/** Whatever else a condition asks (a real date, a country of a group): values until it says so. */
function trySomeValues(draft: Draft, condition: Condition, wish: boolean, target: string): void {
  const wished: Truth = wish ? 'yes' : 'no';
  const places = pathsRead(condition).map((path) => placeOf(draft, path, target));
  for (let attempt = 0; attempt < tries && truthOf(draft, condition, target) !== wished; attempt += 1) {
    places.forEach((place) => draft.fillPlace(place));
  }
}

function truthOf(draft: Draft, condition: Condition, target: string): Truth {
  const { model, answers, context } = draft;
  const counts = instanceCounts(model, answers);
  return evaluateCondition(condition, { model, answers, counts, filled: filledPaths(answers), context, target });
}
