import { type Finding, type Message, type RuleText, type SchemaModel } from '../model.ts';
import { nodesByPath, valuesOf } from '../tree.ts';
import { negation, parseProse, type Clause, type GroupClause } from './prose-parser.ts';
import { tokeniseProse } from './prose-tokens.ts';
import { type Condition, type Rule } from './rules.ts';

export interface Recognition {
  recognised: Rule[];
  /** Texts a person has to decide on before the form may go live. */
  unrecognised: RuleText[];
  findings: Finding[];
}

/**
 * Reads rule prose (conditional obligation and display, "at least one of"). Precision first: a
 * text is taken as a whole or handed back. Run it after `resolveCodeLists`, labels of values can
 * then be looked up.
 */
export function recogniseRules(model: SchemaModel): Recognition {
  const result: Recognition = { recognised: [], unrecognised: [], findings: [] };
  for (const text of model.rules) {
    const rules = recogniseText(model, text);
    if (rules === null) {
      result.unrecognised.push(text);
      result.findings.push(needsReview(text));
    } else result.recognised.push(...rules);
  }
  return result;
}

function recogniseText(model: SchemaModel, text: RuleText): Rule[] | null {
  if (text.script !== null || text.text === '') return null;
  const tokens = tokeniseProse(model, ownerGroup(model, text.owner), text.text);
  const parsed = tokens === null ? null : parseProse(model, tokens);
  if (parsed === null) return null;
  const make = ruleMaker(text);
  const targets = new Set(parsed.clauses.map((clause) => clause.target.path));
  const rules = [...targets].flatMap((target) =>
    settle(
      model,
      parsed.clauses.filter((clause) => clause.target.path === target),
    ).map(({ when, effect }) => make(when, effect, target, null)),
  );
  return [...rules, ...parsed.groups.map((group) => groupRule(group, make))];
}

/** 2.0 also hangs rules on fields; their ids are meant in the group around. */
function ownerGroup(model: SchemaModel, owner: string): string {
  return nodesByPath(model).get(owner)?.kind === 'field' ? owner.slice(0, Math.max(0, owner.lastIndexOf('/'))) : owner;
}

type MakeRule = (when: Condition, effect: Rule['effect'], target: string, message: Message | null) => Rule;

function ruleMaker(text: RuleText): MakeRule {
  let count = 0;
  return (when, effect, target, message) => {
    count += 1;
    return {
      id: `${text.id}.${count}`,
      owner: text.owner,
      when,
      effect,
      target,
      message,
      value: null,
      source: { ruleId: text.id, text: text.text },
    };
  };
}

interface Settled {
  when: Condition;
  effect: 'require' | 'forbid' | 'show';
}

/**
 * "If C then required" with "if not C then forbidden" means: shown only if C. Written as two
 * rules, an unanswered question would leave the mandatory element on the page. The same holds
 * for a mandatory element (1:1) with a conditional obligation: it applies only if C.
 */
function settle(model: SchemaModel, clauses: Clause[]): Settled[] {
  const positive = clauses.filter((clause) => clause.effect !== 'forbid');
  const result: Settled[] = [];
  const isComplement = (forbid: Clause): boolean =>
    positive.some((clause) => keyOf(model, negation(clause.when)) === keyOf(model, forbid.when));
  const forbids = clauses.filter((clause) => clause.effect === 'forbid');
  const displayed = positive.some((clause) => clause.effect === 'show');
  const mandatory = (clauses[0]?.target.min ?? 0) > 0;
  for (const clause of positive) {
    const conditional = forbids.some((forbid) => keyOf(model, negation(clause.when)) === keyOf(model, forbid.when));
    const aboutFilling =
      clause.when.op === 'empty' || (clause.when.op === 'not' && clause.when.condition.op === 'empty');
    const applies = conditional || (mandatory && !aboutFilling && forbids.length === 0);
    result.push({ when: clause.when, effect: clause.effect });
    if (clause.effect === 'require' && applies && !displayed) result.push({ when: clause.when, effect: 'show' });
  }
  for (const forbid of forbids) if (!isComplement(forbid)) result.push({ when: forbid.when, effect: 'forbid' });
  return unique(result);
}

function unique(rules: Settled[]): Settled[] {
  const seen = new Set<string>();
  return rules.filter((rule) => {
    const key = JSON.stringify(rule);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Order of parts is irrelevant; "not yes" is "no" for a yes/no field or a list of two values. */
function keyOf(model: SchemaModel, condition: Condition): string {
  switch (condition.op) {
    case 'and':
    case 'or':
    case 'xor': {
      const parts = condition.conditions.map((part) => keyOf(model, part)).sort();
      return `${condition.op}(${parts.join(';')})`;
    }
    case 'not': {
      const inner = condition.condition;
      if (inner.op !== 'equal') return `not(${keyOf(model, inner)})`;
      const other = otherValue(model, inner.path, inner.value);
      return other === null ? `not(${JSON.stringify(inner)})` : JSON.stringify({ ...inner, value: other });
    }
    default:
      return JSON.stringify(condition);
  }
}

function otherValue(model: SchemaModel, path: string, value: string | boolean): string | boolean | null {
  if (typeof value === 'boolean') return !value;
  const node = nodesByPath(model).get(path);
  const values = node?.kind === 'field' && node.max === 1 ? valuesOf(model, node) : null;
  return values?.length === 2 ? (values.find((listed) => listed.code !== value)?.code ?? null) : null;
}

function groupRule(group: GroupClause, make: MakeRule): Rule {
  const empties = group.nodes.map((node): Condition => ({ op: 'empty', path: node.path }));
  const names = group.nodes.map((node) => `„${node.label}“`).join(', ');
  const quoted = group.nodes.map((node) => `"${node.label}"`).join(', ');
  const target = group.nodes[0]?.path ?? '';
  if (group.kind === 'at-least-one') {
    return make({ op: 'not', condition: { op: 'and', conditions: empties } }, 'valid', target, {
      de: `Bitte füllen Sie mindestens eine dieser Angaben aus: ${names}.`,
      en: `Please fill in at least one of these: ${quoted}.`,
    });
  }
  const filled = empties.map((condition): Condition => ({ op: 'not', condition }));
  return make({ op: 'xor', conditions: filled }, 'valid', target, {
    de: `Bitte füllen Sie genau eine dieser Angaben aus: ${names}.`,
    en: `Please fill in exactly one of these: ${quoted}.`,
  });
}

function needsReview(text: RuleText): Finding {
  return {
    level: 'note',
    code: 'rule-needs-review',
    path: text.owner,
    message: {
      de: `Die Regel ${text.id} „${text.name}“ wurde nicht erkannt und muss geprüft werden.`,
      en: `The rule ${text.id} "${text.name}" was not recognised and needs review.`,
    },
  };
}
