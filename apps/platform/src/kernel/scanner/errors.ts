import { type ErrorTexts } from '../errors/index.ts';

export const scannerErrorTexts: ErrorTexts = {
  'scanner/unavailable': {
    de: {
      title: 'Dateien können gerade nicht geprüft werden',
      text: 'Der Virenscanner antwortet nicht. Ihre Angaben sind gespeichert. Bitte versuchen Sie es später noch einmal.',
    },
    en: {
      title: 'Files cannot be checked at the moment',
      text: 'The virus scanner does not answer. Your entries are saved. Please try again later.',
    },
  },
};
