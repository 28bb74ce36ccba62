import {
  type AnswerErrorCode,
  type ErrorParams,
  type EvaluationContext,
  type FormPage,
  validateAnswers,
} from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { type Control } from './blocks.ts';
import { type DraftContent } from './draft-content.ts';
import { type FormState, isAtOrBelow, withoutIndexes } from './form-state.ts';
import { type IbanProblemCode, ibanProblem, isIbanField } from './iban.ts';
import { pagePositionOf } from './page-index.ts';
import { rawProblem } from './posted-page.ts';

/** Beside what the schema demands: what is surely wrong, because a person could not mend it later. */
export type FormProblemCode = AnswerErrorCode | IbanProblemCode;

export interface FormProblem {
  path: string;
  code: FormProblemCode;
  params: ErrorParams;
}

/** Problems of all pages or of one, unreadable entries included. In display order. */
export function findProblems(
  compiled: CompiledForm,
  content: DraftContent,
  state: FormState,
  context: EvaluationContext,
  page?: FormPage,
): FormProblem[] {
  const limits = page === undefined ? context : { ...context, nodes: page.nodes };
  const errors = validateAnswers(compiled.schema, compiled.rules, content.answers, limits);
  const unreadable = new Map<string, FormProblem>();
  for (const { path, node, value } of state.all) {
    const raw = content.raw[path];
    if (node.kind !== 'field') continue;
    const iban = raw === undefined && typeof value === 'string' && isIbanField(node) ? value : null;
    if (raw === undefined && iban === null) continue;
    if (page !== undefined && !page.nodes.some((root) => isAtOrBelow(node.path, root))) continue;
    const problem = iban !== null ? ibanProblem(iban) : raw === undefined ? null : rawProblem(node, raw);
    if (problem !== null) unreadable.set(path, { path, ...problem });
  }
  if (unreadable.size === 0) return errors;
  // "Please fill in" would be wrong beside an entry that is there but cannot be read.
  const rest = errors.filter((error) => !unreadable.has(error.path) && !isGroupOver(error.path, unreadable));
  const order = new Map(state.all.map((node, index) => [node.path, index]));
  const place = (error: FormProblem): number => order.get(error.path.replace(/#.*$/u, '')) ?? 0;
  return [...rest, ...unreadable.values()].sort((a, b) => place(a) - place(b));
}

function isGroupOver(path: string, unreadable: ReadonlyMap<string, FormProblem>): boolean {
  return [...unreadable.keys()].some((key) => key.startsWith(`${path}/`));
}

/** The page that a problem belongs to. */
export function pageOfProblem(compiled: CompiledForm, error: FormProblem): FormPage | null {
  const position = pagePositionOf(compiled.form, withoutIndexes(error.path.replace(/#.*$/u, '')));
  return position === null ? null : (compiled.form.pages[position] ?? null);
}

/** The id on the page that the link of the error summary leads to. */
export function anchorOf(error: FormProblem, controls: readonly Control[]): string {
  const exact = controls.find((control) => control.path === error.path);
  if (exact !== undefined) return exact.path;
  const list = error.path.replace(/\[\d+\]$/u, '');
  const ofList = controls.find((control) => control.path === list);
  if (ofList !== undefined) return ofList.path;
  return controls.find((control) => control.path.startsWith(`${error.path}/`))?.path ?? error.path;
}
