import { type Lang } from '#kernel/ids';
import { assessmentDe } from './assessment-de.ts';
import { assessmentEn } from './assessment-en.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { pricesDe } from './prices-de.ts';
import { pricesEn } from './prices-en.ts';
import { reuseDe } from './reuse-de.ts';
import { reuseEn } from './reuse-en.ts';

export type Texts = typeof de & { assessment: typeof assessmentDe; prices: typeof pricesDe; reuse: typeof reuseDe };

const both: Readonly<Record<Lang, Texts>> = {
  de: { ...de, assessment: assessmentDe, prices: pricesDe, reuse: reuseDe },
  en: { ...en, assessment: assessmentEn, prices: pricesEn, reuse: reuseEn },
};

export function authoringTexts(lang: Lang): Texts {
  return both[lang];
}
