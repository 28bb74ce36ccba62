import {
  type Answers,
  type AnswerValue,
  type DateParts,
  type ErrorParams,
  type AnswerErrorCode,
  type EvaluationContext,
  type FieldNode,
  type FormPage,
  parseFormValue,
} from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { type Control, controlsOf, type FieldControl, pageBlocks } from './blocks.ts';
import { type DraftContent } from './draft-content.ts';
import { compactIban, isIbanField } from './iban.ts';
import { lookAt, remember, stateOf } from './form-state.ts';

/** Name of the hidden inputs that say which checkbox groups a page showed: unticked boxes send nothing. */
export const shownListsName = '_liste';
const partsSeparator = '\u001f';

export function datePartsOf(raw: string): DateParts {
  const [day = '', month = '', year = ''] = raw.split(partsSeparator);
  return { day, month, year };
}

/** The three boxes of a date answer, as they were typed or as the stored date says. */
export function shownDate(value: AnswerValue | null, raw: string | undefined): DateParts {
  if (raw !== undefined) return datePartsOf(raw);
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/u.exec(value) : null;
  return { day: match?.[3] ?? '', month: match?.[2] ?? '', year: match?.[1] ?? '' };
}

/** What was typed into a control; null when the page that was sent did not hold it. */
function typed(control: FieldControl, form: URLSearchParams): string | null {
  const { path, node } = control;
  if (node.dataType !== 'date') return form.get(path);
  const names = [`${path}-tag`, `${path}-monat`, `${path}-jahr`];
  if (!names.some((name) => form.has(name))) return null;
  return names.map((name) => (form.get(name) ?? '').trim()).join(partsSeparator);
}

/** Why a raw entry cannot be read. */
export function rawProblem(node: FieldNode, raw: string): { code: AnswerErrorCode; params: ErrorParams } | null {
  const parsed = parse(node, raw);
  return parsed.ok ? null : { code: parsed.code, params: parsed.params };
}

function parse(node: FieldNode, text: string): ReturnType<typeof parseFormValue> {
  if (node.dataType === 'date') return parseFormValue(node, datePartsOf(text));
  return parseFormValue(node, isIbanField(node) ? compactIban(text) : text);
}

/** Takes one control's posted value into the content; everything parseable is kept, also when it breaks a rule. */
function take(content: DraftContent, control: Control, form: URLSearchParams): void {
  const { answers, raw } = content;
  if (control.kind === 'files') return;
  if (control.kind === 'choice') {
    const value = form.get(control.path);
    if (value !== null && control.options.some((option) => option.value === value)) answers[control.path] = value;
    return;
  }
  if (control.kind === 'options') {
    if (form.getAll(shownListsName).includes(control.path)) takeOptions(answers, control.path, form);
    return;
  }
  const text = typed(control, form);
  if (text === null) return;
  const parsed = parse(control.node, text);
  if (!parsed.ok) {
    delete answers[control.path];
    raw[control.path] = text;
    return;
  }
  delete raw[control.path];
  if (parsed.value === null) delete answers[control.path];
  else answers[control.path] = parsed.value;
}

function takeOptions(answers: Answers, list: string, form: URLSearchParams): void {
  for (const key of Object.keys(answers)) if (key.startsWith(`${list}[`)) delete answers[key];
  // Values outside the list are kept here and refused by the check, as with every other field.
  [...new Set(form.getAll(list))].slice(0, 200).forEach((code, index) => {
    answers[`${list}[${index}]`] = code;
  });
}

export interface PostedPage {
  content: DraftContent;
  /** Controls of the page as it was before. */
  before: readonly Control[];
  /** Controls that the entries brought up and that the sent page did not hold. */
  added: readonly Control[];
  /** Where the sent page says something else than what is stored. */
  differences: readonly Control[];
}

/** Merges a sent page into the draft. Only controls of that page are touched. */
export function readPostedPage(
  compiled: CompiledForm,
  content: DraftContent,
  page: FormPage,
  form: URLSearchParams,
  context: EvaluationContext,
): PostedPage {
  const merged: DraftContent = { ...content, answers: { ...content.answers }, raw: { ...content.raw } };
  const before = controlsOf(pageBlocks(stateOf(compiled, content.answers, context), page));
  const seen = new Map<string, Control>();
  let fresh: readonly Control[] = before;
  // Entries can show further controls, which a tab opened earlier or a script may have sent along already.
  for (let round = 0; round < 5 && fresh.length > 0; round += 1) {
    for (const control of fresh) {
      seen.set(control.path, control);
      take(merged, control, form);
    }
    const state = lookAt(compiled, merged.answers, context);
    fresh = controlsOf(pageBlocks(state, page)).filter((control) => !seen.has(control.path));
    if (fresh.length === 0) remember(merged.answers, state);
  }
  const known = new Set(before.map((control) => control.path));
  const added = [...seen.values()].filter((control) => !known.has(control.path) && !isPosted(control, form));
  const differences = [...seen.values()].filter((control) => differs(control, content, merged));
  return { content: merged, before, added, differences };
}

function isPosted(control: Control, form: URLSearchParams): boolean {
  if (control.kind === 'field') return typed(control, form) !== null;
  return form.has(control.path) || form.getAll(shownListsName).includes(control.path);
}

function differs(control: Control, stored: DraftContent, merged: DraftContent): boolean {
  if (control.kind === 'files') return false;
  if (control.kind === 'options') return optionsOf(stored, control.path) !== optionsOf(merged, control.path);
  const { path } = control;
  return stored.answers[path] !== merged.answers[path] || stored.raw[path] !== merged.raw[path];
}

function optionsOf(content: DraftContent, list: string): string {
  const keys = Object.keys(content.answers).filter((key) => key.startsWith(`${list}[`));
  return keys
    .map((key) => JSON.stringify(content.answers[key]))
    .sort()
    .join('\n');
}
