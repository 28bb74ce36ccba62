import { type SchemaModel } from '../model.ts';
import { evaluateRules, isPresent, isRequired, type Evaluation } from '../rules/evaluate.ts';
import { type RuleSet } from '../rules/rules.ts';
import { isRepeatable } from '../tree.ts';
import { type AnswerError, type Answers, type EvaluationContext } from './answers.ts';
import { checkValue } from './check-value.ts';
import { choiceKey, chosenChild, isBelowAny, isChoiceGroup, isInPages, type Instance } from './instances.ts';
import { normaliseAnswers } from './prune.ts';

/** `nodes`: node paths of one page; only errors at or below them are reported. */
export interface CheckContext extends EvaluationContext {
  nodes?: readonly string[];
}

/** Checks all answers (or one page) against structure, constraints and rules. In display order. */
export function validateAnswers(
  model: SchemaModel,
  ruleSet: RuleSet,
  answers: Answers,
  context: CheckContext,
): AnswerError[] {
  const evaluation = evaluateRules(model, ruleSet, normaliseAnswers(model, answers), context);
  const checker = new Checker(model, evaluation, context.nodes);
  checker.siblings(evaluation.instances, true);
  checker.rules();
  return checker.errors;
}

class Checker {
  readonly errors: AnswerError[] = [];
  readonly #model: SchemaModel;
  readonly #evaluation: Evaluation;
  readonly #pages: readonly string[] | undefined;

  constructor(model: SchemaModel, evaluation: Evaluation, pages: readonly string[] | undefined) {
    this.#model = model;
    this.#evaluation = evaluation;
    this.#pages = pages;
  }

  /** `present`: the parent is part of the application, so minimums of the children count. */
  siblings(instances: Instance[], present: boolean): void {
    for (let at = 0; at < instances.length;) {
      const first = instances[at];
      if (first === undefined) break;
      const list = instances.filter((instance) => instance.listPath === first.listPath);
      at += list.length;
      if (list.every((instance) => isBelowAny(instance.path, this.#evaluation.hidden))) continue;
      if (first.node.kind === 'group') list.forEach((group) => this.#group(group, present));
      else this.#field(first, list, present);
      this.#maximum(first);
    }
  }

  rules(): void {
    const known = new Set(this.errors.map((error) => error.path));
    for (const { path, rule } of this.#evaluation.violated) {
      const target = find(this.#evaluation.instances, path);
      const parent = target?.parent ?? null;
      if (target === null || known.has(path) || (parent !== null && !isPresent(parent, this.#evaluation))) continue;
      if (!isInPages(rule.target, this.#pages)) continue;
      const message = rule.message ?? { de: rule.source?.text ?? '', en: rule.source?.text ?? '' };
      this.errors.push({ path, code: 'rule', params: { ruleId: rule.id, de: message.de, en: message.en } });
    }
  }

  #add(path: string, nodePath: string, error: Omit<AnswerError, 'path'>): void {
    if (isInPages(nodePath, this.#pages)) this.errors.push({ path, ...error });
  }

  #group(group: Instance, parentPresent: boolean): void {
    const evaluation = this.#evaluation;
    const needed = group.index === null ? isRequired(group, evaluation) : group.index < minimum(group, evaluation);
    const opened = group.index !== null && group.index < (evaluation.counts[group.listPath] ?? 0);
    const filled = evaluation.filled.has(group.path);
    const present = filled || opened || (parentPresent && needed);
    const before = this.errors.length;
    if (isChoiceGroup(group.node)) this.#choice(group, present);
    else this.siblings(group.children, present);
    const mustHoldSomething =
      parentPresent && needed && (evaluation.requiredBy.has(group.path) || group.index !== null);
    if (mustHoldSomething && !filled && this.errors.length === before && !this.#coversPartly(group)) {
      this.#add(group.path, group.node.path, { code: 'required', params: {} });
    }
  }

  /** A page that shows only parts of a group cannot say that the whole group is empty. */
  #coversPartly(group: Instance): boolean {
    return !isInPages(group.node.path, this.#pages);
  }

  #choice(group: Instance, present: boolean): void {
    const chosen = chosenChild(group, this.#evaluation.answers, this.#evaluation.filled);
    if (chosen !== null) {
      const children = group.children.filter((child) => child.node === chosen.node);
      if (chosen.node.kind === 'field' && present && !this.#evaluation.filled.has(chosen.path)) {
        this.#add(chosen.path, chosen.node.path, { code: 'required', params: {} });
      } else if (chosen.node.kind === 'group') {
        const before = this.errors.length;
        this.siblings(chosen.children, present);
        if (present && !this.#evaluation.filled.has(chosen.path) && this.errors.length === before) {
          this.#add(chosen.path, chosen.node.path, { code: 'required', params: {} });
        }
      } else this.siblings(children, present);
      return;
    }
    if (present) this.#add(choiceKey(group.path), group.node.path, { code: 'choice-required', params: {} });
  }

  #field(first: Instance, list: Instance[], parentPresent: boolean): void {
    const field = first.node;
    if (field.kind !== 'field' || field.fieldKind === 'label') return;
    const { answers } = this.#evaluation;
    const seen = new Set<unknown>();
    let filled = 0;
    for (const instance of list) {
      const value = answers[instance.path];
      if (value === undefined) continue;
      filled += 1;
      const problem = checkValue(this.#model, field, value);
      if (problem !== null) this.#add(instance.path, field.path, problem);
      else if (field.fieldKind === 'select' && seen.has(value)) {
        this.#add(instance.path, field.path, { code: 'duplicate', params: {} });
      }
      seen.add(value);
    }
    const editable = field.fieldKind === 'input' || field.fieldKind === 'select';
    if (!parentPresent || !editable) return;
    const min = minimum(first, this.#evaluation);
    if (filled === 0 && min > 0) this.#add(first.path, field.path, { code: 'required', params: {} });
    else if (filled < min) this.#add(first.path, field.path, { code: 'too-few', params: { min } });
  }

  #maximum(first: Instance): void {
    if (!isRepeatable(first.node) || first.node.max === null) return;
    const count = this.#evaluation.counts[first.listPath] ?? 0;
    if (count > first.node.max) {
      this.#add(first.path, first.node.path, { code: 'too-many', params: { max: first.node.max } });
    }
  }
}

function minimum(instance: Instance, evaluation: Evaluation): number {
  const first = instance.index === null || instance.index === 0 ? instance.path : `${instance.listPath}[0]`;
  return Math.max(instance.node.min, evaluation.requiredBy.has(first) ? 1 : 0);
}

function find(instances: Instance[], path: string): Instance | null {
  for (const instance of instances) {
    if (instance.path === path) return instance;
    if (path.startsWith(`${instance.path}/`)) return find(instance.children, path);
  }
  return null;
}
