import { AppError, type ErrorTexts } from '#kernel/errors';

export const marketplaceErrorTexts = {
  'marketplace/package-not-found': {
    de: {
      title: 'Diesen Dienst gibt es im Marktplatz nicht',
      text: 'Er wurde zurückgezogen, oder die Adresse stimmt nicht. Suchen Sie im Marktplatz danach.',
    },
    en: {
      title: 'This service is not in the marketplace',
      text: 'It was withdrawn, or the address is wrong. Search for it in the marketplace.',
    },
  },
  'marketplace/wish-not-found': {
    de: {
      title: 'Diesen gesuchten Dienst gibt es nicht',
      text: 'Der Eintrag wurde zurückgezogen, oder die Adresse stimmt nicht. Alle Einträge stehen unter „Gesuchte Dienste“.',
    },
    en: {
      title: 'This wanted service does not exist',
      text: 'The entry was withdrawn, or the address is wrong. All entries are at "Wanted services".',
    },
  },
  'marketplace/review-not-found': {
    de: {
      title: 'Diese Bewertung gibt es nicht',
      text: 'Sie wurde gelöscht, oder die Adresse stimmt nicht.',
    },
    en: { title: 'This review does not exist', text: 'It was deleted, or the address is wrong.' },
  },
  'marketplace/not-in-use': {
    de: {
      title: 'Ihre Behörde setzt diesen Dienst nicht ein',
      text: 'Erfahrungen schreiben nur Behörden auf, bei denen der Dienst freigeschaltet ist.',
    },
    en: {
      title: 'Your authority does not run this service',
      text: 'Experience is written down only by authorities where the service is live.',
    },
  },
  'marketplace/towns-only': {
    de: {
      title: 'Das können nur Kommunen',
      text: 'Gesuchte Dienste tragen Städte, Gemeinden und Kreise ein. Anbieter antworten darauf.',
    },
    en: {
      title: 'Only municipalities can do this',
      text: 'Wanted services are entered by towns and districts. Providers answer to them.',
    },
  },
  'marketplace/providers-only': {
    de: {
      title: 'Das können nur Anbieter',
      text: 'Auf gesuchte Dienste antworten Behörden und Unternehmen, die Dienste anbieten.',
    },
    en: {
      title: 'Only providers can do this',
      text: 'Wanted services are answered by those who provide services.',
    },
  },
  'marketplace/bad-parameter': {
    de: { title: 'Ein Parameter ist falsch', text: 'Die Beschreibung der Schnittstelle nennt die erlaubten Werte.' },
    en: { title: 'A parameter is wrong', text: 'The description of the interface names the allowed values.' },
  },
} satisfies ErrorTexts;

export const packageNotFound = (): AppError => new AppError('not-found', 'marketplace/package-not-found');
export const wishNotFound = (): AppError => new AppError('not-found', 'marketplace/wish-not-found');
export const reviewNotFound = (): AppError => new AppError('not-found', 'marketplace/review-not-found');
