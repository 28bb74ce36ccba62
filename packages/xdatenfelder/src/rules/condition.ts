import { type Answers, type AnswerValue, type EvaluationContext } from '../answers/answers.ts';
import { isDateTime, isIsoDate, isTime, shiftDate, toIsoDate } from '../answers/dates.ts';
import { compareDecimals, toDecimal } from '../answers/decimal.ts';
import { type SchemaModel } from '../model.ts';
import { isRepeatable, nodesByPath } from '../tree.ts';
import { codesOfGroup } from './country-groups.ts';
import { partsOfDate } from './date-parts.ts';
import { type Condition, type Operand, type Truth } from './rules.ts';

/** What a condition may see; the caller fixes the target instance. */
export interface Scope {
  model: SchemaModel;
  answers: Answers;
  counts: Record<string, number>;
  filled: ReadonlySet<string>;
  context: EvaluationContext;
  /** Instance path of the rule's target. */
  target: string;
}

export function evaluateCondition(condition: Condition, scope: Scope): Truth {
  switch (condition.op) {
    case 'equal':
      return equal(valuesAt(condition.path, scope), condition.value);
    case 'empty':
      return instancePathsOf(condition.path, scope).some((path) => scope.filled.has(path)) ? 'no' : 'yes';
    case 'not':
      return negate(evaluateCondition(condition.condition, scope));
    case 'and':
    case 'or':
    case 'xor':
      return combine(
        condition.op,
        condition.conditions.map((part) => evaluateCondition(part, scope)),
      );
    case 'compare':
      return compare(condition.operator, spansAt(condition.path, scope), operandOf(condition.with, scope));
    case 'land-in': {
      const { land } = scope.context;
      return land === undefined ? 'empty' : condition.laender.includes(land) ? 'yes' : 'no';
    }
    case 'date':
      return isCalendarDate([condition.year, condition.month, condition.day].map((path) => valuesAt(path, scope)[0]));
    case 'country':
      return nationality(condition, valuesAt(condition.path, scope), scope.context.today);
  }
}

function equal(values: AnswerValue[], expected: string | boolean): Truth {
  if (values.length === 0) return 'empty';
  return values.includes(expected) ? 'yes' : 'no';
}

function negate(truth: Truth): Truth {
  return truth === 'empty' ? 'empty' : truth === 'yes' ? 'no' : 'yes';
}

function combine(op: 'and' | 'or' | 'xor', parts: Truth[]): Truth {
  if (op === 'and' && parts.includes('no')) return 'no';
  if (op === 'or' && parts.includes('yes')) return 'yes';
  if (parts.includes('empty')) return 'empty';
  if (op === 'xor') return parts.filter((part) => part === 'yes').length === 1 ? 'yes' : 'no';
  return op === 'and' ? 'yes' : 'no';
}

function isCalendarDate(parts: (AnswerValue | undefined)[]): Truth {
  if (parts.some((part) => part === undefined)) return 'empty';
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  return toIsoDate(year, month, day) === null ? 'no' : 'yes';
}

function nationality(
  { groups, member }: Extract<Condition, { op: 'country' }>,
  states: AnswerValue[],
  today: string,
): Truth {
  if (states.length === 0) return 'empty';
  const inside = groups.map((group) => codesOfGroup(group, today));
  const fits = states.some((state) => inside.some((codes) => typeof state === 'string' && codes.has(state)) === member);
  return fits ? 'yes' : 'no';
}

function operandOf(operand: Operand, scope: Scope): Span | null {
  switch (operand.kind) {
    case 'value':
      return { from: operand.value, to: operand.value };
    case 'today': {
      const day = shiftDate(scope.context.today, operand);
      return { from: day, to: day };
    }
    case 'path':
      return spansAt(operand.path, scope)[0] ?? null;
  }
}

/** First and last value it may be: the same for whole answers, a span for a date without day. */
interface Span {
  from: string;
  to: string;
}

function spansAt(path: string, scope: Scope): Span[] {
  const node = nodesByPath(scope.model).get(path);
  const parts = node?.kind === 'group' ? partsOfDate(node) : null;
  if (parts === null) {
    return valuesAt(path, scope).flatMap((value) => (typeof value === 'string' ? [{ from: value, to: value }] : []));
  }
  const [year, month, day] = [parts.year, parts.month, parts.day].map((part) => valuesAt(part.path, scope)[0]);
  const span = year === undefined ? null : partialDate(Number(year), month, day);
  return span === null ? [] : [span];
}

function partialDate(year: number, month: AnswerValue | undefined, day: AnswerValue | undefined): Span | null {
  const [first, last] = month === undefined ? [1, 12] : [Number(month), Number(month)];
  const from = toIsoDate(year, first, day === undefined ? 1 : Number(day));
  const lastDays = day === undefined || month === undefined ? [31, 30, 29, 28] : [Number(day)];
  const to = lastDays.map((candidate) => toIsoDate(year, last, candidate)).find((date) => date !== null) ?? null;
  return from === null || to === null ? null : { from, to };
}

type Comparison = Extract<Condition, { op: 'compare' }>['operator'];

function compare(operator: Comparison, lefts: Span[], right: Span | null): Truth {
  if (right === null) return 'empty';
  const outcomes = lefts.map((left) => compareSpans(operator, left, right));
  if (outcomes.includes('yes')) return 'yes';
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'no') ? 'no' : 'empty';
}

/** Yes or no only when every day of a partial date says the same. */
function compareSpans(operator: Comparison, left: Span, right: Span): Truth {
  const pairs = [left.from, left.to].flatMap((a) => [right.from, right.to].map((b) => orderOf(a, b)));
  const holds = pairs.map((order) => (order === null ? null : fits(operator, order)));
  if (holds.every((one) => one === true)) return 'yes';
  const decides = operator !== '=' || (left.from === left.to && right.from === right.to);
  return decides && holds.every((one) => one === false) ? 'no' : 'empty';
}

function fits(operator: Comparison, order: number): boolean {
  if (order === 0) return operator.endsWith('=');
  return operator !== '=' && operator.startsWith('<') === order < 0;
}

/** Same kind on both sides (date, time, number) or nothing to compare. */
function orderOf(left: string, right: string): number | null {
  for (const isKind of [isIsoDate, isDateTime, isTime]) {
    if (isKind(left) && isKind(right)) return left === right ? 0 : left < right ? -1 : 1;
  }
  const [a, b] = [toDecimal(left), toDecimal(right)];
  return a === null || b === null ? null : compareDecimals(a, b);
}

function valuesAt(path: string, scope: Scope): AnswerValue[] {
  return instancePathsOf(path, scope).flatMap((instance) => {
    const value = scope.answers[instance];
    return value === undefined ? [] : [value];
  });
}

/** Indexes shared with the target are taken over; any other repeatable ancestor is fanned out. */
function instancePathsOf(nodePath: string, scope: Scope): string[] {
  const steps = stepsTo(nodePath, scope.model);
  if (steps === null) return [nodePath];
  const targetSegments = scope.target.split('/');
  let shared = true;
  let paths = [''];
  steps.forEach(({ segment, repeatable }, at) => {
    const target = targetSegments[at] ?? '';
    shared = shared && (target === segment || target.startsWith(`${segment}[`));
    const bound = shared ? target.slice(segment.length) : null;
    paths = paths.flatMap((path) => {
      const list = path === '' ? segment : `${path}/${segment}`;
      if (!repeatable) return [list];
      if (bound !== null) return [list + bound];
      return Array.from({ length: scope.counts[list] ?? 0 }, (_, index) => `${list}[${index}]`);
    });
  });
  return paths;
}

interface Step {
  segment: string;
  repeatable: boolean;
}

const knownSteps = new WeakMap<SchemaModel, Map<string, Step[] | null>>();

/** `null` when nothing on the way can repeat: then the node path is the instance path. */
function stepsTo(nodePath: string, model: SchemaModel): Step[] | null {
  const known = knownSteps.get(model) ?? new Map<string, Step[] | null>();
  knownSteps.set(model, known);
  const cached = known.get(nodePath);
  if (cached !== undefined) return cached;
  let prefix = '';
  const steps = nodePath.split('/').map((segment): Step => {
    prefix = prefix === '' ? segment : `${prefix}/${segment}`;
    const node = nodesByPath(model).get(prefix);
    return { segment, repeatable: node !== undefined && isRepeatable(node) };
  });
  const result = steps.some(({ repeatable }) => repeatable) ? steps : null;
  known.set(nodePath, result);
  return result;
}

/** Node paths a condition reads. */
export function pathsRead(condition: Condition): string[] {
  switch (condition.op) {
    case 'equal':
    case 'empty':
      return [condition.path];
    case 'not':
      return pathsRead(condition.condition);
    case 'and':
    case 'or':
    case 'xor':
      return condition.conditions.flatMap(pathsRead);
    case 'compare':
      return condition.with.kind === 'path' ? [condition.path, condition.with.path] : [condition.path];
    case 'date':
      return [condition.day, condition.month, condition.year];
    case 'country':
      return [condition.path];
    case 'land-in':
      return [];
  }
}
