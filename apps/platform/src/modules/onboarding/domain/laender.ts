/** What the law of a Land says about websites of its public bodies. Source of each entry: the law named in it. */
export interface Land {
  name: string;
  /** Law and ordinance on accessible information technology. */
  accessibilityLaw: string;
  /** Body that helps when an answer to a reported barrier stays away or does not satisfy. */
  enforcement: string;
  /** Supervisory authority under Art. 51 GDPR. */
  dataProtection: string;
}

/**
 * Checked word for word for North Rhine-Westphalia, where the catalogue has its towns. The other Länder name the body in
 * general words with a gap to fill in, so that nobody confirms an address that we only believe.
 */
const nrw: Land = {
  name: 'Nordrhein-Westfalen',
  accessibilityLaw:
    'Behindertengleichstellungsgesetz Nordrhein-Westfalen (§§ 10 bis 10e BGG NRW) und Barrierefreie-Informationstechnik-Verordnung Nordrhein-Westfalen (BITVNRW)',
  enforcement:
    'Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen (§§ 10d, 10e BGG NRW), E-Mail: ombudsstelle-barrierefreie-it@mags.nrw.de',
  dataProtection:
    'Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen, Kavalleriestraße 2–4, 40213 Düsseldorf, poststelle@ldi.nrw.de',
};

const names: Readonly<Record<string, string>> = {
  '01': 'Schleswig-Holstein',
  '02': 'Hamburg',
  '03': 'Niedersachsen',
  '04': 'Bremen',
  '06': 'Hessen',
  '07': 'Rheinland-Pfalz',
  '08': 'Baden-Württemberg',
  '09': 'Bayern',
  '10': 'Saarland',
  '11': 'Berlin',
  '12': 'Brandenburg',
  '13': 'Mecklenburg-Vorpommern',
  '14': 'Sachsen',
  '15': 'Sachsen-Anhalt',
  '16': 'Thüringen',
};

/** By the first two digits of the regional key. */
export function landOfArs(ars: string): Land {
  const digits = ars.slice(0, 2);
  if (digits === '05') return nrw;
  const name = names[digits] ?? 'Ihres Landes';
  return {
    name,
    accessibilityLaw: `Behindertengleichstellungsgesetz und Verordnung über barrierefreie Informationstechnik des Landes ${name} [bitte ergänzen: Name und Paragraf]`,
    enforcement: `Durchsetzungs- oder Schlichtungsstelle des Landes ${name} [bitte ergänzen: Name und Anschrift]`,
    dataProtection: `Datenschutz-Aufsichtsbehörde des Landes ${name} [bitte ergänzen: Name und Anschrift]`,
  };
}
