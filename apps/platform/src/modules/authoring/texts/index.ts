import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';
import { reuseDe } from './reuse-de.ts';
import { reuseEn } from './reuse-en.ts';

export type Texts = typeof de & { reuse: typeof reuseDe };

const both: Readonly<Record<Lang, Texts>> = { de: { ...de, reuse: reuseDe }, en: { ...en, reuse: reuseEn } };

export function authoringTexts(lang: Lang): Texts {
  return both[lang];
}
