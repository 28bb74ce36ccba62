import { type Finding, type Message, type SchemaModel } from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { circularSetRules } from './cycles.ts';
import { areEquivalent, canHoldTogether, isAlwaysTrue, negation } from './logic.ts';
import { type Rule, type RuleSet } from './rules.ts';

/**
 * What a person should know about a set of rules before it goes live: rules that contradict each
 * other or say two things for one condition, rules that can never do anything, `set` in a circle,
 * and minimums that rules relax. The evaluator copes with all of them; see `RuleSet`. Conditions
 * are compared exactly as long as they combine few enough values, and not at all beyond.
 */
export function analyseRules(model: SchemaModel, ruleSet: RuleSet): Finding[] {
  const byTarget = new Map<string, Rule[]>();
  for (const rule of ruleSet.rules) byTarget.set(rule.target, [...(byTarget.get(rule.target) ?? []), rule]);
  return [
    ...ruleSet.rules.filter((rule) => neverActs(model, rule)).map(neverFinding),
    ...[...circularSetRules(ruleSet.rules)].map(circleFinding),
    ...[...byTarget.values()].flatMap((rules) => [...contradictions(model, rules), ...relaxed(model, rules)]),
  ];
}

function neverActs(model: SchemaModel, rule: Rule): boolean {
  if (rule.effect === 'valid') return isAlwaysTrue(model, rule.when);
  return canHoldTogether(model, [rule.when]) === false;
}

/** Rules of one target that want opposite things of it. */
function contradictions(model: SchemaModel, rules: readonly Rule[]): Finding[] {
  const of = (...effects: Rule['effect'][]): Rule[] => rules.filter(({ effect }) => effects.includes(effect));
  const found: Finding[] = [];
  // What is set is kept although it is hidden, so `set` contradicts only another `set`.
  for (const wanted of of('require', 'show')) {
    for (const forbid of of('forbid')) found.push(...clash(model, wanted, forbid));
  }
  const shows = of('show');
  const never = shows.map(({ when }) => negation(when));
  const [show] = shows;
  for (const require of of('require')) {
    if (show !== undefined && canHoldTogether(model, [require.when, ...never]) === true) {
      found.push(pairFinding('rule-contradiction', require, show));
    }
  }
  const sets = of('set');
  sets.forEach((set, at) => {
    for (const other of sets.slice(at + 1)) {
      if (set.value !== other.value && canHoldTogether(model, [set.when, other.when]) === true) {
        found.push(pairFinding('rule-contradiction', set, other));
      }
    }
  });
  return distinct(found);
}

function clash(model: SchemaModel, wanted: Rule, forbid: Rule): Finding[] {
  if (areEquivalent(model, wanted.when, forbid.when) === true)
    return [pairFinding('rule-same-condition', wanted, forbid)];
  if (canHoldTogether(model, [wanted.when, forbid.when]) !== true) return [];
  return [pairFinding('rule-contradiction', wanted, forbid)];
}

/** The schema demands the element, a rule may remove it: the rule wins. */
function relaxed(model: SchemaModel, rules: readonly Rule[]): Finding[] {
  const [rule] = rules.filter(({ effect }) => effect === 'forbid' || effect === 'show');
  const isSet = rules.some(({ effect }) => effect === 'set');
  const node = rule === undefined ? undefined : nodesByPath(model).get(rule.target);
  if (rule === undefined || node === undefined || node.min === 0 || isSet) return [];
  return [
    finding('note', 'rule-relaxes-minimum', [rule], {
      de: `„${node.name}“ ist im Schema verpflichtend, die Regel ${nameOf(rule)} kann es entfallen lassen. Die abgeleiteten Schemata verlangen es deshalb nicht; ein streng abgeleitetes Schema der Zielstelle würde richtige Anträge ablehnen.`,
      en: `"${node.name}" is mandatory in the schema, the rule ${nameOf(rule)} may remove it. The derived schemas therefore do not demand it; a strictly derived schema of the destination would refuse correct applications.`,
    }),
  ];
}

function pairFinding(code: 'rule-contradiction' | 'rule-same-condition', a: Rule, b: Rule): Finding {
  const [names, quoted] = [`${nameOf(a)} und ${nameOf(b)}`, `${nameOf(a)} and ${nameOf(b)}`];
  return finding('warning', code, [a, b], {
    de: `Die Regeln ${names} widersprechen sich${code === 'rule-same-condition' ? ' bei derselben Bedingung' : ' für manche Antworten'}. Das Entfallen geht vor.`,
    en: `The rules ${quoted} contradict each other${code === 'rule-same-condition' ? ' under the same condition' : ' for some answers'}. Removal prevails.`,
  });
}

function neverFinding(rule: Rule): Finding {
  return finding('warning', 'rule-never-fires', [rule], {
    de: `Die Regel ${nameOf(rule)} kann nie wirken: Ihre Bedingung ist nie erfüllt.`,
    en: `The rule ${nameOf(rule)} can never do anything: its condition never holds.`,
  });
}

function circleFinding(rule: Rule): Finding {
  return finding('warning', 'rule-circular-set', [rule], {
    de: `Die Regel ${nameOf(rule)} setzt einen Wert, von dem sie selbst abhängt. Sie wird nicht angewendet.`,
    en: `The rule ${nameOf(rule)} sets a value that it depends on itself. It is not applied.`,
  });
}

/** Id of the source text, which people know; own id for hand-written rules. */
function nameOf(rule: Rule): string {
  return rule.source?.ruleId ?? rule.id;
}

function finding(level: Finding['level'], code: string, rules: [Rule, ...Rule[]], message: Message): Finding {
  return { level, code, path: rules[0].target, message, rules: [...new Set(rules.map(nameOf))] };
}

function distinct(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.code} ${one.message.de}`, one])).values()];
}
