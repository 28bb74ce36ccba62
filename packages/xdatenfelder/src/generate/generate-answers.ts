import { type AnswerError, type Answers, type EvaluationContext } from '../answers/answers.ts';
import { instanceCount, toNodePath } from '../answers/instances.ts';
import { pruneAnswers } from '../answers/prune.ts';
import { validateAnswers } from '../answers/validate.ts';
import { type SchemaModel } from '../model.ts';
import { type RuleSet } from '../rules/rules.ts';
import { nodesByPath } from '../tree.ts';
import { Draft, type Fill } from './draft.ts';
import { Random } from './random.ts';
import { satisfy } from './satisfy.ts';

export interface GenerateOptions extends EvaluationContext {
  /** The same seed gives the same answers. */
  seed: number;
  /** Default `typical`. */
  fill?: Fill;
}

/** `errors` is empty unless no valid answers were found: the schema or its rules contradict themselves. */
export interface GeneratedAnswers {
  answers: Answers;
  errors: AnswerError[];
}

const attempts = 8;
const rounds = 40;
/**
 * Steps for one set of answers, by the size of the form: small forms never come near it, and a large one that contradicts
 * itself must not hold up everybody for minutes. Counted and not timed, so that a seed gives the same on every machine.
 */
const mostSteps = 200_000;

interface Steps {
  left: number;
}

/**
 * Makes answers that `validateAnswers` accepts, pruned as for a delivery. Fills the form as a person
 * might, then mends what the check and the rules object to, and starts anew where that gets stuck.
 */
export function generateAnswers(model: SchemaModel, ruleSet: RuleSet, options: GenerateOptions): GeneratedAnswers {
  const { seed, fill = 'typical', ...context } = options;
  const fills: Fill[] = [fill, fill, fill, 'minimal', 'full', 'minimal', 'typical', 'minimal'];
  const steps: Steps = { left: mostSteps };
  let best: GeneratedAnswers | null = null;
  for (let attempt = 0; attempt < attempts && steps.left > 0; attempt += 1) {
    const draft = new Draft(model, new Random(seed + attempt * 7919), context, fills[attempt] ?? fill);
    draft.fillAll();
    const found = mend(draft, ruleSet, steps);
    if (found.errors.length === 0) return found;
    if (best === null || found.errors.length < best.errors.length) best = found;
  }
  return best ?? { answers: {}, errors: [] };
}

function mend(draft: Draft, ruleSet: RuleSet, steps: Steps): GeneratedAnswers {
  const { model, context } = draft;
  let found: GeneratedAnswers = { answers: {}, errors: [] };
  const seen = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const answers = pruneAnswers(model, ruleSet, draft.answers, context);
    found = { answers, errors: validateAnswers(model, ruleSet, answers, context) };
    const size = nodesByPath(model).size + Object.keys(answers).length;
    // Each repair looks through the answers, far quicker than a check does.
    steps.left -= size + (found.errors.length * size) / 50;
    if (found.errors.length === 0 || steps.left <= 0) return found;
    draft.answers = { ...answers };
    for (const error of found.errors) {
      const key = `${error.path} ${error.code}`;
      // What did not help twice will not help: take another way through the choice around it.
      if (seen.has(key) && draft.random.chance(0.5)) draft.chooseAround(error.path);
      else repair(draft, ruleSet, error);
      seen.add(key);
    }
  }
  return found;
}

function repair(draft: Draft, ruleSet: RuleSet, { path, code, params }: AnswerError): void {
  switch (code) {
    case 'choice-required':
      return draft.choose(path.replace(/#.*$/u, ''));
    case 'too-few':
      return fillUpTo(draft, path, Number(params['min'] ?? 1));
    case 'too-many':
      return cutTo(draft, path, Number(params['max'] ?? 1));
    case 'rule':
      for (const rule of ruleSet.rules) {
        if (rule.id === params['ruleId'] && rule.target === toNodePath(path)) satisfy(draft, rule.when, true, path);
      }
      return;
    default:
      draft.fillPlace(path);
  }
}

function fillUpTo(draft: Draft, path: string, min: number): void {
  const list = path.replace(/\[\d+\]$/u, '');
  for (let index = 0; index < min; index += 1) {
    if (draft.answers[`${list}[${index}]`] === undefined) draft.fillPlace(`${list}[${index}]`);
  }
}

function cutTo(draft: Draft, path: string, max: number): void {
  const list = path.replace(/\[\d+\]$/u, '');
  if (!nodesByPath(draft.model).has(toNodePath(list))) return;
  for (let index = instanceCount(draft.model, draft.answers, list) - 1; index >= max; index -= 1) {
    draft.clear(`${list}[${index}]`);
  }
  delete draft.answers[`${list}#count`];
}
