import { type Lang } from '#kernel/ids';
import { testsDe } from './tests-de.ts';
import { testsEn } from './tests-en.ts';

export type TestsTexts = typeof testsDe;

export function testsTexts(lang: Lang): TestsTexts {
  return lang === 'de' ? testsDe : testsEn;
}
