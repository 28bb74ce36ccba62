import { type SchemaModel, type SchemaNode } from '../model.ts';
import { evaluateRules, isRequired } from '../rules/evaluate.ts';
import { type RuleSet } from '../rules/rules.ts';
import { type Answers, type AnswerValue } from './answers.ts';
import { chosenChild, isBelowAny, isChoiceGroup, type Instance } from './instances.ts';
import { normaliseAnswers } from './prune.ts';
import { type CheckContext } from './validate.ts';

/** One visible place of the form, parents before children, in display order. */
export interface VisibleNode {
  /** Instance path: name of the form control. */
  path: string;
  /** Same without the last index (for add buttons). */
  listPath: string;
  node: SchemaNode;
  /** Position among its instances, `null` when it cannot repeat. */
  index: number | null;
  /** Instances of this list that are shown, 1 when it cannot repeat. */
  count: number;
  /** 0 = top level. */
  depth: number;
  required: boolean;
  value: AnswerValue | null;
  /** Choice groups: last path segment of the chosen child. */
  chosen: string | null;
}

/**
 * What the form shows now. A repeatable group nobody opened yet appears only when it is mandatory;
 * a page offers its add button from the model. Of a choice group only the chosen child is listed.
 */
export function visibleNodes(
  model: SchemaModel,
  ruleSet: RuleSet,
  answers: Answers,
  context: CheckContext,
): VisibleNode[] {
  const evaluation = evaluateRules(model, ruleSet, normaliseAnswers(model, answers), context);
  const { counts, hidden, filled } = evaluation;
  const result: VisibleNode[] = [];
  const visit = (instance: Instance, depth: number): void => {
    const { node, path, listPath, index } = instance;
    if (isBelowAny(path, hidden)) return;
    const required = isRequired(instance, evaluation);
    const floor = node.kind === 'field' || required ? 1 : 0;
    const count = index === null ? 1 : Math.max(counts[listPath] ?? 0, node.min, floor);
    if (index !== null && index >= count) return;
    const chosen = isChoiceGroup(node) ? chosenChild(instance, evaluation.answers, filled) : null;
    if (overlaps(node.path, context.nodes)) {
      const value = evaluation.answers[path] ?? null;
      const segment = chosen === null ? null : chosen.node.path.slice(chosen.node.path.lastIndexOf('/') + 1);
      result.push({ path, listPath, node, index, count, depth, required, value, chosen: segment });
    }
    if (isChoiceGroup(node) && chosen === null) return;
    instance.children.forEach((child) => visit(child, depth + 1));
  };
  evaluation.instances.forEach((instance) => visit(instance, 0));
  return result;
}

/** Inside one of the nodes of the page, or an ancestor of one (its heading). */
function overlaps(nodePath: string, nodes: readonly string[] | undefined): boolean {
  if (nodes === undefined) return true;
  return nodes.some((page) => nodePath === page || nodePath.startsWith(`${page}/`) || page.startsWith(`${nodePath}/`));
}
