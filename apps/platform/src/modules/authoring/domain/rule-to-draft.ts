import {
  type Condition,
  type FieldNode,
  formatFormValue,
  negation,
  nodesByPath,
  type Rule,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import {
  chosen,
  type DraftGroup,
  type DraftPart,
  type DraftStatement,
  type DraftTest,
  emptyGroup,
  emptyTest,
  type Join,
  landSubject,
  newStatement,
  type RuleDraft,
} from './rule-draft.ts';
import { isSame, standardMessage } from './rule-messages.ts';
import { dateField } from './rule-values.ts';

/** Rules as statements of the editor: those that differ in their target only are one statement. */
export function toDraft(schema: SchemaModel, rules: readonly Rule[]): RuleDraft {
  const statements: DraftStatement[] = [];
  let last: Rule | null = null;
  for (const rule of rules) {
    const before = statements.at(-1);
    if (last !== null && before !== undefined && isSame(withoutTarget(last), withoutTarget(rule))) {
      before.targets.push(chosen(rule.target));
    } else statements.push(toStatement(schema, rule));
    last = rule;
  }
  return { statements };
}

const withoutTarget = ({ effect, when, value, message }: Rule): unknown => ({ effect, when, value, message });

function toStatement(schema: SchemaModel, rule: Rule): DraftStatement {
  const { effect, when, value, target } = rule;
  // A message made from the condition would be wrong after the first change, so it is made anew.
  const message = isSame(rule.message, standardMessage(schema, effect, when)) ? null : rule.message;
  const split = effect === 'valid' ? splitDemand(when) : { when, demand: null };
  const always = isAlways(split.when);
  return {
    ...newStatement,
    effect,
    targets: [chosen(target)],
    value: chosen(value === null ? '' : shown(schema, target, value)),
    messageDe: message?.de ?? '',
    messageEn: message?.en ?? '',
    always,
    when: always ? newStatement.when : toRoot(schema, split.when),
    demand: split.demand === null ? emptyGroup : toRoot(schema, split.demand),
  };
}

const alwaysTrue: Condition = { op: 'and', conditions: [] };

function isAlways(condition: Condition): boolean {
  return condition.op === 'and' && condition.conditions.length === 0;
}

/** "if C then D has to hold" is stored as "not C or D"; see `demandOf` for the way back. */
function splitDemand(condition: Condition): { when: Condition; demand: Condition } {
  const [first, demand] = condition.op === 'or' && condition.conditions.length === 2 ? condition.conditions : [];
  const when = first === undefined ? null : negation(first);
  const comesBack = when !== null && !isAlways(when) && isSame(negation(when), first);
  return comesBack && demand !== undefined ? { when, demand } : { when: alwaysTrue, demand: condition };
}

/** The outermost place of the form is a group, whatever the condition is. */
function toRoot(schema: SchemaModel, condition: Condition): DraftGroup {
  const part = toPart(schema, condition);
  return part.kind === 'group' ? part : { ...emptyGroup, parts: [part] };
}

const joinOf = { and: 'all', or: 'any', xor: 'one' } as const;
const negatedJoinOf = { and: 'not-all', or: 'none', xor: 'not-one' } as const;

function toPart(schema: SchemaModel, condition: Condition): DraftPart {
  const { negated, inner } = unwrap(condition);
  if (isJoined(inner)) {
    const join: Join = (negated ? negatedJoinOf : joinOf)[inner.op];
    return { kind: 'group', join, parts: inner.conditions.map((part) => toPart(schema, part)) };
  }
  return toTest(schema, inner, negated);
}

type Joined = Extract<Condition, { op: 'and' | 'or' | 'xor' }>;
type TestCondition = Exclude<Condition, Joined | { op: 'not' }>;

function unwrap(condition: Condition, negated = false): { negated: boolean; inner: Joined | TestCondition } {
  return condition.op === 'not' ? unwrap(condition.condition, !negated) : { negated, inner: condition };
}

function isJoined(condition: Joined | TestCondition): condition is Joined {
  return condition.op === 'and' || condition.op === 'or' || condition.op === 'xor';
}

function toTest(schema: SchemaModel, condition: TestCondition, negated: boolean): DraftTest {
  switch (condition.op) {
    case 'equal':
      return {
        ...about(condition.path),
        test: negated ? 'is-not' : 'is',
        value: chosen(shown(schema, condition.path, condition.value)),
      };
    case 'empty':
      return { ...about(condition.path), test: negated ? 'filled' : 'empty' };
    case 'land-in':
      return { ...about(landSubject), test: negated ? 'not-in-land' : 'in-land', laender: [...condition.laender] };
    case 'country':
      return {
        ...about(condition.path),
        test: condition.member ? 'in-group' : 'not-in-group',
        negated,
        groups: [...condition.groups],
      };
    case 'date':
      return {
        ...about(condition.day),
        test: 'calendar-date',
        negated,
        other: chosen(condition.month),
        year: chosen(condition.year),
      };
    case 'compare':
      return toComparison(schema, condition, negated);
  }
}

const about = (path: string): DraftTest => ({ ...emptyTest, subject: chosen(path) });

const comparisons = { '<': 'less', '<=': 'at-most', '=': 'equals', '>=': 'at-least', '>': 'more' } as const;

function toComparison(
  schema: SchemaModel,
  { operator, path, with: operand }: Extract<Condition, { op: 'compare' }>,
  negated: boolean,
): DraftTest {
  const test = { ...about(path), test: comparisons[operator], negated };
  switch (operand.kind) {
    case 'value':
      return { ...test, operand: 'value', value: chosen(shown(schema, path, operand.value)) };
    case 'path':
      return { ...test, operand: 'field', other: chosen(operand.path) };
    case 'today':
      return {
        ...test,
        operand: 'today',
        years: shift(operand.years),
        months: shift(operand.months),
        days: shift(operand.days),
      };
  }
}

const shift = (count: number): string => (count === 0 ? '' : String(count));

/** As a person would type it. */
function shown(schema: SchemaModel, path: string, value: string | boolean): string {
  const node = nodesByPath(schema).get(path);
  const field: FieldNode | null = node === undefined ? null : node.kind === 'field' ? node : dateField(node);
  return field === null ? String(value) : formatFormValue(field, value);
}
