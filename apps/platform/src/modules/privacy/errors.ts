import { type ErrorTexts } from '#kernel/errors';

export const privacyErrorTexts = {
  'privacy/not-found': {
    de: {
      title: 'Diese Folgenabschätzung gibt es nicht',
      text: 'Die Version ist nicht veröffentlicht, oder sie hat keine zentrale Folgenabschätzung. Ihre Dienste finden Sie unter „Datenschutz“.',
    },
    en: {
      title: 'This assessment does not exist',
      text: 'The version is not published, or it has no central assessment. You find your services under "Data protection".',
    },
  },
  'privacy/no-assessment': {
    de: {
      title: 'Diese Version kann nicht übernommen werden',
      text: 'Sie hat keine zentrale Datenschutz-Folgenabschätzung, oder deren Ergebnis ist „nicht vertretbar“. Wenden Sie sich an den Anbieter.',
    },
    en: {
      title: 'This version cannot be adopted',
      text: 'It has no central data protection impact assessment, or the result of it is "not acceptable". Please ask the provider.',
    },
  },
  'privacy/decided-meanwhile': {
    de: {
      title: 'Jemand hat gerade entschieden',
      text: 'Ihre Entscheidung ist nicht gespeichert worden. Öffnen Sie die Seite neu und sehen Sie die Entscheidung an, die jetzt gilt.',
    },
    en: {
      title: 'Somebody has just decided',
      text: 'Your decision was not saved. Open the page again and look at the decision that is in force now.',
    },
  },
} satisfies ErrorTexts;
