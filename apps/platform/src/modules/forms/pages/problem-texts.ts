import { type ErrorParams } from '@verbund/xdatenfelder';
import { type Lang } from '#kernel/ids';
import { formatBytes } from '#ui';
import { formsTexts } from '../texts/index.ts';
import { type UploadProblem } from '../receive-file.ts';

const fileNames: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
};

export function typeNames(types: readonly string[]): string {
  return types.map((type) => fileNames[type] ?? type).join(', ');
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/u;

/** One sentence that names the field and says how to correct it. */
export function problemText(lang: Lang, label: string, problem: { code: UploadProblem; params: ErrorParams }): string {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(problem.params)) {
    params[name] = typeof value === 'string' ? value.replace(isoDate, '$3.$2.$1') : value;
  }
  if (problem.code === 'file-too-big') params['max'] = formatBytes(Number(problem.params['max']), lang);
  if (problem.code === 'file-type') params['allowed'] = typeNames(String(problem.params['allowed']).split(', '));
  return formsTexts(lang).problem[problem.code](label, params);
}
