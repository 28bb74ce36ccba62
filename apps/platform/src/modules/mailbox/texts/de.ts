export const de = {
  mail: {
    subject: 'Neue Nachricht in Ihrem Postfach',
    text: (url: string) =>
      `Guten Tag,\n\nin Ihrem Postfach liegt eine neue Nachricht. Melden Sie sich an, um sie zu lesen:\n\n${url}\n\nAus Sicherheitsgründen steht der Inhalt nicht in dieser E-Mail. Bitte antworten Sie nicht auf diese E-Mail.\n`,
  },
  title: 'Postfach',
  lead: 'Hier lesen Sie, was Behörden Ihnen zu Ihren Anträgen schreiben, und antworten ihnen.',
  emptyTitle: 'Ihr Postfach ist leer',
  empty: 'Zu jedem Antrag, den Sie abschicken, entsteht hier ein Eintrag.',
  unread: (n: number) => (n === 1 ? '1 ungelesene Nachricht' : `${n} ungelesene Nachrichten`),
  reference: (reference: string) => `Eingangsnummer ${reference}`,
  lastAt: (at: string) => `Letzte Änderung: ${at}`,
  noMessages: 'Noch keine Nachrichten. Sobald die Behörde antwortet, sehen Sie das hier.',
  fileNumber: (reference: string) => `Aktenzeichen der Behörde: ${reference}`,
  kinds: {
    answer: 'Antwort',
    question: 'Rückfrage',
    'document-request': 'Bitte um Unterlagen',
    decision: 'Bescheid',
  },
  system: 'Zustelldienst',
  accepted: 'Ihr Antrag ist bei der Behörde angekommen und wurde dort angenommen.',
  rejected:
    'Ihr Antrag konnte bei der Behörde nicht verarbeitet werden. Bitte stellen Sie ihn noch einmal oder wenden Sie sich an die Behörde.',
  states: {
    draft: 'Noch nicht abgeschickt',
    stored: 'Gespeichert, wird zugestellt',
    submitted: 'Zugestellt',
    accepted: 'Zugestellt und von der Behörde angenommen',
    rejected: 'Von der Behörde nicht angenommen',
  },
  attachments: 'Anhänge',
  answer: 'Antworten',
  answerText: 'Ihre Nachricht',
  answerTextHint: 'Höchstens 10.000 Zeichen.',
  files: 'Dateien',
  filesHint: 'Bis zu 5 Dateien: PDF, JPEG oder PNG, je höchstens 10 MB.',
  send: 'Antwort abschicken',
  notYet: 'Antworten können Sie, sobald Ihr Antrag bei der Behörde angekommen ist.',
  sent: 'Ihre Antwort ist gespeichert und wird verschlüsselt zugestellt.',
  draftKept: 'Ihre Antwort ist gespeichert, aber noch nicht abgeschickt.',
  problems: {
    'text-missing': 'Bitte schreiben Sie eine Nachricht.',
    'text-too-long': 'Die Nachricht ist zu lang. Bitte kürzen Sie sie auf 10.000 Zeichen.',
    'too-many-files':
      'Es sind höchstens 5 Dateien möglich. Entfernen Sie eine Datei oder schicken Sie eine zweite Nachricht.',
    'file-too-large': 'Eine Datei ist größer als 10 MB. Die anderen Eingaben sind gespeichert.',
    'file-type': 'Eine Datei ist weder PDF noch JPEG noch PNG. Die anderen Eingaben sind gespeichert.',
    'file-infected':
      'In einer Datei wurde Schadsoftware gefunden. Sie wurde nicht angenommen. Bitte prüfen Sie Ihr Gerät; die anderen Eingaben sind gespeichert.',
    'file-unchecked':
      'Eine Datei ließ sich gerade nicht auf Viren prüfen und wurde nicht angenommen. Die anderen Eingaben sind gespeichert. Bitte versuchen Sie es später noch einmal.',
  },
};
