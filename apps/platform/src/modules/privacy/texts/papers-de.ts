/** Wording of the generated papers. Law: DSGVO, OZG in the version of 2024; not legal advice. */
export const papersDe = {
  missing: 'Die zentrale Folgenabschätzung nennt dazu nichts. Bitte ergänzen.',
  contactMissing: 'Bitte ergänzen: Anschrift und E-Mail-Adresse (in der Verwaltung unter „Kontakt“).',
  officer: 'Datenschutzbeauftragte Person: Bitte ergänzen (Name muss nicht genannt werden, Kontaktdaten schon).',
  thirdCountries:
    'Das Paket sieht keine Übermittlung in ein Land außerhalb der EU und des EWR vor. Bitte ergänzen, falls Ihre Stelle das im eigenen Verfahren tut (Art. 44 ff. DSGVO).',
  deletion: 'Wann Daten gelöscht werden',
  deletionRules: 'Diese Fristen führt die Plattform selbst aus und weist jeden Lauf nach:',
  kinds: {
    dpia: 'Datenschutz-Folgenabschätzung (Art. 35 DSGVO)',
    'threshold-check': 'Schwellwertprüfung (ob eine Folgenabschätzung nach Art. 35 DSGVO nötig ist)',
  },
  measures: [
    'Entwürfe, Dateien und Nachrichten sind gespeichert nur verschlüsselt, mit einem Schlüssel je Person',
    'Anträge werden vor dem Absenden für die Behörde verschlüsselt (FIT-Connect, JWE)',
    'Jede Zeile in der Datenbank hat einen Eigentümer, und die Datenbank erzwingt das (Mandantentrennung)',
    'Zugriffe von Beschäftigten auf Anträge werden protokolliert, das Protokoll ist gegen Änderung verkettet',
    'Anmeldung über ein Nutzerkonto, Rollen und Rechte je Aufgabe, Sitzungen enden von selbst',
    'Hochgeladene Dateien werden nach Art, Größe und auf Schadsoftware geprüft',
  ],
  deviation: (point: string, difference: string, reason: string, measure: string): string =>
    `${point}: ${difference} Grund: ${reason} Eigene Maßnahme: ${measure}`,
  record: {
    title: (service: string): string => `Verzeichnis von Verarbeitungstätigkeiten: ${service}`,
    note: (version: string, day: string): string =>
      `Eintrag nach Art. 30 Abs. 1 DSGVO für die Fassung ${version} des Dienstes, erzeugt am ${day} aus dem Dienstpaket. Bitte prüfen und ergänzen; der Entwurf ersetzt keine rechtliche Prüfung.`,
    controller: 'Name und Kontakt der Verantwortlichen',
    roles: 'Wer wofür verantwortlich ist',
    purpose: 'Zwecke der Verarbeitung',
    basis: 'Rechtsgrundlagen',
    basisOfFields: 'Die Rechtsgrundlage jedes Datenfelds steht in der Liste „Datenfelder und Rechtsgrundlagen“.',
    subjects: 'Betroffene Personen',
    data: 'Kategorien personenbezogener Daten',
    recipients: 'Empfänger',
    way: 'Der Antrag geht verschlüsselt über den Zustelldienst an die zuständige Stelle. Der Zustelldienst sieht nur Verschlüsseltes.',
    thirdCountries: 'Übermittlung an Drittländer',
    measures: 'Technische und organisatorische Maßnahmen (Art. 32 DSGVO)',
    assessment: 'Folgenabschätzung und Abweichungen',
    assessmentOf: (kind: string, authority: string, day: string): string => `${kind} von ${authority} vom ${day}.`,
    adopted: (version: string, by: string, day: string, number: string): string =>
      `Für die Fassung ${version} übernommen von ${by} am ${day}${number === '' ? '' : `, Aktenzeichen ${number}`}.`,
    notAdopted: 'Noch nicht von der oder dem Datenschutzbeauftragten übernommen.',
    toRenew: 'Die Übernahme muss erneuert werden: Sie gilt für eine andere Hauptversion oder Folgenabschätzung.',
    noAssessment: 'Diese Fassung hat keine zentrale Folgenabschätzung.',
    open: 'Was Sie noch ergänzen müssen',
    openItems: (town: string): string[] => [
      `Kontakt der oder des Datenschutzbeauftragten von ${town}`,
      'Aktenzeichen und federführende Organisationseinheit',
      'Aufbewahrungsfristen der Akte im Fachverfahren (sie gelten nach der Übernahme des Antrags)',
      'Verträge zur Auftragsverarbeitung mit Ihren IT-Dienstleistern (Art. 28 DSGVO)',
    ],
  },
  information: {
    title: (service: string): string => `Datenschutzhinweise: ${service}`,
    note: 'Entwurf der Information nach Art. 13 DSGVO. Prüfen und ergänzen Sie den Text, bevor Sie ihn veröffentlichen.',
    who: 'Wer ist verantwortlich?',
    officer: 'An wen können Sie sich wegen des Datenschutzes wenden?',
    why: 'Wofür werden Ihre Daten verarbeitet, und wer erlaubt das?',
    what: 'Welche Daten werden verarbeitet?',
    recipients: 'Wer bekommt Ihre Daten?',
    must: 'Müssen Sie die Angaben machen?',
    mustText:
      'Pflichtangaben sind im Formular gekennzeichnet. Ohne sie kann Ihr Antrag nicht bearbeitet werden. Wie Sie den Antrag ohne Internet stellen können, sagt Ihnen die Behörde.',
    rights: 'Welche Rechte haben Sie?',
    rightItems: [
      'Auskunft über Ihre Daten (Art. 15 DSGVO)',
      'Berichtigung falscher Daten (Art. 16 DSGVO)',
      'Löschung und Einschränkung der Verarbeitung unter den gesetzlichen Voraussetzungen (Art. 17 und 18 DSGVO)',
      'Widerspruch aus Gründen Ihrer besonderen Situation (Art. 21 DSGVO)',
      'Ihr Konto mit allen Entwürfen und Nachrichten können Sie jederzeit selbst löschen',
    ],
    complaint: 'Wo können Sie sich beschweren?',
    complaintText:
      'Sie können sich bei einer Datenschutz-Aufsichtsbehörde beschweren (Art. 77 DSGVO). Bitte ergänzen: Name und Anschrift der für Sie zuständigen Aufsichtsbehörde.',
    automatic: 'Entscheidet ein Computer allein?',
    automaticText:
      'Nein. Die Plattform prüft nur, ob die Angaben vollständig sind. Über Ihren Antrag entscheidet die Behörde (Art. 22 DSGVO).',
  },
  roles: {
    title: (service: string): string => `Rollen im Datenschutz: ${service}`,
    crossLand:
      'Ein Land hat diesen Onlinedienst für andere umgesetzt. Für einen länderübergreifenden Onlinedienst legt § 8a Abs. 4 OZG die Verantwortung fest; sie muss nicht vereinbart werden.',
    ownService:
      'Das Paket nennt kein umsetzendes Land. Dann gilt § 8a OZG nicht: Ihre Behörde ist auch für den Onlinedienst verantwortlich, und wer ihn für Sie betreibt, ist Auftragsverarbeiter. Prüfen Sie, ob das zutrifft.',
    nobody: 'Im Paket nicht genannt. Bitte ergänzen.',
    names: {
      'service-controller': 'Verantwortlich für den Onlinedienst',
      'service-processor': 'Auftragsverarbeiter des Onlinedienstes',
      'procedure-controller': 'Verantwortlich für das Verwaltungsverfahren',
      'procedure-processor': 'Auftragsverarbeiter der Behörde',
    },
    meaning: {
      'service-controller':
        'Allein die Behörde, die den länderübergreifenden Onlinedienst betreibt (§ 8a Abs. 4 Satz 1 OZG): für die Hilfe beim Ausfüllen, Entwürfe (in der Regel 30 Tage), die Weitergabe an die zuständige Behörde und die Übermittlung von Dokumenten an die Person (§ 8a Abs. 1 bis 3 OZG), soweit nötig auch für besondere Kategorien von Daten (Art. 9 DSGVO).',
      'service-processor':
        'Arbeitet im Auftrag und nach Weisung der Behörde, die den Onlinedienst betreibt (Art. 28 DSGVO).',
      'procedure-controller':
        'Die Behörde, die den Antrag erhält, bleibt für ihr eigenes Verfahren verantwortlich (§ 8a Abs. 4 Satz 2 OZG, Art. 4 Nr. 7 DSGVO): ab dem Eingang des Antrags bis zur Löschung der Akte.',
      'procedure-processor':
        'Arbeitet im Auftrag und nach Weisung Ihrer Behörde; dafür braucht es einen Vertrag (Art. 28 Abs. 3 DSGVO).',
    },
    account: 'Nutzerkonto',
    accountText:
      'Für das Nutzerkonto ist ausschließlich die dafür zuständige Stelle verantwortlich (§ 8 Abs. 10 OZG), nicht der Onlinedienst und nicht Ihre Behörde.',
    joint: 'Gemeinsam Verantwortliche',
    jointText:
      'Nur wo mehrere Stellen Zwecke und Mittel gemeinsam festlegen, braucht es eine Vereinbarung nach Art. 26 DSGVO. Das Paket sieht das nicht vor.',
  },
};
