import { de } from './de.ts';
import { en } from './en.ts';

export type Texts = typeof de;

/** Mails and the outcome of a callback test say both, so there is no language to choose. */
export const transportTexts = { de, en };
