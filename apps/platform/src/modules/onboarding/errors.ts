import { type ErrorTexts } from '#kernel/errors';

export const onboardingErrorTexts = {
  'onboarding/area-unknown': {
    de: {
      title: 'Diesen Regionalschlüssel gibt es nicht',
      text: 'Prüfen Sie die zwölf Ziffern. Alle Schlüssel stehen im Gemeindeverzeichnis der Statistischen Ämter.',
    },
    en: {
      title: 'There is no such regional key',
      text: 'Check the twelve digits. All keys are listed in the register of municipalities of the statistical offices.',
    },
  },
  'onboarding/area-out-of-reach': {
    de: {
      title: 'Diese Kommune liegt nicht in Ihrem Gebiet',
      text: 'Kreise und Länder legen nur Kommunen im eigenen Gebiet an. Wenden Sie sich an den Betrieb der Plattform.',
    },
    en: {
      title: 'This town is not in your area',
      text: 'Districts and Länder create towns in their own area only. Ask the operator of the platform.',
    },
  },
  'onboarding/address-taken': {
    de: {
      title: 'Diese Internetadresse ist nicht frei',
      text: 'Sie gehört zu einer anderen Kommune oder zur Plattform selbst. Wählen Sie eine andere.',
    },
    en: {
      title: 'This web address is not free',
      text: 'It belongs to another town or to the platform itself. Choose another one.',
    },
  },
  'onboarding/no-access': {
    de: {
      title: 'Sie haben in dieser Kommune keinen Zugang',
      text: 'Die Verwaltung der Kommune kann Ihnen auf der Seite „Einrichten“ Zugang geben.',
    },
    en: {
      title: 'You have no access to this town',
      text: 'The administrator of the town can give you access on the page "Set up".',
    },
  },
  'onboarding/draft-changed': {
    de: {
      title: 'Der Text hat sich geändert',
      text: 'Jemand hat den Entwurf oder die Angaben geändert, während Sie gelesen haben. Bitte lesen Sie ihn noch einmal. Veröffentlicht wurde nichts.',
    },
    en: {
      title: 'The text has changed',
      text: 'Somebody changed the draft or the facts while you were reading. Please read it again. Nothing was published.',
    },
  },
  'onboarding/draft-gaps': {
    de: {
      title: 'Im Entwurf fehlt noch etwas',
      text: 'Ergänzen Sie zuerst die Stellen in eckigen Klammern, in den Angaben oder im Text selbst. Veröffentlicht wurde nichts.',
    },
    en: {
      title: 'Something is missing in the draft',
      text: 'First fill in the places in square brackets, in the facts or in the text itself. Nothing was published.',
    },
  },
  'onboarding/not-found': {
    de: { title: 'Nicht gefunden', text: 'Diesen Eintrag gibt es nicht oder er gehört nicht zu Ihrer Behörde.' },
    en: { title: 'Not found', text: 'This entry does not exist or does not belong to your authority.' },
  },
} satisfies ErrorTexts;
