import { type Answers, type EvaluationContext } from '../answers/answers.ts';
import { filledPaths, instanceCounts } from '../answers/instances.ts';
import { type SchemaModel } from '../model.ts';
import { evaluateCondition } from './condition.ts';
import { type Condition, type Truth } from './rules.ts';

/**
 * What one condition says about answers as they are given, seen from `target`, an instance path
 * (`''` for none): no other rule has its say, nothing is hidden. For trying a rule out; a form is
 * judged by `validateAnswers` and `visibleNodes`.
 */
export function conditionOutcome(
  model: SchemaModel,
  condition: Condition,
  answers: Answers,
  context: EvaluationContext & { target: string },
): Truth {
  const { target } = context;
  const counts = instanceCounts(model, answers);
  return evaluateCondition(condition, { model, answers, counts, filled: filledPaths(answers), context, target });
}
