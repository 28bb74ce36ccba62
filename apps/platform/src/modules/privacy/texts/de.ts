export const de = {
  title: 'Datenschutz',
  back: 'Abbrechen',
  states: { none: 'noch nicht übernommen', adopted: 'übernommen', 'to-renew': 'zu erneuern' },
  refused: { objected: 'widersprochen', withdrawn: 'zurückgezogen' },
  noAssessment: 'keine zentrale Folgenabschätzung',
  list: {
    lead: 'Für jeden Dienst gibt es eine zentrale Folgenabschätzung. Sie übernehmen sie und beschreiben nur, was bei Ihnen anders ist.',
    caption: 'Dienste Ihrer Stelle',
    service: 'Dienst',
    offered: 'Angebotene Version',
    adopted: 'Übernommen für',
    state: 'Stand',
    notOffered: 'noch nicht angeboten',
    none: 'Noch keine Dienste',
    noneText: 'Sobald Ihre Stelle einen Dienst anbietet oder nachnutzen will, steht er hier.',
    market: 'Dienste zur Nachnutzung ansehen',
    open: (count: number): string =>
      count === 1 ? 'Auf dieser Seite ist 1 Dienst offen' : `Auf dieser Seite sind ${String(count)} Dienste offen`,
    report: 'Wie viele Kommunen eine Folgenabschätzung abdeckt',
  },
  notices: {
    uebernommen: 'Sie haben die zentrale Folgenabschätzung übernommen.',
    abgelehnt: 'Ihre Entscheidung ist gespeichert. Die Folgenabschätzung gilt für Ihre Stelle nicht.',
    angehaengt: 'Der Text steht jetzt auf der Datenschutzseite Ihrer Stelle. Prüfen und ergänzen Sie ihn dort.',
  },
  service: {
    lead: (version: string, provider: string): string => `Version ${version} von ${provider}`,
    newer: (version: string): string => `Es gibt eine neuere Version: ${version}`,
    newerLink: 'Zur Folgenabschätzung der neuen Version',
    renewTitle: 'Diese Übernahme muss erneuert werden',
    renewText: (version: string): string =>
      `Sie haben Version ${version} übernommen. Diese Version hat eine neue Hauptnummer oder eine geänderte Folgenabschätzung. Nichts wird von selbst übertragen: Bitte entscheiden Sie neu.`,
    stateHeading: 'Entscheidung Ihrer Stelle',
    stateRow: 'Stand',
    by: 'Entschieden von',
    date: 'Datum',
    version: 'Für Version',
    number: 'Aktenzeichen',
    reason: 'Grund',
    assessment: 'Zentrale Folgenabschätzung',
    kind: 'Art',
    made: 'Erstellt am',
    authority: 'Erstellt von',
    controller: 'Verantwortlich für den Onlinedienst (§ 8a Abs. 4 OZG)',
    processors: 'Auftragsverarbeiter',
    subjects: 'Betroffene Personen',
    recipients: 'Empfänger',
    result: 'Ergebnis',
    conditions: 'Bedingungen',
    opinion: 'Stellungnahme der oder des Datenschutzbeauftragten',
    opinionMissing: 'Das Paket enthält keine Stellungnahme.',
    deletion: 'Löschung',
    results: {
      acceptable: 'vertretbar',
      'acceptable-with-conditions': 'unter Bedingungen vertretbar',
      'not-acceptable': 'nicht vertretbar',
    },
    kinds: { dpia: 'Datenschutz-Folgenabschätzung', 'threshold-check': 'Schwellwertprüfung' },
    risks: 'Risiken und Maßnahmen',
    risk: 'Risiko',
    measure: 'Maßnahme',
    residual: 'Restrisiko',
    residuals: { low: 'gering', medium: 'mittel', high: 'hoch' },
    noRisks: 'Die Folgenabschätzung nennt keine Risiken.',
    missingTitle: 'Diese Version hat keine zentrale Folgenabschätzung',
    missingText:
      'Ohne sie müssten Sie selbst eine erstellen (Art. 35 DSGVO). Bitten Sie den Anbieter, sie nachzureichen.',
    notAcceptable:
      'Das Ergebnis ist „nicht vertretbar“. Die Folgenabschätzung kann nicht übernommen werden; vor einer Nutzung ist die Aufsichtsbehörde zu hören (Art. 36 DSGVO).',
    covered: (towns: number): string =>
      towns === 1
        ? 'Diese Folgenabschätzung deckt bisher 1 Kommune ab.'
        : `Diese Folgenabschätzung deckt bisher ${String(towns)} Kommunen ab.`,
    papers: 'Unterlagen aus dem Dienstpaket',
    paperNames: {
      verzeichnis: 'Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO)',
      information: 'Datenschutzhinweise für Nutzende (Art. 13 DSGVO)',
      rollen: 'Rollenblatt (§ 8a OZG, Art. 26 und 28 DSGVO)',
    },
    fields: 'Datenfelder und Rechtsgrundlagen',
    history: 'Frühere Entscheidungen',
    historyCaption: 'Alle Entscheidungen, neueste zuerst',
    what: 'Entscheidung',
    kindsOfDecision: { adopted: 'übernommen', objected: 'widersprochen', withdrawn: 'zurückgezogen' },
    deviations: 'Abweichungen',
    noDeviations: 'keine',
  },
  adopt: {
    heading: 'Übernehmen',
    again: 'Neu übernehmen',
    lead: 'Sie übernehmen die Folgenabschätzung so, wie sie oben steht. Beschreiben Sie nur, was bei Ihrer Stelle anders ist.',
    number: 'Aktenzeichen',
    deviations: 'Abweichungen',
    deviationsHint: 'Ohne Abweichungen lassen Sie diesen Teil leer.',
    deviation: (n: number): string => `Abweichung ${String(n)}`,
    add: 'Abweichung hinzufügen',
    point: 'Welcher Punkt?',
    pointHint: 'Zum Beispiel: Empfänger, Löschung, Risiko R2',
    difference: 'Was ist bei Ihnen anders?',
    reason: 'Warum?',
    measure: 'Was tun Sie selbst dafür?',
    template: (n: number): string =>
      n === 1
        ? 'Die Abweichung der letzten Übernahme einsetzen'
        : `Die ${String(n)} Abweichungen der letzten Übernahme einsetzen`,
    confirm:
      'Ich bin die oder der Datenschutzbeauftragte oder handle in dessen Auftrag und habe die Folgenabschätzung gelesen.',
    submit: 'Folgenabschätzung übernehmen',
    refuse: { none: 'Widersprechen', adopted: 'Übernahme zurückziehen' },
    problems: {
      confirm: 'Bestätigen Sie, dass Sie die Folgenabschätzung gelesen haben.',
      empty: (label: string, n: number): string =>
        `Abweichung ${String(n)}, ${label}: Bitte ausfüllen oder die Abweichung entfernen.`,
      long: (label: string, n: number): string => `Abweichung ${String(n)}, ${label}: Höchstens 2.000 Zeichen.`,
      number: 'Aktenzeichen: Höchstens 100 Zeichen.',
      many: 'Höchstens 50 Abweichungen. Erstellen Sie dann besser eine eigene Folgenabschätzung.',
    },
  },
  refuse: {
    objection: 'Widersprechen',
    withdrawal: 'Übernahme zurückziehen',
    leadObjection: 'Ihre Stelle übernimmt diese Folgenabschätzung nicht. Sie können später neu entscheiden.',
    leadWithdrawal:
      'Die Übernahme gilt danach nicht mehr. Ein Dienst, der schon läuft, läuft weiter; klären Sie mit der Fachstelle, ob er angehalten werden muss.',
    reason: 'Grund',
    submitObjection: 'Widerspruch speichern',
    submitWithdrawal: 'Übernahme zurückziehen',
    missing: 'Grund: Nennen Sie den Grund.',
    long: 'Grund: Höchstens 4.000 Zeichen.',
  },
  paper: {
    download: 'Als Textdatei herunterladen',
    print: 'Zum Drucken nutzen Sie die Druckfunktion Ihres Browsers.',
    take: 'Auf die Datenschutzseite Ihrer Stelle setzen',
    takeText:
      'Der Text kommt als eigener Abschnitt auf Ihre Datenschutzseite. Ein früherer Abschnitt zu diesem Dienst wird ersetzt, alles andere bleibt.',
    edit: 'Datenschutzseite bearbeiten',
  },
  fields: {
    title: 'Datenfelder und Rechtsgrundlagen',
    lead: (service: string): string =>
      `${service}: was das Formular fragt und welche Rechtsgrundlage das Datenschema dafür nennt.`,
    missingTitle: (n: number): string =>
      n === 1
        ? 'Für 1 Datenfeld nennt das Schema keine Rechtsgrundlage'
        : `Für ${String(n)} Datenfelder nennt das Schema keine Rechtsgrundlage`,
    missingText: 'Ob sie gefragt werden dürfen, muss der Anbieter klären. Diese Felder stehen zuerst.',
    allGood: 'Jedes Datenfeld hat eine Rechtsgrundlage.',
    caption: (from: number, to: number, total: number): string =>
      `Datenfelder ${String(from)} bis ${String(to)} von ${String(total)}`,
    field: 'Datenfeld',
    group: 'Gruppe',
    basis: 'Rechtsgrundlage',
    from: 'Genannt bei',
    froms: { field: 'Feld', group: 'Gruppe', schema: 'ganzem Schema' },
    none: 'keine genannt',
    download: 'Alle als CSV-Datei herunterladen',
    csv: ['Pfad', 'Kennung', 'Datenfeld', 'Gruppen', 'Rechtsgrundlage', 'Genannt bei'],
  },
  report: {
    title: 'Abdeckung durch zentrale Folgenabschätzungen',
    lead: 'Wie viele Kommunen dieselbe Folgenabschätzung nutzen. Gezählt wird, genannt wird niemand.',
    sum: (towns: number, packages: number): string =>
      `${String(towns)} ${towns === 1 ? 'Stelle hat' : 'Stellen haben'} Folgenabschätzungen für ${String(packages)} ${packages === 1 ? 'Dienst' : 'Dienste'} übernommen.`,
    caption: 'Abdeckung je Dienst',
    package: 'Dienstpaket',
    towns: 'abgedeckt',
    toRenew: 'zu erneuern',
    more: 'Weitere Dienste',
    none: 'Noch hat keine Kommune eine Folgenabschätzung übernommen',
  },
  mail: {
    subject: (service: string): string => `Datenschutz: Übernahme zu erneuern – ${service}`,
    body: (service: string, version: string, url: string): string =>
      `Guten Tag,\n\nder Dienst „${service}“ ist in Version ${version} erschienen. Ihre Stelle hat die zentrale Datenschutz-Folgenabschätzung für eine andere Fassung übernommen. Für die neue Version gilt diese Übernahme nicht.\n\nBitte entscheiden Sie neu:\n${url}\n\nNichts wird von selbst übertragen.\n`,
  },
};
