import { type Lang } from '#kernel/ids';
import { de } from './de.ts';
import { en } from './en.ts';
import { pricesDe } from './prices-de.ts';
import { pricesEn } from './prices-en.ts';
import { reuseDe } from './reuse-de.ts';
import { reuseEn } from './reuse-en.ts';

export type Texts = typeof de & { prices: typeof pricesDe; reuse: typeof reuseDe };

const both: Readonly<Record<Lang, Texts>> = {
  de: { ...de, prices: pricesDe, reuse: reuseDe },
  en: { ...en, prices: pricesEn, reuse: reuseEn },
};

export function authoringTexts(lang: Lang): Texts {
  return both[lang];
}
