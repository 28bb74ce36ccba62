import { AppError, type ErrorTexts } from '#kernel/errors';

export const costsErrorTexts = {
  'costs/package-not-found': {
    de: {
      title: 'Dieses Dienstpaket gibt es nicht',
      text: 'Prüfen Sie die Adresse. Alle Dienstpakete finden Sie unter Nachnutzung.',
    },
    en: {
      title: 'This service package does not exist',
      text: 'Check the address. You find all service packages under reuse.',
    },
  },
  'costs/no-price-sheet': {
    de: {
      title: 'Zu diesem Dienst gibt es kein Preisblatt',
      text: 'Der Anbieter hat für diese Version keine Preise angegeben. Fragen Sie ihn nach einem Preisblatt.',
    },
    en: {
      title: 'There is no price sheet for this service',
      text: 'The provider has given no prices for this version. Ask them for a price sheet.',
    },
  },
  'costs/area-not-found': {
    de: {
      title: 'Diesen Ort kennen wir nicht',
      text: 'Geben Sie den zwölfstelligen Regionalschlüssel einer Gemeinde oder eines Kreises an.',
    },
    en: {
      title: 'We do not know this place',
      text: 'Give the regional key (12 digits) of a municipality or a district.',
    },
  },
} satisfies ErrorTexts;

/** Also for a service of one's own budget that is not there. */
export const packageNotFound = (): AppError => new AppError('not-found', 'costs/package-not-found');
export const noPriceSheet = (): AppError => new AppError('not-found', 'costs/no-price-sheet');
export const areaNotFound = (): AppError => new AppError('not-found', 'costs/area-not-found');
