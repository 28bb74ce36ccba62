import { AppError, type ErrorTexts } from '#kernel/errors';

export const sandboxErrorTexts = {
  'sandbox/not-found': {
    de: {
      title: 'Dieses Testsystem gibt es nicht',
      text: 'Es wurde entfernt, oder es gehört einer anderen Stelle. Ihre Testsysteme finden Sie unter „Testsysteme“.',
    },
    en: {
      title: 'This test system does not exist',
      text: 'It was removed, or it belongs to somebody else. You find your test systems under "Test systems".',
    },
  },
  'sandbox/too-many': {
    de: {
      title: 'Sie haben schon genug Testsysteme',
      text: 'Jede Stelle kann {max} Testsysteme zugleich haben. Entfernen Sie eines, das Sie nicht mehr brauchen.',
    },
    en: {
      title: 'You have enough test systems',
      text: 'Every body can have {max} test systems at a time. Remove one that you do not need any more.',
    },
  },
  'sandbox/full': {
    de: {
      title: 'Dieses Testsystem ist voll',
      text: 'Es hat schon {max} Anträge. Setzen Sie es zurück; das geschieht auch jede Nacht von selbst.',
    },
    en: {
      title: 'This test system is full',
      text: 'It has {max} applications already. Reset it; that also happens every night by itself.',
    },
  },
  'sandbox/not-here': {
    de: {
      title: 'Testsysteme sind hier nicht möglich',
      text: 'Diese Installation nutzt einen fremden Zustelldienst und kann dort keine Zustellpunkte zum Testen anlegen.',
    },
    en: {
      title: 'Test systems are not possible here',
      text: 'This installation uses a delivery service of somebody else and cannot make destinations for tests there.',
    },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else: nobody learns that it exists. */
export const sandboxNotFound = (): AppError => new AppError('not-found', 'sandbox/not-found');
