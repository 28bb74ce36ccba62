import { type Answers } from '../answers/answers.ts';
import { type SchemaModel } from '../model.ts';
import { pathsRead } from '../rules/condition.ts';
import { conditionOutcome } from '../rules/outcome.ts';
import { type Condition, type Truth } from '../rules/rules.ts';
import { Draft } from './draft.ts';
import { Random } from './random.ts';
import { satisfy } from './satisfy.ts';

export interface ExampleOptions {
  /** ISO date. */
  today: string;
  /** Instance path the condition is looked at from, `''` for none. */
  target: string;
  /** The same seed gives the same example. Default 1. */
  seed?: number;
}

/** The fewest answers that were found, and the state they need; no state where any will do. */
export interface Example {
  answers: Answers;
  land?: string;
}

const attempts = 40;
const steps = 4;

/**
 * Answers under which a condition, alone, comes out as wished, for showing people what a rule does.
 * `null` where none were found: most likely there are none.
 */
export function exampleAnswers(
  model: SchemaModel,
  condition: Condition,
  wish: Truth,
  options: ExampleOptions,
): Example | null {
  for (const land of landsToTry(condition)) {
    const context = { today: options.today, target: options.target, ...(land === undefined ? {} : { land }) };
    const outcome = (answers: Answers): Truth => conditionOutcome(model, condition, answers, context);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const draft = new Draft(model, new Random((options.seed ?? 1) + attempt * 7919), context, 'minimal');
      for (let step = 0; step < steps && outcome(draft.answers) !== wish; step += 1) {
        if (wish === 'empty') removeOne(draft, condition);
        else satisfy(draft, condition, wish === 'yes', options.target);
        // What is open starts from what is decided, then loses one answer after the other.
        if (wish === 'empty' && step === 0) satisfy(draft, condition, attempt % 2 === 0, options.target);
      }
      if (outcome(draft.answers) !== wish) continue;
      const answers = fewest(draft.answers, (rest) => outcome(rest) === wish);
      return { answers, ...(land === undefined ? {} : { land }) };
    }
  }
  return null;
}

function fewest(answers: Answers, suffices: (rest: Answers) => boolean): Answers {
  let kept = answers;
  for (const key of Object.keys(answers)) {
    const { [key]: _dropped, ...rest } = kept;
    if (suffices(rest)) kept = rest;
  }
  return kept;
}

function removeOne(draft: Draft, condition: Condition): void {
  const read = draft.random.pick(pathsRead(condition));
  const keys = Object.keys(draft.answers).filter((key) => key.replace(/\[\d+\]/gu, '').startsWith(read ?? ''));
  const key = draft.random.pick(keys);
  if (key !== undefined) draft.clear(key);
}

/** No state, each one that is named, and one that is not. */
function landsToTry(condition: Condition): (string | undefined)[] {
  const named = [...new Set(landsIn(condition))];
  if (named.length === 0) return [undefined];
  const other = ['NW', 'BY', 'SH', 'SN'].find((land) => !named.includes(land));
  return [...named, other, undefined];
}

function landsIn(condition: Condition): string[] {
  switch (condition.op) {
    case 'land-in':
      return condition.laender;
    case 'not':
      return landsIn(condition.condition);
    case 'and':
    case 'or':
    case 'xor':
      return condition.conditions.flatMap(landsIn);
    default:
      return [];
  }
}
