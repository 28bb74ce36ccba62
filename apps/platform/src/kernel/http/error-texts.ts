import { type ErrorTexts } from '../errors/index.ts';

/** Texts of the codes that the kernel itself throws. */
export const kernelErrorTexts: ErrorTexts = {
  'http/bad-request': {
    de: {
      title: 'Anfrage nicht lesbar',
      text: 'Die Anfrage war unvollständig oder beschädigt. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
    },
    en: {
      title: 'Request not readable',
      text: 'The request was incomplete or damaged. Reload the page and try again.',
    },
  },
  'http/bad-json': {
    de: { title: 'JSON nicht lesbar', text: 'Der Inhalt der Anfrage ist kein gültiges JSON in UTF-8.' },
    en: { title: 'JSON not readable', text: 'The body of the request is not valid JSON in UTF-8.' },
  },
  'http/not-found': {
    de: {
      title: 'Seite nicht gefunden',
      text: 'Unter dieser Adresse gibt es nichts. Prüfen Sie die Adresse oder suchen Sie die Leistung auf der Startseite.',
    },
    en: {
      title: 'Page not found',
      text: 'There is nothing at this address. Check the address or look for the service on the start page.',
    },
  },
  'http/method-not-allowed': {
    de: {
      title: 'So nicht aufrufbar',
      text: 'Diese Adresse kann auf diese Weise nicht aufgerufen werden. Gehen Sie zurück und öffnen Sie die Seite noch einmal.',
    },
    en: {
      title: 'Method not allowed',
      text: 'This address cannot be called in this way. Go back and open the page again.',
    },
  },
  'http/too-large': {
    de: {
      title: 'Zu viele Daten',
      text: 'Es sind höchstens {limit} erlaubt. Senden Sie weniger auf einmal oder kleinere Dateien.',
    },
    en: { title: 'Too much data', text: 'No more than {limit} is allowed. Send less at once, or smaller files.' },
  },
  'http/file-too-large': {
    de: {
      title: 'Datei zu groß',
      text: 'Eine Datei darf höchstens {limit} groß sein. Verkleinern Sie die Datei und laden Sie sie noch einmal hoch.',
    },
    en: {
      title: 'File too large',
      text: 'A file may have {limit} at most. Make the file smaller and upload it again.',
    },
  },
  'http/too-many-parts': {
    de: {
      title: 'Zu viele Felder oder Dateien',
      text: 'Das Formular enthält mehr Felder oder Dateien, als auf einmal erlaubt sind. Senden Sie weniger Dateien auf einmal.',
    },
    en: {
      title: 'Too many fields or files',
      text: 'The form holds more fields or files than are allowed at once. Send fewer files at once.',
    },
  },
  'http/unsupported-type': {
    de: {
      title: 'Format nicht unterstützt',
      text: 'Diese Adresse nimmt Daten in diesem Format nicht an. Erwartet wird {expected}.',
    },
    en: {
      title: 'Format not supported',
      text: 'This address does not accept data in this format. Expected: {expected}.',
    },
  },
  'http/body-timeout': {
    de: {
      title: 'Übertragung zu langsam',
      text: 'Die Daten sind nicht rechtzeitig angekommen. Prüfen Sie Ihre Verbindung und senden Sie noch einmal.',
    },
    en: { title: 'Transfer too slow', text: 'The data did not arrive in time. Check your connection and send again.' },
  },
  'http/headers-too-large': {
    de: {
      title: 'Kopfzeilen zu groß',
      text: 'Ihr Browser hat zu große Kopfzeilen gesendet. Löschen Sie die Cookies dieser Seite und versuchen Sie es noch einmal.',
    },
    en: {
      title: 'Headers too large',
      text: 'Your browser sent headers that are too large. Delete the cookies of this site and try again.',
    },
  },
  'http/limited': {
    de: {
      title: 'Zu viele Anfragen',
      text: 'Von Ihrer Adresse kamen sehr viele Anfragen. Warten Sie {seconds} Sekunden und versuchen Sie es dann noch einmal.',
    },
    en: {
      title: 'Too many requests',
      text: 'Very many requests came from your address. Wait {seconds} seconds, then try again.',
    },
  },
  'http/signed-out': {
    de: {
      title: 'Bitte melden Sie sich noch einmal an',
      text: 'Sie sind nicht mehr angemeldet. Öffnen Sie die Anmeldung in einem zweiten Fenster, melden Sie sich an und senden Sie diese Seite dann noch einmal: Gehen Sie dafür mit der Zurück-Taste zurück und laden Sie die Seite neu, falls Ihre Eingaben fehlen.',
    },
    en: {
      title: 'Please sign in again',
      text: 'You are no longer signed in. Open the sign-in in a second window, sign in, and then send this page again: go back with the back button, and reload the page if your entries are missing.',
    },
  },
  'http/forbidden': {
    de: {
      title: 'Keine Berechtigung',
      text: 'Ihr Konto darf diese Seite nicht öffnen. Wenn Sie sie für Ihre Arbeit brauchen, bitten Sie die Verwaltung Ihres Mandanten um die passende Rolle.',
    },
    en: {
      title: 'No permission',
      text: 'Your account may not open this page. If you need it for your work, ask the administrator of your authority for the right role.',
    },
  },
  'http/form-expired': {
    de: {
      title: 'Formular nicht mehr gültig',
      text: 'Diese Seite wurde vor einer An- oder Abmeldung geöffnet oder nicht von dieser Website gesendet. Zu Ihrem Schutz wurde nichts ausgeführt. Gehen Sie mit der Zurück-Taste zurück, laden Sie die Seite neu und senden Sie noch einmal.',
    },
    en: {
      title: 'Form no longer valid',
      text: 'This page was opened before you signed in or out, or was not sent from this website. For your protection nothing was done. Go back with the back button, reload the page and send it again.',
    },
  },
  'http/unavailable': {
    de: {
      title: 'Vorübergehend gestört',
      text: 'Die Plattform kann gerade keine Daten lesen oder speichern. Was Sie auf früheren Seiten gespeichert haben, ist sicher. Lassen Sie dieses Fenster offen und laden Sie die Seite in einigen Minuten neu.',
    },
    en: {
      title: 'Temporarily unavailable',
      text: 'The platform can neither read nor store data at the moment. What you saved on earlier pages is safe. Leave this window open and reload the page in a few minutes.',
    },
  },
  'http/internal': {
    de: {
      title: 'Fehler auf unserer Seite',
      text: 'Das hätte nicht passieren dürfen. Versuchen Sie es in einigen Minuten noch einmal. Wenn Sie uns schreiben, nennen Sie bitte die Kennung unten.',
    },
    en: {
      title: 'An error on our side',
      text: 'This should not have happened. Try again in a few minutes. If you write to us, please give the reference below.',
    },
  },
  'outgoing/address-refused': {
    de: {
      title: 'Adresse nicht erlaubt',
      text: 'Die Plattform ruft diese Adresse nicht auf, weil sie in ein internes Netz führt. Die Betreiber können sie freigeben.',
    },
    en: {
      title: 'Address not allowed',
      text: 'The platform does not call this address because it leads into an internal network. The operators can allow it.',
    },
  },
  'outgoing/url-refused': {
    de: {
      title: 'Adresse nicht zulässig',
      text: 'Die Adresse ist keine zulässige Internetadresse. Erwartet wird eine vollständige Adresse mit https.',
    },
    en: {
      title: 'URL not acceptable',
      text: 'The address is not an acceptable URL. A complete address with https is expected.',
    },
  },
  'outgoing/timeout': {
    de: {
      title: 'Gegenstelle antwortet nicht',
      text: 'Das andere System hat nicht rechtzeitig geantwortet. Versuchen Sie es später noch einmal.',
    },
    en: { title: 'Remote system does not answer', text: 'The other system did not answer in time. Try again later.' },
  },
  'outgoing/unreachable': {
    de: {
      title: 'Gegenstelle nicht erreichbar',
      text: 'Das andere System ist nicht erreichbar. Versuchen Sie es später noch einmal.',
    },
    en: { title: 'Remote system unreachable', text: 'The other system cannot be reached. Try again later.' },
  },
  'outgoing/response-too-large': {
    de: { title: 'Antwort zu groß', text: 'Die Antwort des anderen Systems ist größer als erlaubt.' },
    en: { title: 'Response too large', text: 'The response of the other system is larger than allowed.' },
  },
  'http/check-timeout': {
    de: { title: 'Prüfung zu langsam', text: 'Ein Teil der Anlage hat nicht rechtzeitig geantwortet.' },
    en: { title: 'Check too slow', text: 'A part of the installation did not answer in time.' },
  },
  'kernel/not-in-this-process': {
    de: { title: 'Hier nicht verfügbar', text: 'Diese Aufgabe erledigt ein anderer Prozess dieser Anlage.' },
    en: { title: 'Not available here', text: 'Another process of this installation does this.' },
  },
};

/** Shown on error pages of requests that carried entries. */
export const entriesTexts = {
  saved: { de: 'Ihre Eingaben sind gespeichert.', en: 'Your entries are saved.' },
  unsaved: {
    de: 'Die Eingaben dieser Seite sind nicht gespeichert. Sie stehen noch in Ihrem Browser, solange Sie das Fenster nicht schließen: Mit der Zurück-Taste kommen Sie zu ihnen. Früher gespeicherte Seiten bleiben erhalten.',
    en: 'The entries of this page are not saved. They are still in your browser as long as you do not close the window: the back button takes you to them. Pages that you saved earlier are kept.',
  },
} as const;

export const linkTexts = {
  signIn: { de: 'Anmelden', en: 'Sign in' },
  back: { de: 'Seite neu öffnen', en: 'Open the page again' },
  home: { de: 'Zur Startseite', en: 'To the start page' },
  reference: { de: 'Kennung', en: 'Reference' },
} as const;
