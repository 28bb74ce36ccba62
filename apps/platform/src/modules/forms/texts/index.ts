import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';

export type FormsTexts = typeof de;

export function formsTexts(lang: Lang): FormsTexts {
  return lang === 'de' ? de : en;
}
