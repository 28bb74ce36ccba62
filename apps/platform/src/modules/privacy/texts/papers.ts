import { type Lang } from '#kernel/ids';
import { papersDe } from './papers-de.ts';
import { papersEn } from './papers-en.ts';

export type PaperTexts = typeof papersDe;

export function paperTexts(lang: Lang): PaperTexts {
  return lang === 'de' ? papersDe : papersEn;
}
