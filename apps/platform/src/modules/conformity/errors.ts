import { AppError, type ErrorTexts } from '#kernel/errors';

export const conformityErrorTexts = {
  'conformity/subject-not-found': {
    de: {
      title: 'Diese Prüfung gibt es nicht',
      text: 'Die Version ist nicht bekannt oder gehört einem anderen Anbieter. Prüfen Sie die Adresse.',
    },
    en: {
      title: 'This check does not exist',
      text: 'The version is unknown or belongs to another provider. Check the address.',
    },
  },
  'conformity/criteria-not-found': {
    de: {
      title: 'Diesen Kriterienkatalog gibt es nicht',
      text: 'Prüfen Sie den Namen und die Version des Katalogs.',
    },
    en: { title: 'This criteria catalogue does not exist', text: 'Check the name and the version of the catalogue.' },
  },
  'conformity/criterion-not-found': {
    de: { title: 'Dieses Kriterium gibt es nicht', text: 'Der Katalog enthält es nicht. Prüfen Sie die Adresse.' },
    en: { title: 'This criterion does not exist', text: 'The catalogue does not hold it. Check the address.' },
  },
  'conformity/finding-not-found': {
    de: {
      title: 'Diese Feststellung gibt es nicht',
      text: 'Sie betrifft einen anderen Anbieter oder ist durch eine neuere ersetzt. Öffnen Sie die Prüfung neu.',
    },
    en: {
      title: 'This finding does not exist',
      text: 'It is about another provider or a newer one has replaced it. Open the check again.',
    },
  },
  'conformity/not-a-checking-body': {
    de: {
      title: 'Ihr Haus ist keine Prüfstelle',
      text: 'Feststellungen treffen der Betreiber und Stellen, die er benennt. Fragen Sie den Betreiber der Plattform.',
    },
    en: {
      title: 'Your body does not check',
      text: 'Findings are made by the operator and by bodies that it names. Ask the operator of the platform.',
    },
  },
  'conformity/running': {
    de: {
      title: 'Eine Prüfung läuft schon',
      text: 'Warten Sie, bis die laufende Prüfung dieser Version fertig ist. Das dauert höchstens einige Minuten.',
    },
    en: {
      title: 'A check is under way',
      text: 'Wait until the check of this version is done. It takes some minutes at most.',
    },
  },
  'conformity/catalogue-unreadable': {
    de: {
      title: 'Dieser Kriterienkatalog ist nicht lesbar',
      text: 'Die Datei folgt nicht dem beschriebenen Format: {detail}',
    },
    en: {
      title: 'This criteria catalogue cannot be read',
      text: 'The file does not follow the documented format: {detail}',
    },
  },
  'conformity/catalogue-signature': {
    de: {
      title: 'Die Unterschrift des Katalogs stimmt nicht',
      text: 'Der Inhalt ist verändert, oder er ist mit einem anderen Schlüssel unterschrieben als mit dem, den Sie nennen.',
    },
    en: {
      title: 'The signature of the catalogue is wrong',
      text: 'The content is altered, or it is signed with another key than the one you name.',
    },
  },
  'conformity/catalogue-changed': {
    de: {
      title: 'Diese Version des Katalogs gibt es schon mit anderem Inhalt',
      text: 'Versionen ändern sich nicht. Geben Sie dem geänderten Katalog eine neue Versionsnummer.',
    },
    en: {
      title: 'This version of the catalogue is there with another content',
      text: 'Versions never change. Give the changed catalogue a new version number.',
    },
  },
} satisfies ErrorTexts;

export const subjectNotFound = (): AppError => new AppError('not-found', 'conformity/subject-not-found');
export const criterionNotFound = (): AppError => new AppError('not-found', 'conformity/criterion-not-found');
export const findingNotFound = (): AppError => new AppError('not-found', 'conformity/finding-not-found');
