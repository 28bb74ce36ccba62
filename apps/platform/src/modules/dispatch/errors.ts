import { type ErrorTexts } from '#kernel/errors';

export const dispatchErrorTexts = {
  'dispatch/undelivered': {
    de: {
      title: 'Etwas ist noch nicht zugestellt',
      text: 'Ein abgeschickter Antrag oder eine Antwort ist gespeichert, aber noch nicht bei der Behörde angekommen. Bitte versuchen Sie es später noch einmal, damit nichts verloren geht.',
    },
    en: {
      title: 'Something is not delivered yet',
      text: 'An application or answer that you sent is stored but has not reached the authority yet. Please try again later so that nothing is lost.',
    },
  },
  'dispatch/id-taken': {
    de: { title: 'Das ist so nicht möglich', text: 'Diese Kennung ist schon vergeben. Laden Sie die Seite neu.' },
    en: { title: 'This is not possible', text: 'This identifier is taken. Please reload the page.' },
  },
  'dispatch/too-large': {
    de: {
      title: 'Die Daten sind zu groß',
      text: 'Die Angaben sind zu umfangreich für den Versand. Bitte kürzen Sie lange Texte oder hängen Sie eine Datei an.',
    },
    en: {
      title: 'The data is too large',
      text: 'The entries are too large to be sent. Please shorten long texts or attach a file.',
    },
  },
  'dispatch/no-trust-anchors': {
    de: {
      title: 'Der Versand wartet auf Zertifikate',
      text: 'Es fehlen die Wurzelzertifikate, mit denen der Schlüssel des Empfängers geprüft wird (VERBUND_TRUST_ANCHORS). Die Sendung bleibt gespeichert.',
    },
    en: {
      title: 'Delivery waits for certificates',
      text: 'The root certificates that the key of the receiver is checked with are missing (VERBUND_TRUST_ANCHORS). The item stays stored.',
    },
  },
  'dispatch/busy': {
    de: { title: 'Der Versand läuft schon', text: 'Ein anderer Prozess stellt diese Sendung gerade zu.' },
    en: { title: 'Delivery is under way', text: 'Another process is delivering this item.' },
  },
  'dispatch/not-delivered': {
    de: {
      title: 'Noch nicht zugestellt',
      text: 'Der Zustelldienst hat die Sendung noch nicht angenommen. Der Versand wird von selbst wiederholt.',
    },
    en: {
      title: 'Not delivered yet',
      text: 'The delivery service has not taken the item yet. Delivery is repeated by itself.',
    },
  },
  'dispatch/invalid-log': {
    de: {
      title: 'Das Ereignisprotokoll ist ungültig',
      text: 'Das Protokoll des Zustelldienstes hält der Prüfung nicht stand. Der Stand der Sendung bleibt unverändert und wird wieder geprüft.',
    },
    en: {
      title: 'The event log is invalid',
      text: 'The log of the delivery service does not pass verification. The state of the item stays as it is and is checked again.',
    },
  },
  'dispatch/attachment-damaged': {
    de: {
      title: 'Ein Anhang ist beschädigt',
      text: 'Ein gespeicherter Anhang stimmt nicht mit seiner Prüfsumme überein und wird nicht verschickt. Bitte wenden Sie sich an den Betrieb.',
    },
    en: {
      title: 'An attachment is damaged',
      text: 'A stored attachment does not match its checksum and is not sent. Please contact the operator.',
    },
  },
  'dispatch/portal-not-configured': {
    de: {
      title: 'Der Versand ist nicht eingerichtet',
      text: 'Das Portal hat noch keinen Zugang zum Zustelldienst. Beim eigenen Dienst legt ihn ein Prozess mit den Aufgaben worker und transport an; für einen fremden Dienst ist der Zugang noch nicht gebaut. Abgeschicktes bleibt gespeichert.',
    },
    en: {
      title: 'Delivery is not set up',
      text: 'The portal has no access to the delivery service yet. At our own service a process with the roles worker and transport makes it; access to another service is not built yet. What was sent stays stored.',
    },
  },
  'dispatch/portal-busy': {
    de: {
      title: 'Der Versand wird gerade eingerichtet',
      text: 'Ein anderer Prozess meldet das Portal beim Zustelldienst an. Der Versand folgt von selbst.',
    },
    en: {
      title: 'Delivery is being set up',
      text: 'Another process is registering the portal with the delivery service. Delivery follows by itself.',
    },
  },
} satisfies ErrorTexts;
