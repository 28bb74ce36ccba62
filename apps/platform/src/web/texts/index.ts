import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';

export type WebTexts = typeof de;

export function webTexts(lang: Lang): WebTexts {
  return lang === 'de' ? de : en;
}
