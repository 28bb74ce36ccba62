import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';

export function mailboxTexts(lang: Lang): typeof de {
  return lang === 'de' ? de : en;
}
