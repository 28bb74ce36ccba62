type Params = Record<string, string | number>;

export const de = {
  testSystem: 'Testsystem – keine echten Anträge',
  yes: 'Ja',
  no: 'Nein',
  noAnswer: 'Keine Angabe',
  account: 'Konto',
  receiptNumber: 'Eingangsnummer',
  next: 'Weiter',
  toCheck: 'Weiter zum Prüfen',
  back: 'Zurück',
  later: 'Speichern und später weiter',
  check: 'Angaben prüfen',
  legalBasis: 'Warum wir das fragen',
  addMore: (label: string): string => `${label} hinzufügen`,
  fileHint: (types: string, size: string, count: number): string =>
    count === 1
      ? `Erlaubt: ${types}, höchstens ${size}.`
      : `Erlaubt: ${types}, je Datei höchstens ${size}, bis zu ${count} Dateien.`,
  fileStates: {
    waiting: 'wird auf Viren geprüft',
    'scanner-down': 'wartet: die Virenprüfung ist gerade gestört und wird von selbst nachgeholt',
    clean: 'auf Viren geprüft und gespeichert',
    infected: 'Schadsoftware gefunden, die Datei wurde gelöscht',
    refused: 'ließ sich nicht prüfen, die Datei wurde gelöscht',
    unscanned: 'gespeichert, nicht auf Viren geprüft',
  },
  fileFlags: {
    macros: 'enthält Makros',
    'active-content': 'enthält Skripte oder eingebettete Objekte',
    encrypted: 'ist teilweise verschlüsselt oder nicht lesbar',
  },
  fileHash: (short: string): string => `Prüfsumme ${short}`,
  fileHashText: 'Prüfsumme der Datei (SHA-256). Stimmt sie überein, ist es dieselbe Datei:',
  heldFiles: {
    title: 'Eine Datei kann noch nicht mit abgeschickt werden',
    text: 'Der Antrag lässt sich abschicken, sobald alle Dateien geprüft sind. Laden Sie diese Seite in einer Minute neu; Ihre Angaben sind gespeichert. Gelöschte Dateien entfernen Sie bitte auf der Seite der Frage und wählen eine andere.',
    reload: 'Seite neu laden',
  },
  badFileMail: {
    subject: 'Eine Datei in Ihrem Entwurf wurde gelöscht',
    body: (url: string): string =>
      `Guten Tag,\n\nbei der Virenprüfung ist eine Datei aus einem Ihrer Entwürfe aufgefallen. Wir haben sie gelöscht und nicht weitergegeben. Ihr Entwurf ist noch nicht abgeschickt; bitte fügen Sie eine andere Datei an.\n\nMelden Sie sich dazu an: ${url}\n`,
  },
  timeHint: 'Zum Beispiel 14:30',
  dateTimeHint: 'Zum Beispiel 31.03.2026 14:30',
  ibanHint: 'Sie steht auf Ihrer Bankkarte. Leerzeichen dürfen bleiben.',
  partialDateHint: 'Was Sie nicht wissen, lassen Sie frei.',
  plainOn: 'In Einfacher Sprache anzeigen',
  plainOff: 'In üblicher Sprache anzeigen',
  source: {
    open: {
      'sign-in': 'Aus Ihrer Anmeldung übernommen. Bitte prüfen Sie, ob es stimmt.',
      given: 'Vom Formular vorgegeben. Sie können es ändern.',
    },
    locked: {
      'sign-in': 'Aus Ihrer Anmeldung, hier nicht änderbar.',
      given: 'Vom Formular vorgegeben, nicht änderbar.',
    },
  },
  newFields: 'Es sind weitere Fragen dazugekommen',
  newFieldsText:
    'Nach Ihren Angaben brauchen wir auf dieser Seite noch etwas. Was Sie eingegeben haben, ist gespeichert.',
  saved: 'Ihre Angaben auf dieser Seite sind gespeichert.',
  conflictTitle: 'Diese Seite wurde in einem anderen Fenster geändert',
  conflictText:
    'Unten stehen die Angaben aus diesem Fenster. Sie sind noch nicht gespeichert. Im anderen Fenster wurde gespeichert:',
  conflictKeep: 'Wenn Sie unten auf „Weiter“ gehen, gelten die Angaben aus diesem Fenster.',
  conflictOther: 'Die Angaben aus dem anderen Fenster übernehmen',
  emptyValue: '(leer)',
  unsupported: 'Diese Angabe lässt sich online noch nicht machen.',
  checkPage: {
    title: 'Bitte prüfen Sie Ihre Angaben',
    lead: 'Wenn alles stimmt, schicken Sie den Antrag unten ab. Danach lassen sich die Angaben nicht mehr ändern.',
    problems: 'Es fehlt noch etwas',
    problemsText: 'Bitte ergänzen oder berichtigen Sie diese Angaben. Erst dann können Sie den Antrag abschicken.',
    changed: 'Ihre Angaben haben sich geändert',
    changedText:
      'Sie wurden inzwischen in einem anderen Fenster geändert. Bitte prüfen Sie noch einmal, was jetzt hier steht.',
    declaration: 'Erklärung',
    confirm: 'Ich gebe diese Erklärung ab.',
    confirmMissing: 'Bitte geben Sie die Erklärung ab. Ohne sie können wir den Antrag nicht annehmen.',
    send: 'Antrag abschicken',
    privacy: (town: string): string => `Mit dem Abschicken gehen Ihre Angaben an: ${town}.`,
  },
  application: {
    title: 'Ihr Antrag',
    sent: 'Ihr Antrag ist gespeichert',
    sentText: 'Wir stellen ihn jetzt zu. Sie können dieses Fenster schließen.',
    alreadySent: 'Dieser Antrag wurde schon abgeschickt',
    alreadySentText: 'Er wurde nur einmal gespeichert. Hier sehen Sie, wo er steht.',
    receipt: 'Eingangsbestätigung',
    states: {
      stored: 'Gespeichert',
      submitted: 'Zugestellt',
      accepted: 'Von der Behörde angenommen',
      rejected: 'Von der Behörde zurückgewiesen',
    },
    next: { submitted: 'Zustellung an die Behörde', accepted: 'Annahme durch die Behörde' },
    waiting:
      'Der Antrag wird zugestellt. Das dauert meist nur wenige Sekunden. Bei einer Störung versuchen wir es weiter, Sie müssen nichts tun.',
    receiptStored: 'Als Eingang gilt der Zeitpunkt, zu dem der Antrag hier gespeichert wurde.',
    receiptDelivered: 'Als Eingang gilt der Zeitpunkt, zu dem der Antrag der Behörde zugestellt wurde.',
    rejectedWhy: 'Die Behörde konnte den Antrag nicht annehmen. Als Grund nennt sie:',
    rejectedAdvice:
      'Der Antrag gilt damit nicht als gestellt. Bitte wenden Sie sich an die Behörde oder stellen Sie ihn neu.',
    answers: 'Ihre Angaben ansehen',
    pdf: 'Zusammenfassung als PDF herunterladen',
    mailbox: 'Zum Postfach dieses Antrags',
    unread: (n: number): string => (n === 1 ? '1 neue Nachricht' : `${n} neue Nachrichten`),
    remove: 'Meine Kopie löschen',
    removeTitle: 'Kopie dieses Antrags löschen?',
    removeText:
      'Gelöscht wird nur Ihre Kopie hier im Konto. Bei der Behörde bleibt der Antrag; er ist damit nicht zurückgezogen.',
    removeButton: 'Kopie endgültig löschen',
    reload: 'Stand neu laden',
  },
  preview: {
    title: 'Vorschau der Seite',
    noPages: 'Das Formular hat noch keine Seite.',
    skipped: 'Nach diesen Angaben wird die Seite übersprungen.',
  },
  removeDraft: {
    title: 'Entwurf löschen?',
    text: (service: string): string =>
      `Der Entwurf „${service}“ mit allen Angaben und Dateien wird gelöscht. Das lässt sich nicht rückgängig machen.`,
    button: 'Entwurf endgültig löschen',
    cancel: 'Abbrechen',
  },
  draftKept: (day: string): string => `Der Entwurf bleibt bis zum ${day} gespeichert, wenn Sie ihn nicht mehr ändern.`,
  reminderMail: {
    subject: 'Ein Entwurf wird bald gelöscht',
    body: (day: string, url: string): string =>
      `Guten Tag,\n\nin Ihrem Konto liegt ein angefangener Antrag. Er bleibt bis zum ${day} gespeichert und wird danach gelöscht, wenn Sie ihn nicht mehr ändern.\n\nWenn Sie weitermachen wollen, melden Sie sich an: ${url}\n\nWenn Sie den Antrag nicht mehr brauchen, müssen Sie nichts tun.\n`,
  },
  rejectedMail: {
    subject: 'Neues zu Ihrem Antrag',
    body: (url: string): string =>
      `Guten Tag,\n\nzu einem Ihrer Anträge gibt es eine Nachricht, die Sie lesen sollten.\n\nMelden Sie sich dazu an: ${url}\n`,
  },
  pdf: {
    page: 'Seite',
    question: 'Frage',
    answer: 'Angabe',
    noAnswer: 'Keine Angabe',
    declaration: 'Erklärung',
    sentAt: 'Abgeschickt am',
  },
  problem: {
    required: (label: string): string => `${label}: Bitte füllen Sie dieses Feld aus.`,
    'choice-required': (label: string): string => `${label}: Bitte wählen Sie eine Möglichkeit.`,
    'required-group': (label: string): string => `${label}: Bitte machen Sie hier mindestens eine Angabe.`,
    'required-file': (label: string): string => `${label}: Bitte wählen Sie eine Datei aus und laden Sie sie hoch.`,
    unreadable: (label: string): string => `${label}: Diese Angabe ist nicht lesbar. Bitte geben Sie sie neu ein.`,
    'too-short': (label: string, p: Params): string =>
      `${label}: Bitte geben Sie mindestens ${p['min']} Zeichen ein, hier sind es ${p['length']}.`,
    'too-long': (label: string, p: Params): string =>
      `${label}: Erlaubt sind höchstens ${p['max']} Zeichen, hier sind es ${p['length']}. Bitte kürzen Sie den Text.`,
    pattern: (label: string): string =>
      `${label}: Die Angabe hat nicht die erwartete Form. Bitte beachten Sie den Hinweis am Feld.`,
    'pattern-plain': (label: string): string =>
      `${label}: Die Angabe hat nicht die erwartete Form. Bitte prüfen Sie Leerzeichen, Bindestriche und die Zahl der Stellen.`,
    'pattern-postcode': (label: string): string => `${label}: Bitte geben Sie die fünf Ziffern der Postleitzahl ein.`,
    'pattern-email': (label: string): string =>
      `${label}: Bitte geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.org.`,
    charset: (label: string): string =>
      `${label}: Die Angabe enthält Zeichen, die nicht übermittelt werden können. Bitte verwenden Sie nur lateinische Buchstaben, Ziffern und übliche Satzzeichen.`,
    'not-a-date': (label: string): string =>
      `${label}: Bitte geben Sie ein Datum mit Tag, Monat und vierstelligem Jahr ein, zum Beispiel 31 3 1985.`,
    'not-a-time': (label: string): string => `${label}: Bitte geben Sie eine Uhrzeit ein, zum Beispiel 14:30.`,
    'not-a-datetime': (label: string): string =>
      `${label}: Bitte geben Sie Datum und Uhrzeit ein, zum Beispiel 31.03.2026 14:30.`,
    'not-a-number': (label: string): string =>
      `${label}: Bitte geben Sie eine Zahl ohne weiteren Text ein, zum Beispiel 1250 oder 12,50.`,
    'not-an-integer': (label: string): string =>
      `${label}: Bitte geben Sie eine ganze Zahl ohne Komma ein, zum Beispiel 12.`,
    'too-many-decimals': (label: string, p: Params): string =>
      `${label}: Erlaubt sind höchstens ${p['max']} Stellen nach dem Komma. Bitte runden Sie die Zahl.`,
    'too-many-digits': (label: string, p: Params): string =>
      `${label}: Erlaubt sind höchstens ${p['max']} Ziffern. Bitte geben Sie eine kürzere Zahl ein.`,
    'not-yes-or-no': (label: string): string => `${label}: Bitte wählen Sie Ja oder Nein.`,
    'too-small': (label: string, p: Params): string => `${label}: Bitte geben Sie eine Zahl ab ${p['min']} ein.`,
    'too-large': (label: string, p: Params): string =>
      `${label}: Bitte geben Sie eine Zahl bis höchstens ${p['max']} ein.`,
    'too-early': (label: string, p: Params): string =>
      `${label}: Frühestens erlaubt ist ${p['min']}. Bitte geben Sie diesen oder einen späteren Zeitpunkt ein.`,
    'too-late': (label: string, p: Params): string =>
      `${label}: Spätestens erlaubt ist ${p['max']}. Bitte geben Sie diesen oder einen früheren Zeitpunkt ein.`,
    'not-in-list': (label: string): string => `${label}: Bitte wählen Sie einen Eintrag aus der Liste.`,
    'too-few': (label: string, p: Params): string =>
      `${label}: Es sind mindestens ${p['min']} Angaben nötig. Bitte ergänzen Sie die fehlenden.`,
    'too-many': (label: string, p: Params): string =>
      `${label}: Erlaubt sind höchstens ${p['max']} Angaben. Bitte entfernen Sie die übrigen.`,
    duplicate: (label: string): string =>
      `${label}: Dieselbe Angabe steht mehrmals da. Bitte entfernen oder ändern Sie eine davon.`,
    'file-too-big': (label: string, p: Params): string =>
      `${label}: Die Datei ist größer als erlaubt (${p['max']}). Bitte wählen Sie eine kleinere.`,
    'file-type': (label: string, p: Params): string =>
      `${label}: Diese Art Datei ist nicht erlaubt. Erlaubt: ${p['allowed']}.`,
    'file-name': (label: string, p: Params): string =>
      `${label}: Die Endung des Dateinamens passt nicht zum Inhalt (${p['type']}). Bitte speichern Sie die Datei mit der richtigen Endung und wählen Sie sie noch einmal.`,
    'file-program': (label: string): string =>
      `${label}: Die Datei würde beim Öffnen ein anderes Programm starten. Bitte drucken Sie sie als neue PDF-Datei und wählen Sie diese.`,
    'file-infected': (label: string, p: Params): string =>
      `${label}: In „${p['name']}“ wurde Schadsoftware gefunden. Die Datei wurde gelöscht und nicht weitergegeben. Bitte prüfen Sie Ihr Gerät und wählen Sie eine andere Datei.`,
    'file-unfit': (label: string, p: Params): string =>
      `${label}: „${p['name']}“ ließ sich nicht vollständig auf Viren prüfen (zu groß oder verschlüsselt) und wurde gelöscht. Bitte wählen Sie eine kleinere oder unverschlüsselte Datei.`,
    'archive-damaged': (label: string): string =>
      `${label}: Das Archiv oder Dokument ist beschädigt oder ungewöhnlich gepackt. Bitte packen oder speichern Sie es neu.`,
    'archive-too-many': (label: string): string =>
      `${label}: Das Archiv enthält zu viele Dateien. Bitte teilen Sie es auf oder wählen Sie die Dateien einzeln.`,
    'archive-bomb': (label: string): string =>
      `${label}: Das Archiv wäre ausgepackt viel zu groß. Bitte wählen Sie die Dateien einzeln.`,
    'archive-nested': (label: string): string =>
      `${label}: Im Archiv stecken weitere Archive, in die wir nicht hineinsehen können. Bitte packen Sie die Dateien ohne weitere Archive.`,
    'archive-path': (label: string): string =>
      `${label}: Ein Name im Archiv führt aus dessen Ordner hinaus. Bitte packen Sie das Archiv neu.`,
    'archive-encrypted': (label: string): string =>
      `${label}: Das Archiv ist mit einem Kennwort geschützt und lässt sich nicht prüfen. Bitte wählen Sie die Dateien ohne Kennwort.`,
    'archive-program': (label: string): string =>
      `${label}: Die Datei enthält ein Programm. Bitte entfernen Sie es; angenommen werden nur Dokumente und Bilder.`,
    'file-empty': (label: string): string => `${label}: Die Datei ist leer. Bitte wählen Sie eine andere.`,
    'too-many-files': (label: string, p: Params): string =>
      `${label}: Erlaubt sind höchstens ${p['max']} Dateien. Entfernen Sie zuerst eine andere.`,
    'too-much-stored': (label: string): string =>
      `${label}: Ihre Entwürfe enthalten schon so viele Dateien wie erlaubt (500 MB). Löschen Sie zuerst einen Entwurf oder eine Datei.`,
    'storage-full': (label: string): string =>
      `${label}: Die Datei konnte gerade nicht gespeichert werden. Ihre übrigen Angaben sind gespeichert. Bitte versuchen Sie es später noch einmal.`,
    'iban-form': (label: string): string =>
      `${label}: Bitte geben Sie eine IBAN ein. Sie beginnt mit zwei Buchstaben für das Land, zum Beispiel DE, danach kommen Ziffern.`,
    'iban-length': (label: string, p: Params): string =>
      `${label}: Eine IBAN mit ${p['country']} hat ${p['length']} Stellen, hier sind es ${p['entered']}. Bitte vergleichen Sie sie mit Ihrer Bankkarte.`,
    'iban-checksum': (label: string): string =>
      `${label}: Die Prüfziffern der IBAN passen nicht zusammen. Meist ist eine Ziffer vertauscht oder fehlt. Bitte vergleichen Sie sie mit Ihrer Bankkarte.`,
    rule: (label: string, p: Params): string => `${label}: ${p['de']}`,
  },
};
