import { type Finding, nodesByPath, pathsRead, type Rule, type SchemaModel } from '@verbund/xdatenfelder';
import { type ReviewState, type RuleReview } from '#modules/catalogue';

/** Where a rule text stands: to be reviewed, understood and not looked at, or decided by a person. */
export type RuleState = 'open' | 'recognised' | 'decided';

export const ruleStates: readonly RuleState[] = ['open', 'recognised', 'decided'];

export function stateOf(review: RuleReview): RuleState {
  if (review.isOpen) return 'open';
  return review.decision === null ? 'recognised' : 'decided';
}

/** A rule of the queue with its place in the schema, which is its address. */
export interface QueuedRule {
  /** From 1. */
  number: number;
  review: RuleReview;
  state: RuleState;
  findings: readonly Finding[];
}

export function queueOf(state: ReviewState, recognition: readonly Finding[]): QueuedRule[] {
  return state.texts.map((review, index) => ({
    number: index + 1,
    review,
    state: stateOf(review),
    findings: findingsOf(review, state, recognition),
  }));
}

/** Why the text was not understood counts until somebody has decided on it; contradictions always do. */
function findingsOf(review: RuleReview, { conflicts }: ReviewState, recognition: readonly Finding[]): Finding[] {
  const own = recognition.filter(
    ({ rules, path }) => review.isOpen && path === review.owner && rules?.includes(review.ruleId) === true,
  );
  const targets = new Set(review.inForce.map(({ target }) => target));
  const about = conflicts.filter(({ rules, path }) => rules?.includes(review.ruleId) === true && targets.has(path));
  return [...own, ...about];
}

/** Elements a rule looks at or acts on, by path, in the order of the schema. */
export function elementsOf(schema: SchemaModel, rules: readonly Rule[]): string[] {
  const named = new Set(rules.flatMap(({ target, when }) => [target, ...pathsRead(when)]));
  return [...nodesByPath(schema).keys()].filter((path) => named.has(path));
}

/** Ids that a text names, where nothing was recognised that would tell. */
export function elementsNamed(schema: SchemaModel, { text, owner }: Pick<RuleReview, 'text' | 'owner'>): string[] {
  const ids = new Set(text.match(/\b[FG]\d{6,}/gu) ?? []);
  const all = [...nodesByPath(schema).values()].filter(({ id }) => ids.has(id));
  const below = all.filter(({ path }) => owner === '' || path.startsWith(`${owner}/`));
  return (below.length > 0 ? below : all).map(({ path }) => path).slice(0, 30);
}
