import { type ErrorTexts } from '#kernel/errors';

export const formsErrorTexts = {
  'forms/test-system': {
    de: {
      title: 'Das ist ein Testsystem',
      text: 'Hier kommen keine echten Anträge an, deshalb können Sie mit Ihrem Konto keinen stellen. Ausprobieren kann den Dienst, wer das Testsystem angelegt hat: dort unter „Als Testperson ausfüllen“.',
    },
    en: {
      title: 'This is a test system',
      text: 'No real applications arrive here, so you cannot make one with your account. Whoever made the test system can try the service: there by "Fill in as a test person".',
    },
  },
  'forms/test-person': {
    de: {
      title: 'Sie sind als Testperson angemeldet',
      text: 'Eine Testperson gibt es nur im Testsystem. Melden Sie sich ab, wenn Sie einen echten Antrag stellen wollen.',
    },
    en: {
      title: 'You are signed in as a test person',
      text: 'A test person exists in the test system only. Sign out if you want to make a real application.',
    },
  },
  'forms/offering-not-found': {
    de: {
      title: 'Diesen Online-Dienst gibt es hier nicht',
      text: 'Der Dienst wird hier nicht oder nicht mehr online angeboten. Suchen Sie auf der Startseite nach der Leistung; dort steht auch, wer zuständig ist.',
    },
    en: {
      title: 'This online service does not exist here',
      text: 'The service is not or no longer offered online here. Search for it on the start page; it also says who is responsible.',
    },
  },
  'forms/offering-ended': {
    de: {
      title: 'Der Online-Dienst ist zurzeit geschlossen',
      text: 'Ihr Entwurf ist gespeichert, abschicken können Sie ihn gerade nicht. Bitte versuchen Sie es später noch einmal oder wenden Sie sich an Ihre Stadt.',
    },
    en: {
      title: 'The online service is closed at the moment',
      text: 'Your draft is saved, but it cannot be sent now. Please try again later or contact your town.',
    },
  },
  'forms/draft-not-found': {
    de: {
      title: 'Entwurf nicht gefunden',
      text: 'Diesen Entwurf gibt es nicht oder nicht mehr. Ihre Entwürfe und Anträge finden Sie in Ihrem Konto.',
    },
    en: {
      title: 'Draft not found',
      text: 'This draft does not exist or no longer exists. You find your drafts and applications in your account.',
    },
  },
  'forms/already-sent': {
    de: {
      title: 'Dieser Antrag wurde schon abgeschickt',
      text: 'Er lässt sich nicht mehr ändern. Den Stand sehen Sie in Ihrem Konto.',
    },
    en: {
      title: 'This application was sent already',
      text: 'It cannot be changed any more. You see its state in your account.',
    },
  },
  'forms/application-not-found': {
    de: {
      title: 'Antrag nicht gefunden',
      text: 'Diesen Antrag gibt es nicht in Ihrem Konto. Ihre Anträge finden Sie in der Übersicht des Kontos.',
    },
    en: {
      title: 'Application not found',
      text: 'This application is not in your account. You find your applications in the overview of the account.',
    },
  },
  'forms/page-not-found': {
    de: {
      title: 'Seite nicht gefunden',
      text: 'Diese Seite gibt es im Formular nicht. Öffnen Sie den Entwurf über Ihr Konto.',
    },
    en: { title: 'Page not found', text: 'This page is not in the form. Open the draft from your account.' },
  },
  'forms/file-not-found': {
    de: { title: 'Datei nicht gefunden', text: 'Diese Datei gibt es in dem Entwurf nicht oder nicht mehr.' },
    en: { title: 'File not found', text: 'This file is not or no longer in the draft.' },
  },
  'forms/file-in-quarantine': {
    de: {
      title: 'Die Datei wird noch geprüft',
      text: 'Solange die Virenprüfung nicht abgeschlossen ist, kann die Datei weder angesehen noch abgeschickt werden. Sie ist gespeichert; bitte versuchen Sie es in einigen Minuten noch einmal.',
    },
    en: {
      title: 'The file is still being checked',
      text: 'Until the virus check is done, the file can neither be looked at nor sent. It is stored; please try again in a few minutes.',
    },
  },
  'forms/too-many-drafts': {
    de: {
      title: 'Zu viele Entwürfe',
      text: 'Sie haben schon {max} Entwürfe. Bitte schicken Sie einen ab oder löschen Sie einen in Ihrem Konto.',
    },
    en: {
      title: 'Too many drafts',
      text: 'You have {max} drafts already. Please send one or delete one in your account.',
    },
  },
  'forms/draft-too-large': {
    de: {
      title: 'Zu viele Angaben',
      text: 'Der Entwurf wäre größer als erlaubt. Ihre letzten Eingaben wurden nicht gespeichert. Bitte kürzen Sie lange Texte oder fügen Sie sie als Datei an.',
    },
    en: {
      title: 'Too much text',
      text: 'The draft would be larger than allowed. Your last entries were not saved. Please shorten long texts or attach them as a file.',
    },
  },
  'forms/busy': {
    de: {
      title: 'Bitte noch einmal versuchen',
      text: 'Der Entwurf wurde im selben Augenblick mehrmals geändert. Gehen Sie zurück und versuchen Sie es noch einmal.',
    },
    en: {
      title: 'Please try again',
      text: 'The draft was changed several times at the same moment. Go back and try again.',
    },
  },
  'forms/undelivered': {
    de: {
      title: 'Ein Antrag ist noch nicht zugestellt',
      text: 'Solange ein abgeschickter Antrag der Behörde noch nicht zugestellt ist, können wir ihn nicht löschen. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    },
    en: {
      title: 'An application is not delivered yet',
      text: 'While an application that you sent is not delivered to the authority, we cannot delete it. Please try again in a few minutes.',
    },
  },
} satisfies ErrorTexts;
