import { type ErrorTexts } from '../errors/index.ts';

export const mailErrorTexts: ErrorTexts = {
  'mail/not-sent': {
    de: {
      title: 'E-Mail nicht versendet',
      text: 'Der Mailserver hat die E-Mail nicht angenommen. Der Versand wird automatisch wiederholt.',
    },
    en: { title: 'Mail not sent', text: 'The mail server did not accept the mail. Sending is repeated automatically.' },
  },
};
