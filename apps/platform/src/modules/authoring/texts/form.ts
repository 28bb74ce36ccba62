import { type Lang } from '#kernel/ids';
import { formDe } from './form-de.ts';
import { formEn } from './form-en.ts';

export type FormTexts = typeof formDe;

export function formEditorTexts(lang: Lang): FormTexts {
  return lang === 'de' ? formDe : formEn;
}
