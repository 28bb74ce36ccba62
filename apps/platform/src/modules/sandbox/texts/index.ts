import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';

export type Texts = typeof de;

export function sandboxTexts(lang: Lang): Texts {
  return lang === 'de' ? de : en;
}
