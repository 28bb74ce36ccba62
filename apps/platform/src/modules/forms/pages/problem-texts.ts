import { type ErrorParams, fieldPurpose, type FormNode } from '@verbund/xdatenfelder';
import { type Lang } from '#kernel/ids';
import { formatBytes } from '#ui';
import { type FormsTexts, formsTexts } from '../texts/index.ts';
import { type FormProblemCode } from '../domain/check.ts';
import { type UploadProblem } from '../receive-file.ts';

export type ProblemCode = FormProblemCode | UploadProblem;

const fileNames: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/tiff': 'TIFF',
  'application/zip': 'ZIP',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word (DOCX)',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel (XLSX)',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint (PPTX)',
  'application/vnd.oasis.opendocument.text': 'OpenDocument (ODT)',
  'application/vnd.oasis.opendocument.spreadsheet': 'OpenDocument (ODS)',
  'application/vnd.oasis.opendocument.presentation': 'OpenDocument (ODP)',
};

export function typeNames(types: readonly string[]): string {
  return types.map((type) => fileNames[type] ?? type).join(', ');
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/u;

type Wording = keyof FormsTexts['problem'];

/** Says what to do at this field: a list is chosen from, a file is added, a text is typed. */
function wordingOf(code: ProblemCode, form: FormNode | undefined): Wording {
  if (form === undefined) return code;
  const { node } = form;
  if (code === 'required') {
    if (node.kind === 'group') return 'required-group';
    if (node.dataType === 'file' || node.dataType === 'obj') return 'required-file';
    if (form.values !== null && form.values.length > 0) return 'choice-required';
    if (node.dataType === 'bool') return 'not-yes-or-no';
    return node.dataType === 'date' ? 'not-a-date' : 'required';
  }
  if (code === 'pattern' && node.kind === 'field') {
    const purpose = fieldPurpose(node);
    if (purpose === 'email') return 'pattern-email';
    if (form.help === null) return purpose === 'postcode' ? 'pattern-postcode' : 'pattern-plain';
  }
  return code;
}

/** One sentence that names the field and says how to correct it. `form`: the field or group that it is about. */
export function problemText(
  lang: Lang,
  label: string,
  problem: { code: ProblemCode; params: ErrorParams },
  form?: FormNode,
): string {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(problem.params)) params[name] = shownParam(lang, value);
  if (problem.code === 'file-too-big') params['max'] = formatBytes(Number(problem.params['max']), lang);
  if (problem.code === 'file-name') params['type'] = typeNames([String(problem.params['type'])]);
  if (problem.code === 'file-type') params['allowed'] = typeNames(String(problem.params['allowed']).split(', '));
  const said = formsTexts(lang).problem[wordingOf(problem.code, form)](label, params);
  // A label that is a question needs no colon behind it.
  return /[?!.:]$/u.test(label) ? said.replace(`${label}: `, `${label} `) : said;
}

/** Dates and decimals as the form shows them. */
function shownParam(lang: Lang, value: string | number): string | number {
  if (typeof value === 'number') return value;
  const date = isoDate.exec(value);
  if (date !== null) return `${date[3]}.${date[2]}.${date[1]}${date[4] === undefined ? '' : ` ${date[4]}`}`;
  return lang === 'de' && /^-?\d+\.\d+$/u.test(value) ? value.replace('.', ',') : value;
}
