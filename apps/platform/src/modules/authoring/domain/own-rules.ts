import { paraphraseRules, type Rule, type SchemaModel } from '@verbund/xdatenfelder';
import { type OwnRule, type RuleReview, type Signed } from '#modules/catalogue';
import { isSame } from './rule-messages.ts';

/** Stands in the place of a rule's number: the rules that no text asks for are written on one page. */
export const ownRulesNumber = 0;

/** Own rules in the shape of a rule text that has no words, so that the same editor writes them. */
export function ownAsReview(schema: SchemaModel, own: readonly OwnRule[]): RuleReview {
  const rules = own.map(({ rule }) => rule);
  const signed = own.at(-1)?.signed;
  return {
    key: 'eigene',
    ruleId: 'E',
    name: '',
    owner: '',
    text: '',
    recognised: null,
    confidence: null,
    doubts: [],
    decision: signed === undefined ? null : { kind: 'written', rules, signed },
    outdated: null,
    inForce: rules,
    paraphrase: paraphraseRules(schema, rules),
    isOpen: false,
  };
}

/** What was there and says the same keeps its id and its signature. */
export function toOwnRules(before: readonly OwnRule[], written: readonly Rule[], signed: Signed): OwnRule[] {
  const left = [...before];
  const kept = written.map((rule) => {
    const at = left.findIndex((one) => isSame(contentOf(one.rule), contentOf(rule)));
    return at < 0 ? null : (left.splice(at, 1)[0] ?? null);
  });
  const taken = new Set(kept.flatMap((one) => (one === null ? [] : [one.rule.id])));
  let count = 0;
  const freeId = (): string => {
    do count += 1;
    while (taken.has(`E.${String(count)}`));
    return `E.${String(count)}`;
  };
  return written.map((rule, index) => kept[index] ?? { rule: { ...rule, id: freeId() }, signed });
}

const contentOf = ({ effect, target, when, value, message }: Rule): unknown => ({
  effect,
  target,
  when,
  value,
  message,
});
