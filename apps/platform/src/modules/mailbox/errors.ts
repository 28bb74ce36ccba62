import { type ErrorTexts } from '#kernel/errors';

export const mailboxErrorTexts = {
  'mailbox/not-found': {
    de: { title: 'Nicht gefunden', text: 'Diese Nachricht oder Datei gibt es in Ihrem Postfach nicht.' },
    en: { title: 'Not found', text: 'This message or file does not exist in your mailbox.' },
  },
  'mailbox/reload': {
    de: {
      title: 'Die Seite ist veraltet',
      text: 'Die Antwort konnte nicht zugeordnet werden. Öffnen Sie die Nachricht neu und schicken Sie die Antwort noch einmal ab.',
    },
    en: {
      title: 'The page is outdated',
      text: 'The answer could not be matched. Open the message again and send the answer once more.',
    },
  },
  'mailbox/too-many-drafts': {
    de: {
      title: 'Zu viele angefangene Antworten',
      text: 'Zu diesem Vorgang gibt es schon {max} angefangene Antworten. Schicken Sie eine davon ab.',
    },
    en: {
      title: 'Too many unsent answers',
      text: 'There are {max} unsent answers in this conversation already. Please send one of them.',
    },
  },
  'mailbox/no-case': {
    de: {
      title: 'Antworten ist noch nicht möglich',
      text: 'Ihr Antrag ist noch nicht bei der Behörde angekommen. Ihr Text ist gespeichert; Sie können ihn später abschicken.',
    },
    en: {
      title: 'Answering is not possible yet',
      text: 'Your application has not reached the authority yet. Your text is saved; you can send it later.',
    },
  },
} satisfies ErrorTexts;
