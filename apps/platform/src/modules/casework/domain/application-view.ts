import {
  type AnswerValue,
  type FieldNode,
  formatFormValue,
  type FormLanguage,
  type FormNode,
  pickText,
  type VisibleNode,
  visibleNodes,
  evaluationContext,
} from '@verbund/xdatenfelder';
import { type CompiledForm, type NamedFile, readAnswers } from '#modules/catalogue';

/** An application as its form showed it, page by page. */
export interface ViewPage {
  id: string;
  title: string;
  parts: readonly ViewPart[];
}

export type ViewPart = { kind: 'heading'; text: string; level: 3 | 4 | 5 } | { kind: 'rows'; rows: readonly ViewRow[] };

export interface ViewRow {
  path: string;
  label: string;
  /** Empty: not answered. */
  value: string;
  /** Id at the sender of the attachment that the answer is. */
  attachmentId: string | null;
}

export interface ViewInput {
  json: unknown;
  files: readonly NamedFile[];
  /** Day of the application, so that conditions look as they did then. */
  day: string;
  ars: string | null;
  lang: FormLanguage;
  words: { yes: string; no: string };
}

export function viewApplication(form: CompiledForm, input: ViewInput): ViewPage[] {
  const { answers, files } = readAnswers(form.schema, input.json, input.files);
  const context = evaluationContext(input.ars, input.day);
  return form.form.pages
    .map((page) => {
      const nodes = visibleNodes(form.schema, form.rules, answers, { ...context, nodes: page.nodes });
      const parts = toParts(form, nodes, input, files);
      return { id: page.id, title: pickText(page.title, input.lang).text, parts };
    })
    .filter((page) => page.parts.some((part) => part.kind === 'rows'));
}

function toParts(
  form: CompiledForm,
  nodes: readonly VisibleNode[],
  input: ViewInput,
  files: ReadonlyMap<string, NamedFile>,
): ViewPart[] {
  const parts: ViewPart[] = [];
  let rows: ViewRow[] | null = null;
  for (const visible of nodes) {
    const { node } = visible;
    const texts = form.form.nodes[node.path];
    if (texts === undefined) continue;
    const label = pickText(texts.label, input.lang).text;
    if (node.kind === 'group') {
      const number = visible.index !== null && visible.count > 1 ? ` ${visible.index + 1}` : '';
      const level = visible.depth === 0 ? 3 : visible.depth === 1 ? 4 : 5;
      parts.push({ kind: 'heading', text: `${label}${number}`, level });
      rows = null;
      continue;
    }
    if (node.fieldKind === 'label') continue;
    if (rows === null) {
      rows = [];
      parts.push({ kind: 'rows', rows });
    }
    const file = typeof visible.value === 'object' && visible.value !== null ? files.get(visible.value.fileId) : null;
    const value = visible.value === null ? '' : shown(texts, node, visible.value, input);
    rows.push({ path: visible.path, label, value, attachmentId: file?.attachmentId ?? null });
  }
  return parts;
}

function shown(form: FormNode, node: FieldNode, value: AnswerValue, input: ViewInput): string {
  if (typeof value === 'boolean') return value ? input.words.yes : input.words.no;
  if (typeof value === 'string' && form.values !== null) {
    const listed = form.values.find((candidate) => candidate.code === value);
    return listed === undefined ? value : pickText(listed.label, input.lang).text;
  }
  const text = formatFormValue(node, value);
  return node.dataType === 'num_currency' ? `${text} €` : text;
}

/** Indented JSON for people; XML and broken JSON as they came. */
export function prettyData(data: string, mimeType: string): string {
  if (mimeType !== 'application/json') return data;
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}
