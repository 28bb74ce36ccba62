import { type Lang } from '#kernel/ids';
import { type FileFlag } from '../domain/file-flags.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type FormsTexts = typeof de;

/** E.g. "enthält Makros"; empty when there is nothing to say. */
export function flagText(lang: Lang, flags: readonly FileFlag[]): string {
  return flags.map((flag) => formsTexts(lang).fileFlags[flag]).join(', ');
}

export function formsTexts(lang: Lang): FormsTexts {
  return lang === 'de' ? de : en;
}
