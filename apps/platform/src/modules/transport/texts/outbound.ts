import { outboundDe } from './outbound-de.ts';
import { outboundEn } from './outbound-en.ts';

export type OutboundTexts = typeof outboundDe;

/** Mails and the outcome of a callback test are said in both languages, so there is no language to choose. */
export const outboundTexts = { de: outboundDe, en: outboundEn };
