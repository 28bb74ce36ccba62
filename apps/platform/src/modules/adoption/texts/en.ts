import { type Texts } from './index.ts';

export const en: Texts = {
  mail: {
    reminder: (link) => ({
      subject: 'Reuse: a step is due',
      text: `Hello,\n\nin the adoption of an online service a step is due that is yours.\nAfter signing in you find it here:\n${link}\n\nWe remind of this step only once.\n`,
    }),
  },
};
