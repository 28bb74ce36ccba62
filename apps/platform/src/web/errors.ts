import { type ErrorTexts } from '#kernel/errors';

export const webErrorTexts = {
  'web/bad-parameter': {
    de: { title: 'Parameter ungültig', text: 'Ein Parameter der Adresse hat keinen erlaubten Wert.' },
    en: { title: 'Invalid parameter', text: 'A parameter of the address has no permitted value.' },
  },
  'web/entry-not-found': {
    de: { title: 'Nicht gefunden', text: 'Diesen Eintrag gibt es nicht.' },
    en: { title: 'Not found', text: 'This entry does not exist.' },
  },
} satisfies ErrorTexts;
