import { type Texts } from './index.ts';

export const en: Texts = {
  mail: {
    subject: { due: 'Due date of a finding', recheck: 'Re-check of a finding' },
    text: {
      due: (criterion, day, link) =>
        `A finding on criterion ${criterion} has to be mended by ${day}. You find everything in the provider workspace:\n${link}`,
      recheck: (criterion, day, link) =>
        `Criterion ${criterion} has to be checked again on ${day}. To the check:\n${link}`,
    },
  },
};
