import { type FieldNode, type SchemaModel } from '../model.ts';
import { evaluateRules } from '../rules/evaluate.ts';
import { type RuleSet } from '../rules/rules.ts';
import { type Answers, type AnswerValue, type EvaluationContext } from './answers.ts';
import { expandInstances, filledPaths, readKey, type Instance } from './instances.ts';
import { parseFormValue } from './parse.ts';

/**
 * Drops unknown paths and everything a rule or a choice removes, and fills in what rules set.
 * What a rule hides must not leave the form (data minimisation, Art. 5 (1) c GDPR). Idempotent.
 */
export function pruneAnswers(
  model: SchemaModel,
  ruleSet: RuleSet,
  answers: Answers,
  context: EvaluationContext,
): Answers {
  return evaluateRules(model, ruleSet, normaliseAnswers(model, answers), context).answers;
}

/** Known keys only; locked and hidden fields carry the value of the schema, whatever was posted. */
export function normaliseAnswers(model: SchemaModel, answers: Answers): Answers {
  const kept: Answers = {};
  for (const [key, value] of Object.entries(answers)) {
    const known = readKey(model, key);
    if (known === null || (known.kind !== 'value' && typeof value !== 'string')) continue;
    const fixed = known.node.kind === 'field' ? fixedValue(known.node) : null;
    kept[key] = fixed ?? value;
  }
  const filled = filledPaths(kept);
  const visit = (instance: Instance): void => {
    if (!inUse(instance, filled)) return;
    instance.children.forEach(visit);
    const value = instance.node.kind === 'field' ? fixedValue(instance.node) : null;
    if (value !== null) kept[instance.path] ??= value;
  };
  expandInstances(model, kept).forEach(visit);
  return kept;
}

function inUse(instance: Instance, filled: ReadonlySet<string>): boolean {
  const needed = instance.index === null ? instance.node.min > 0 : instance.index < instance.node.min;
  return needed || filled.has(instance.path);
}

function fixedValue(field: FieldNode): AnswerValue | null {
  return field.fieldKind === 'locked' || field.fieldKind === 'hidden' ? contentValue(field) : null;
}

function contentValue(field: FieldNode): AnswerValue | null {
  if (field.content === null) return null;
  const parsed = parseFormValue(field, field.content);
  return parsed.ok ? parsed.value : null;
}

/** Default values of the schema for a fresh form (first instance of mandatory parts only). */
export function initialAnswers(model: SchemaModel): Answers {
  const answers: Answers = {};
  const none = new Set<string>();
  const visit = (instance: Instance): void => {
    if (!inUse(instance, none)) return;
    instance.children.forEach(visit);
    const { node } = instance;
    const value = node.kind === 'field' && node.fieldKind !== 'label' ? contentValue(node) : null;
    if (value !== null) answers[instance.path] = value;
  };
  expandInstances(model, {}).forEach(visit);
  return answers;
}
