import { type SchemaModel, type SchemaNode } from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { anyOf, areEquivalent, canHoldTogether, negation } from './logic.ts';
import { type Clause } from './prose-parser.ts';
import { type Condition, type Effect } from './rules.ts';

export interface Settled {
  when: Condition;
  effect: Effect;
  target: SchemaNode;
  value: string | boolean | null;
  /** The text also says when the element is hidden; no other text may show it then. */
  closed: boolean;
}

/** The text says two things at once for the same answers; nobody knows which one is meant. */
export type Contradiction = 'same-condition' | 'contradiction';

/**
 * "If C then required" with "if not C then forbidden" means: shown only if C. Written as two
 * rules, an unanswered question would leave the mandatory element on the page. The same holds
 * for a mandatory element (1:1) with a conditional obligation: it applies only if C.
 */
export function settleClauses(model: SchemaModel, clauses: readonly Clause[]): Settled[] | Contradiction {
  const result: Settled[] = [];
  for (const target of new Set(clauses.map((clause) => clause.target))) {
    const own = clauses.filter((clause) => clause.target === target);
    const settled = settleTarget(model, target, own);
    if (!Array.isArray(settled)) return settled;
    result.push(...settled);
  }
  return unique(result);
}

function settleTarget(model: SchemaModel, target: SchemaNode, clauses: Clause[]): Settled[] | Contradiction {
  const valid = clauses
    .filter(({ effect }) => effect === 'valid')
    .map((clause) => settled(clause, implication(clause)));
  const set = clauses.filter(({ effect }) => effect === 'set');
  if (set.length > 0) return [...valid, ...clauses.filter((one) => one.effect !== 'valid').map((one) => settled(one))];
  const positive = clauses.filter(({ effect }) => effect === 'require' || effect === 'show');
  const forbids = clauses.filter(({ effect }) => effect === 'forbid');
  const clash = contradiction(model, positive, forbids);
  if (clash !== null) return clash;
  return [...settleDisplay(model, target, positive, forbids), ...valid];
}

function settleDisplay(model: SchemaModel, target: SchemaNode, positive: Clause[], forbids: Clause[]): Settled[] {
  const displayed = positive.some(({ effect }) => effect === 'show');
  const isComplement =
    positive.length > 0 &&
    forbids.length > 0 &&
    areEquivalent(model, anyOf(positive.map(whenOf)), negation(anyOf(forbids.map(whenOf)))) === true;
  const applies =
    isComplement || (target.min > 0 && forbids.length === 0 && !positive.some(({ when }) => isAboutFilling(when)));
  const result: Settled[] = [];
  for (const clause of positive) {
    const own = { ...settled(clause), closed: isComplement || clause.closed };
    result.push(own);
    // What is demanded is also seen, where the text speaks of showing the same element.
    const seen = applies || (displayed && !isAboutFilling(clause.when));
    if (clause.effect === 'require' && seen) result.push({ ...own, effect: 'show' });
  }
  // Somebody with two nationalities is both; what hides for one of them has to stay.
  if (!isComplement || forbids.some((clause) => readsSeveral(model, clause.when))) {
    result.push(...forbids.map((clause) => settled(clause)));
  }
  return result;
}

function contradiction(model: SchemaModel, positive: Clause[], forbids: Clause[]): Contradiction | null {
  for (const { when } of positive) {
    for (const forbid of forbids) {
      if (areEquivalent(model, when, forbid.when) === true) return 'same-condition';
      if (canHoldTogether(model, [when, forbid.when]) !== false) return 'contradiction';
    }
  }
  return null;
}

function settled({ when, effect, target, value }: Clause, condition: Condition = when): Settled {
  return { when: condition, effect, target, value, closed: false };
}

function readsSeveral(model: SchemaModel, condition: Condition): boolean {
  const parts = condition.op === 'and' || condition.op === 'or' ? condition.conditions : [condition];
  return parts.some((part) => part.op === 'country' && nodesByPath(model).get(part.path)?.max !== 1);
}

function whenOf({ when }: Clause): Condition {
  return when;
}

/** "If C then D has to hold" is broken only when C is yes and D is no. */
function implication({ when, holds }: Clause): Condition {
  if (holds === null) return when;
  return when.op === 'and' && when.conditions.length === 0 ? holds : { op: 'or', conditions: [negation(when), holds] };
}

/** "If the day is given, the month must be given": nobody asks for the month only then. */
export function isAboutFilling(when: Condition): boolean {
  return when.op === 'empty' || (when.op === 'not' && when.condition.op === 'empty');
}

function unique(rules: Settled[]): Settled[] {
  const seen = new Set<string>();
  return rules.filter(({ when, effect, target, value }) => {
    const key = JSON.stringify([when, effect, target.path, value]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
