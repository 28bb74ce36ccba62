import { type de } from './de.ts';

export const en: typeof de = {
  feedbackMail: {
    subject: 'Feedback on accessibility',
    body: (url) =>
      `Hello,\n\nsomebody reported a barrier on your service portal. After signing in you can read the report here:\n${url}\n\nPlease answer within one month.\n`,
  },
};
