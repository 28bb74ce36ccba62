import { type Answers, type EvaluationContext } from '../answers/answers.ts';
import {
  chosenChild,
  expandInstances,
  filledPaths,
  instanceCounts,
  isBelowAny,
  isChoiceGroup,
  type Instance,
} from '../answers/instances.ts';
import { type SchemaModel } from '../model.ts';
import { parentPath } from '../tree.ts';
import { circularSetRules } from './cycles.ts';
import { evaluateCondition, type Scope } from './condition.ts';
import { type Rule, type RuleSet, type Truth } from './rules.ts';

export interface Evaluation {
  /** Answers without removed ones, with set ones. */
  answers: Answers;
  instances: Instance[];
  filled: ReadonlySet<string>;
  counts: Record<string, number>;
  /** Removed by rule or by the choice of a sibling; everything below is removed, too. */
  hidden: ReadonlySet<string>;
  /** Rule that requires the instance now. */
  requiredBy: ReadonlyMap<string, Rule>;
  /** `valid` rules that say no, by target instance. */
  violated: { path: string; rule: Rule }[];
}

interface State {
  hidden: Set<string>;
  set: Answers;
}

/**
 * Runs the rules to a fixed point. Each round looks only at the outcome of the round before, so
 * the order of rules is irrelevant. Circles of rules end in a second phase, in which what was once
 * hidden stays hidden.
 */
export function evaluateRules(
  model: SchemaModel,
  ruleSet: RuleSet,
  answers: Answers,
  context: EvaluationContext,
): Evaluation {
  const instances = expandInstances(model, answers);
  const byNode = groupByNode(instances);
  const { chosen, unchosen: choices } = decideChoices(byNode, answers);
  const rules = activeRules(ruleSet);
  const look = (state: State): Scope => {
    const kept = effectiveAnswers(answers, state, choices);
    return {
      model,
      answers: kept,
      counts: instanceCounts(model, kept),
      filled: filledPaths(kept),
      context,
      target: '',
    };
  };
  let state: State = { hidden: new Set(), set: {} };
  let scope = look(state);
  let stable = false;
  const rounds = rules.length + 2;
  for (let round = 0; round < rounds * 2; round += 1) {
    const next = applyRules(rules, byNode, scope, chosen);
    if (round >= rounds) state.hidden.forEach((path) => next.hidden.add(path));
    stable = sameState(state, next);
    if (stable) break;
    state = next;
    scope = look(state);
  }
  // Past the bound only hiding can still grow; one growth per instance at most.
  for (let before = stable ? state.hidden.size : -1; before !== state.hidden.size; scope = look(state)) {
    before = state.hidden.size;
    const next = applyRules(rules, byNode, scope, chosen);
    next.hidden.forEach((path) => state.hidden.add(path));
  }
  return conclude(rules, byNode, scope, new Set([...state.hidden, ...choices]), instances);
}

const activeRulesOf = new WeakMap<readonly Rule[], Rule[]>();

/** Found once per rule set, like the circles. */
function activeRules(ruleSet: RuleSet): Rule[] {
  const known = activeRulesOf.get(ruleSet.rules) ?? sortedRules(ruleSet);
  activeRulesOf.set(ruleSet.rules, known);
  return known;
}

function sortedRules(ruleSet: RuleSet): Rule[] {
  const ignored = circularSetRules(ruleSet.rules);
  // Where two rules set one target, the smaller id wins, whatever the order in the file.
  return ruleSet.rules
    .filter((rule) => !ignored.has(rule))
    .map((rule) => ({ rule, key: `${rule.id} ${JSON.stringify(rule.value)} ${JSON.stringify(rule.when)}` }))
    .sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0))
    .map(({ rule }) => rule);
}

function groupByNode(instances: Instance[]): Map<string, Instance[]> {
  const byNode = new Map<string, Instance[]>();
  const add = (instance: Instance): void => {
    const list = byNode.get(instance.node.path);
    if (list === undefined) byNode.set(instance.node.path, [instance]);
    else list.push(instance);
    instance.children.forEach(add);
  };
  instances.forEach(add);
  return byNode;
}

/** Choices depend on the answers alone, not on rules, so they are decided once. */
function decideChoices(byNode: Map<string, Instance[]>, answers: Answers) {
  const chosen = new Set<string>();
  const unchosen = new Set<string>();
  const filled = filledPaths(answers);
  for (const instances of byNode.values()) {
    for (const group of instances) {
      if (!isChoiceGroup(group.node)) continue;
      const choice = chosenChild(group, answers, filled);
      for (const child of group.children) {
        if (choice?.node === child.node) chosen.add(child.path);
        else if (choice !== null) unchosen.add(child.path);
      }
    }
  }
  return { chosen, unchosen };
}

function effectiveAnswers(answers: Answers, state: State, choices: ReadonlySet<string>): Answers {
  const kept: Answers = {};
  for (const [key, value] of Object.entries(answers)) {
    const path = key.replace(/#.*$/u, '');
    if (!isBelowAny(path, state.hidden) && !isBelowAny(path, choices)) kept[key] = value;
  }
  // A hidden field keeps what was set; a field of a hidden group is gone with its group.
  for (const [path, value] of Object.entries(state.set)) {
    if (!isBelowAny(parentPath(path), state.hidden)) kept[path] = value;
    else delete kept[path];
  }
  return kept;
}

function applyRules(rules: Rule[], byNode: Map<string, Instance[]>, scope: Scope, chosen: ReadonlySet<string>): State {
  const state: State = { hidden: new Set(), set: {} };
  const shown = new Map<string, boolean>();
  for (const rule of rules) {
    if (rule.effect === 'require' || rule.effect === 'valid') continue;
    for (const target of byNode.get(rule.target) ?? []) {
      const truth = truthFor(rule, target, scope);
      if (rule.effect === 'forbid' && truth === 'yes') state.hidden.add(target.path);
      if (rule.effect === 'show') shown.set(target.path, truth === 'yes' || shown.get(target.path) === true);
      if (rule.effect === 'set' && truth === 'yes' && rule.value !== null && isUsed(target, scope, chosen)) {
        state.set[target.path] = rule.value;
      }
    }
  }
  for (const [path, isShown] of shown) if (!isShown) state.hidden.add(path);
  return state;
}

/** No value is set into an instance nobody opened, or into a child of a choice nobody chose. */
function isUsed(target: Instance, scope: Scope, chosen: ReadonlySet<string>): boolean {
  for (let at: Instance | null = target; at !== null; at = at.parent) {
    if (at.parent !== null && isChoiceGroup(at.parent.node) && !chosen.has(at.path)) return false;
    const minimum = at === target ? 1 : at.node.min;
    if (at.index !== null && at.index >= Math.max(minimum, scope.counts[at.listPath] ?? 0)) return false;
  }
  return true;
}

function truthFor(rule: Rule, target: Instance, scope: Scope): Truth {
  return evaluateCondition(rule.when, { ...scope, target: target.path });
}

function sameState(a: State, b: State): boolean {
  const keys = Object.keys(a.set);
  return (
    a.hidden.size === b.hidden.size &&
    [...a.hidden].every((path) => b.hidden.has(path)) &&
    keys.length === Object.keys(b.set).length &&
    keys.every((key) => a.set[key] === b.set[key])
  );
}

function conclude(
  rules: Rule[],
  byNode: Map<string, Instance[]>,
  scope: Scope,
  hidden: Set<string>,
  instances: Instance[],
): Evaluation {
  const requiredBy = new Map<string, Rule>();
  const violated: Evaluation['violated'] = [];
  for (const rule of rules) {
    if (rule.effect !== 'require' && rule.effect !== 'valid') continue;
    for (const target of byNode.get(rule.target) ?? []) {
      if (isBelowAny(target.path, hidden)) continue;
      const truth = truthFor(rule, target, scope);
      if (rule.effect === 'require' && truth === 'yes') requiredBy.set(target.path, rule);
      if (rule.effect === 'valid' && truth === 'no') violated.push({ path: target.path, rule });
    }
  }
  violated.sort((a, b) => (a.path + a.rule.id < b.path + b.rule.id ? -1 : 1));
  const { answers, counts, filled } = scope;
  return { answers, counts, filled, instances, hidden, requiredBy, violated };
}

/** Is the parent of this instance part of the application (mandatory or filled)? */
export function isPresent(instance: Instance, evaluation: Evaluation): boolean {
  for (let at: Instance | null = instance; at !== null; at = at.parent) {
    const needed = at.index === null ? at.node.min > 0 : at.index < at.node.min;
    const opened = at.index !== null && at.index < (evaluation.counts[at.listPath] ?? 0);
    const chosen = at.parent !== null && isChoiceGroup(at.parent.node) && evaluation.filled.has(at.path);
    const used = needed || opened || chosen || evaluation.filled.has(at.path) || evaluation.requiredBy.has(at.path);
    if (!used || isBelowAny(at.path, evaluation.hidden)) return false;
  }
  return true;
}

export function isRequired(instance: Instance, evaluation: Evaluation): boolean {
  return instance.node.min > 0 || evaluation.requiredBy.has(instance.path);
}
