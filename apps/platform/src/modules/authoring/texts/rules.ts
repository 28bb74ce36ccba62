import { type Lang } from '#kernel/ids';
import { de } from './rules-de.ts';
import { en } from './rules-en.ts';

export type RuleTexts = typeof de;

/** Texts of the rule review, which has more of them than the rest of the workspace. */
export function ruleTexts(lang: Lang): RuleTexts {
  return lang === 'de' ? de : en;
}
