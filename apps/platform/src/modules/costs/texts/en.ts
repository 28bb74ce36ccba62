import { type Texts } from './index.ts';

export const en: Texts = {
  title: 'Budget',
};
