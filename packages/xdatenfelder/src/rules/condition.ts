import { type Answers, type AnswerValue, type EvaluationContext } from '../answers/answers.ts';
import { isDateTime, isIsoDate, isTime, shiftDate } from '../answers/dates.ts';
import { compareDecimals, toDecimal } from '../answers/decimal.ts';
import { type SchemaModel } from '../model.ts';
import { isRepeatable, nodesByPath } from '../tree.ts';
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
      return compare(condition.operator, valuesAt(condition.path, scope), operandOf(condition.with, scope));
    case 'land-in': {
      const { land } = scope.context;
      return land === undefined ? 'empty' : condition.laender.includes(land) ? 'yes' : 'no';
    }
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

function operandOf(operand: Operand, scope: Scope): string | null {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'today':
      return shiftDate(scope.context.today, operand);
    case 'path': {
      const value = valuesAt(operand.path, scope)[0];
      return typeof value === 'string' ? value : null;
    }
  }
}

function compare(operator: '<' | '<=' | '>' | '>=', values: AnswerValue[], right: string | null): Truth {
  if (values.length === 0 || right === null) return 'empty';
  const orders = values.flatMap((value) => {
    const order = typeof value === 'string' ? orderOf(value, right) : null;
    return order === null ? [] : [order];
  });
  if (orders.length === 0) return 'empty';
  const holds = orders.some((order) => (order === 0 ? operator.endsWith('=') : operator.startsWith('<') === order < 0));
  return holds ? 'yes' : 'no';
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
  const targetSegments = scope.target.split('/');
  let prefix = '';
  let shared = true;
  let paths = [''];
  nodePath.split('/').forEach((segment, at) => {
    prefix = prefix === '' ? segment : `${prefix}/${segment}`;
    const node = nodesByPath(scope.model).get(prefix);
    const target = targetSegments[at] ?? '';
    shared = shared && target.replace(/\[\d+\]$/u, '') === segment;
    const bound = shared ? (/\[\d+\]$/u.exec(target)?.[0] ?? '') : null;
    paths = paths.flatMap((path) => {
      const list = path === '' ? segment : `${path}/${segment}`;
      if (node === undefined || !isRepeatable(node)) return [list];
      if (bound !== null) return [list + bound];
      return Array.from({ length: scope.counts[list] ?? 0 }, (_, index) => `${list}[${index}]`);
    });
  });
  return paths;
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
    case 'land-in':
      return [];
  }
}
