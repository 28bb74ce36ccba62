import { createHash } from 'node:crypto';
import { type Rule } from '@verbund/xdatenfelder';
import { canonicalJson, type RuleDecisions, type RuleReview, type Signed, type TextDecision } from '#modules/catalogue';

/** What a person can do with one rule text. */
export type RuleAct =
  | { kind: 'confirm' }
  | { kind: 'write'; rules: Rule[] }
  | { kind: 'note' }
  | { kind: 'reject' }
  /** Take the decision back: what the recogniser reads counts again, or the text stands in the queue. */
  | { kind: 'reopen' };

/** The act cannot be done with this text: nothing was recognised that could be confirmed. */
export type Refused = 'nothing-recognised';

export function decide(
  decisions: RuleDecisions,
  review: RuleReview,
  act: RuleAct,
  signed: Signed,
): RuleDecisions | Refused {
  if (act.kind === 'reopen') return reopen(decisions, review);
  const decision = decisionOf(review, act, signed);
  if (decision === null) return 'nothing-recognised';
  return { ...decisions, texts: { ...decisions.texts, [review.key]: { text: review.text, decision } } };
}

function decisionOf(
  review: RuleReview,
  act: Exclude<RuleAct, { kind: 'reopen' }>,
  signed: Signed,
): TextDecision | null {
  switch (act.kind) {
    case 'confirm':
      return review.recognised === null ? null : { kind: 'recognised', rules: review.recognised, signed };
    case 'write':
      return { kind: 'written', rules: act.rules, signed };
    case 'note':
    case 'reject':
      return { kind: act.kind === 'note' ? 'note' : 'rejected', signed };
  }
}

function reopen(decisions: RuleDecisions, review: RuleReview): RuleDecisions {
  const texts = Object.fromEntries(Object.entries(decisions.texts).filter(([key]) => key !== review.key));
  // Whoever accepted the queue accepted it as it was; a text that comes back was not in it.
  const acceptance = review.recognised === null ? null : decisions.acceptance;
  return { ...decisions, texts, acceptance };
}

/** Names a decision, so that a page knows whether somebody has decided since it was made. */
export function decisionMark(decisions: RuleDecisions, key: string): string {
  return markOf(decisions.texts[key] ?? null);
}

/** The same for the rules that no text asks for. */
export function ownMark({ own }: RuleDecisions): string {
  return markOf(own);
}

/** The same for the acceptance of the queue, and for the queue that it is about. */
export function queueMark(open: readonly string[], acceptance: Signed | null): string {
  return markOf({ open, acceptance });
}

function markOf(about: unknown): string {
  return createHash('sha256').update(canonicalJson(about), 'utf8').digest('hex').slice(0, 16);
}
