import { type ErrorTexts } from '../errors/index.ts';

const internal = {
  de: 'Gespeicherte Daten lassen sich nicht entschlüsseln. Bitte wenden Sie sich mit der Vorgangsnummer dieser Seite an den Betrieb.',
  en: 'Stored data cannot be decrypted. Please contact the operator and name the reference of this page.',
};

export const secretsErrorTexts: ErrorTexts = {
  'secrets/unreadable': {
    de: { title: 'Daten nicht lesbar', text: internal.de },
    en: { title: 'Data not readable', text: internal.en },
  },
  'secrets/unknown-master-key': {
    de: { title: 'Hauptschlüssel fehlt', text: internal.de },
    en: { title: 'Master key missing', text: internal.en },
  },
  'secrets/key-vanished': {
    de: {
      title: 'Konto wird gelöscht',
      text: 'Die Daten wurden gerade gelöscht. Bitte laden Sie die Seite neu.',
    },
    en: { title: 'Account is being deleted', text: 'The data have just been deleted. Please reload the page.' },
  },
};
