import { type ErrorTexts } from '../errors/index.ts';

export const blobsErrorTexts: ErrorTexts = {
  'blobs/too-large': {
    de: {
      title: 'Datei zu groß',
      text: 'Die Datei ist größer als erlaubt. Bitte verkleinern Sie die Datei oder teilen Sie sie auf.',
    },
    en: { title: 'File too large', text: 'The file is larger than allowed. Please make it smaller or split it.' },
  },
  'blobs/storage-full': {
    de: {
      title: 'Datei kann gerade nicht gespeichert werden',
      text: 'Der Dateispeicher ist voll. Ihre übrigen Eingaben sind gespeichert. Bitte versuchen Sie es später erneut.',
    },
    en: {
      title: 'File cannot be stored at the moment',
      text: 'The file storage is full. Your other entries are saved. Please try again later.',
    },
  },
  'blobs/not-found': {
    de: { title: 'Datei nicht gefunden', text: 'Die Datei gibt es nicht oder nicht mehr.' },
    en: { title: 'File not found', text: 'The file does not exist or no longer exists.' },
  },
  'blobs/damaged': {
    de: {
      title: 'Datei beschädigt',
      text: 'Die gespeicherte Datei ist beschädigt und wird nicht ausgegeben. Bitte wenden Sie sich an den Betrieb.',
    },
    en: {
      title: 'File damaged',
      text: 'The stored file is damaged and is not handed out. Please contact the operator.',
    },
  },
};
