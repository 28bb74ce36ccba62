import { AppError, type ErrorTexts } from '#kernel/errors';

export const authoringErrorTexts = {
  'authoring/work-not-found': {
    de: {
      title: 'Diesen Dienst in Arbeit gibt es nicht',
      text: 'Er wurde gelöscht oder gehört einem anderen Anbieter. Ihre Dienste finden Sie im Anbieterbereich.',
    },
    en: {
      title: 'This service in the making does not exist',
      text: 'It was deleted or belongs to another provider. You find your services in the provider workspace.',
    },
  },
  'authoring/page-not-found': {
    de: {
      title: 'Diese Seite gibt es nicht',
      text: 'Prüfen Sie die Adresse, oder gehen Sie zum Anbieterbereich zurück.',
    },
    en: { title: 'This page does not exist', text: 'Check the address, or go back to the provider workspace.' },
  },
  'authoring/list-not-missing': {
    de: {
      title: 'Diese Codeliste fehlt nicht mehr',
      text: 'Jemand hat die Codeliste inzwischen ergänzt oder das Datenschema ausgetauscht. Öffnen Sie den Bericht neu.',
    },
    en: {
      title: 'This code list is not missing any more',
      text: 'Somebody has added the code list or exchanged the data schema meanwhile. Open the report again.',
    },
  },
  'authoring/rules-unreadable': {
    de: {
      title: 'Die Regeln dieser Version sind nicht lesbar',
      text: 'Beginnen Sie einen neuen Dienst mit der Datei des Datenschemas; die veröffentlichte Version gilt weiter.',
    },
    en: {
      title: 'The rules of this version cannot be read',
      text: 'Begin a new service with the file of the data schema; the published version stays valid.',
    },
  },
  'authoring/schema-changed': {
    de: {
      title: 'Jemand hat das Schema gerade geändert',
      text: 'Ihre Entscheidung über die Codeliste ist nicht gespeichert worden. Öffnen Sie den Bericht neu und entscheiden Sie nach dem neuen Stand.',
    },
    en: {
      title: 'Somebody has just changed the schema',
      text: 'Your decision on the code list was not saved. Open the report again and decide on the new state.',
    },
  },
  'authoring/work-changed': {
    de: {
      title: 'Jemand hat gerade gespeichert',
      text: 'Es ist nichts veröffentlicht worden. Öffnen Sie „Prüfen und veröffentlichen“ neu und sehen Sie den neuen Stand an.',
    },
    en: {
      title: 'Somebody has just saved',
      text: 'Nothing was published. Open "Check and publish" again and look at the new state.',
    },
  },
  'authoring/work-too-large': {
    de: {
      title: 'Dieser Dienst ist zu umfangreich',
      text: 'Gestaltung, Regeln und Prüffälle haben zusammen mehr als 8 MB. Die letzte Änderung ist nicht gespeichert, alles andere ist noch da. Entfernen Sie zum Beispiel Prüffälle, und versuchen Sie es noch einmal.',
    },
    en: {
      title: 'This service is too large',
      text: 'Design, rules and test cases amount to more than 8 MB. The last change is not saved, everything else is still there. Remove some test cases, for example, and try again.',
    },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else: nobody learns that it exists. */
export const workNotFound = (): AppError => new AppError('not-found', 'authoring/work-not-found');
