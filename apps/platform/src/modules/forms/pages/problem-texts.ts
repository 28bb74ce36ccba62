import { type ErrorParams } from '@verbund/xdatenfelder';
import { type Lang } from '#kernel/ids';
import { formatBytes } from '#ui';
import { formsTexts } from '../texts/index.ts';
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

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/u;

/** One sentence that names the field and says how to correct it. */
export function problemText(lang: Lang, label: string, problem: { code: ProblemCode; params: ErrorParams }): string {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(problem.params)) {
    params[name] = typeof value === 'string' ? value.replace(isoDate, '$3.$2.$1') : value;
  }
  if (problem.code === 'file-too-big') params['max'] = formatBytes(Number(problem.params['max']), lang);
  if (problem.code === 'file-name') params['type'] = typeNames([String(problem.params['type'])]);
  if (problem.code === 'file-type') params['allowed'] = typeNames(String(problem.params['allowed']).split(', '));
  return formsTexts(lang).problem[problem.code](label, params);
}
