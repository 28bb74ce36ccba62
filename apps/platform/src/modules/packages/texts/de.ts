const count = (number: number, one: string, many: string): string => `${String(number)} ${number === 1 ? one : many}`;

export const de = {
  diff: {
    same: 'Beide Pakete sind gleich.',
    numbersOnly: 'Nur Versionsnummer und Angaben zum Paket unterscheiden sich.',
    otherPackage: 'Es sind Pakete verschiedener Dienste.',
    backwards: 'Das zweite Paket ist älter als das erste.',
    kinds: {
      initial: 'erste Version',
      law: 'Rechtsänderung',
      breaking: 'unverträgliche Änderung',
      feature: 'Erweiterung',
      fix: 'Fehlerbehebung',
    },
    change: (version: string, kind: string, text: string) => `Version ${version} (${kind}): ${text}`,
    more: (number: number) => `und ${String(number)} weitere`,
    added: (number: number, names: string) => `${count(number, 'Feld ist', 'Felder sind')} neu: ${names}.`,
    removed: (number: number, names: string) => `${count(number, 'Feld entfällt', 'Felder entfallen')}: ${names}.`,
    changed: (number: number, names: string) => `${count(number, 'Feld ist', 'Felder sind')} geändert: ${names}.`,
    rules: (added: number, removed: number, changed: number) =>
      `Regeln des Datenschemas: ${String(added)} neu, ${String(removed)} entfallen, ${String(changed)} geändert.`,
    parts: {
      service: 'Name, Beschreibung oder Stichworte sind anders.',
      overlay: 'Die Gestaltung des Formulars ist anders.',
      rules: 'Die Entscheidungen über Regeln sind anders.',
      process: 'Die Schritte des Verfahrens sind anders.',
      fee: 'Die Gebühr ist anders.',
      delivery: 'Die Übermittlung ist anders; prüfen Sie das Fachverfahren.',
      texts: 'Die Texte der Angebotsseite sind anders.',
      declaration: 'Die Erklärung vor dem Senden ist anders.',
      priceModel: 'Das Preisblatt ist anders.',
      serviceLevel: 'Das Service-Level ist anders.',
      dataProtection: 'Die Angaben zum Datenschutz sind anders.',
      tests: 'Die Prüffälle sind anders.',
    },
    factSheet: 'Der Steckbrief ist anders.',
    assessment: 'Die Datenschutz-Folgenabschätzung ist anders; sie ist neu zu übernehmen.',
    platform: (version: string) => `Es braucht die Plattform ab Version ${version}.`,
    signer: 'Ein anderer Schlüssel hat unterschrieben.',
  },
};
