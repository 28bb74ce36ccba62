export const outboundDe = {
  notice: {
    subject: (destination: string) => `Nicht abgeholte Einreichungen für „${destination}“`,
    text: (lines: { destination: string; destinationId: string; host: string; first: string; last: string }) =>
      `Guten Tag,

beim Zustelldienst ${lines.host} liegen Einreichungen für Ihren Zustellpunkt „${lines.destination}“ (${lines.destinationId}), die noch nicht abgeholt oder noch nicht angenommen wurden.
${lines.first}${lines.last}
14 Tage nach dem Eingang weist der Zustelldienst sie zurück; danach sind die Inhalte nicht mehr abrufbar. Bitte prüfen Sie, ob Ihr empfangendes Verfahren läuft.`,
    first: (count: number, ids: string) => `\nSeit mindestens 3 Tagen (${count}):\n${ids}\n`,
    last: (count: number, ids: string) => `\nSeit mindestens 9 Tagen (${count}):\n${ids}\n`,
    more: (count: number) => `… und ${count} weitere`,
    footer: 'Diese Nachricht wurde automatisch erstellt.',
  },
  callback: {
    ok: 'Der Rückruf wurde angenommen.',
    missing: 'Für diesen Zustellpunkt ist kein Rückruf eingerichtet.',
    unreadable: 'Das Geheimnis des Rückrufs kann nicht gelesen werden. Setzen Sie es neu.',
    addressRefused: 'Die Adresse gehört zu keinem öffentlichen Rechner und wird nicht aufgerufen.',
    urlRefused: 'Diese Adresse wird nicht aufgerufen. Nötig ist https.',
    timeout: 'Der Empfänger hat nicht innerhalb von 10 Sekunden geantwortet.',
    tooLarge: 'Die Antwort des Empfängers ist zu groß.',
    unreachable: 'Der Empfänger ist nicht erreichbar: Name, Port, Firewall oder Zertifikat prüfen.',
    redirect: (status: number) => `Der Empfänger leitet weiter (Status ${status}). Weiterleitungen wird nicht gefolgt.`,
    denied: (status: number) =>
      `Der Empfänger verweigert den Aufruf (Status ${status}). Meist stimmt das Geheimnis oder die Uhrzeit nicht überein.`,
    status: (status: number) => `Der Empfänger hat mit Status ${status} geantwortet; erwartet wird 200 bis 299.`,
  },
};
