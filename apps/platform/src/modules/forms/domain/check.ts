import {
  type AnswerErrorCode,
  type ErrorParams,
  type EvaluationContext,
  type FormPage,
  paraphraseRules,
  type SchemaModel,
  type SchemaNode,
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
  const errors = validateAnswers(compiled.schema, compiled.rules, content.answers, limits).map((error) =>
    error.code === 'rule' ? inPlainWords(compiled, error) : error,
  );
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

/** A rule without a message of its own would speak in ids; its paraphrase speaks in the labels of the form. */
function inPlainWords(compiled: CompiledForm, error: FormProblem): FormProblem {
  const rule = compiled.rules.rules.find(({ id }) => id === error.params['ruleId']);
  if (rule === undefined || rule.message !== null) return error;
  const said = paraphraseRules(withLabels(compiled), [rule]);
  return { ...error, params: { ...error.params, de: said, en: `This does not fit your other answers. (${said})` } };
}

const labelled = new WeakMap<CompiledForm, SchemaModel>();

/** Paraphrases name fields as editors know them; persons know the labels of the form. */
function withLabels(compiled: CompiledForm): SchemaModel {
  const known = labelled.get(compiled);
  if (known !== undefined) return known;
  const relabel = (node: SchemaNode): SchemaNode => {
    const name = compiled.form.nodes[node.path]?.label.de ?? node.label;
    return node.kind === 'field' ? { ...node, name } : { ...node, name, children: node.children.map(relabel) };
  };
  const schema = { ...compiled.schema, nodes: compiled.schema.nodes.map(relabel) };
  labelled.set(compiled, schema);
  return schema;
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
