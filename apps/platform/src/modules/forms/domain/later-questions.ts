import { type FormPage, pathsRead, type Rule } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { type FormProblem } from './check.ts';
import { type DraftContent } from './draft-content.ts';
import { isAtOrBelow, withoutIndexes } from './form-state.ts';
import { pageIndex } from './page-index.ts';

const missing: ReadonlySet<FormProblem['code']> = new Set(['required', 'choice-required', 'too-few']);

/**
 * Does a problem of this page exist only by a rule about questions of later pages that are still open? "At least one of
 * these two" must not hold a person up at the first of them. The check says it when everything was asked.
 */
export function hangsOnLaterQuestions(
  compiled: CompiledForm,
  content: DraftContent,
  page: FormPage,
  problem: FormProblem,
): boolean {
  const position = compiled.form.pages.indexOf(page);
  const isOpenLater = (path: string): boolean =>
    lastPositionOf(compiled, path) > position &&
    !Object.keys(content.answers).some((key) => !key.includes('#') && isAtOrBelow(withoutIndexes(key), path));
  const isOpen = (rule: Rule): boolean => pathsRead(rule.when).some(isOpenLater);
  const rules = rulesBehind(compiled, problem);
  return (rules.length > 0 && rules.every(isOpen)) || rulesThatRemove(compiled, problem).some(isOpen);
}

/** Empty where the schema itself demands what is missing. */
function rulesBehind({ form, rules }: CompiledForm, { path, code, params }: FormProblem): readonly Rule[] {
  const target = nodePathOf(path);
  // One rule of the library stands in many places of a form under the same id.
  if (code === 'rule') return rules.rules.filter((rule) => rule.id === params['ruleId'] && rule.target === target);
  if (!missing.has(code)) return [];
  const node = form.nodes[target]?.node;
  if (node === undefined || node.min > 0) return [];
  return rules.rules.filter((rule) => rule.effect === 'require' && rule.target === target);
}

/** A later answer may still take away what the schema demands here. */
function rulesThatRemove({ rules }: CompiledForm, { path, code }: FormProblem): readonly Rule[] {
  if (!missing.has(code)) return [];
  return rules.rules.filter((rule) => rule.effect === 'forbid' && isAtOrBelow(nodePathOf(path), rule.target));
}

function nodePathOf(path: string): string {
  return withoutIndexes(path.replace(/#.*$/u, ''));
}

function lastPositionOf({ form }: CompiledForm, path: string): number {
  let last = -1;
  for (const [at, positions] of pageIndex(form)) {
    if (isAtOrBelow(at, path)) last = Math.max(last, positions.at(-1) ?? -1);
  }
  return last;
}
