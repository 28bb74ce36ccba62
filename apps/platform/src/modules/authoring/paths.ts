/** Route patterns; `authoringPaths` makes addresses from them. */
export const authoringRoutePaths = {
  list: '/anbieter',
  create: '/anbieter/neu',
  lists: '/anbieter/codelisten',
  version: '/anbieter/version/:digest',
  continueVersion: '/anbieter/version/:digest/weiter',
  work: '/anbieter/dienst/:work',
  remove: '/anbieter/dienst/:work/loeschen',
  import: '/anbieter/dienst/:work/schema',
  report: '/anbieter/dienst/:work/bericht',
  replacement: '/anbieter/dienst/:work/codeliste',
  facts: '/anbieter/dienst/:work/angaben/:section',
  reuse: '/anbieter/dienst/:work/nachnutzung',
  parameters: '/anbieter/dienst/:work/nachnutzung/parameter',
  prices: '/anbieter/dienst/:work/nachnutzung/preise',
  assessment: '/anbieter/dienst/:work/nachnutzung/folgenabschaetzung',
  rules: '/anbieter/dienst/:work/regeln',
  form: '/anbieter/dienst/:work/formular',
  testRuns: '/anbieter/dienst/:work/probelauf',
  publish: '/anbieter/dienst/:work/veroeffentlichen',
} as const;

const ofWork = (part: string) => (work: string) => `/anbieter/dienst/${work}${part}`;

export const authoringPaths = {
  list: '/anbieter',
  create: '/anbieter/neu',
  lists: '/anbieter/codelisten',
  /** Digests are `sha256:…`; addresses carry the hexadecimal part only. */
  version: (digest: string): string => `/anbieter/version/${digest.replace('sha256:', '')}`,
  continueVersion: (digest: string): string => `/anbieter/version/${digest.replace('sha256:', '')}/weiter`,
  work: ofWork(''),
  remove: ofWork('/loeschen'),
  import: ofWork('/schema'),
  report: ofWork('/bericht'),
  replacement: ofWork('/codeliste'),
  facts: (work: string, section: string): string => `/anbieter/dienst/${work}/angaben/${section}`,
  reuse: ofWork('/nachnutzung'),
  parameters: ofWork('/nachnutzung/parameter'),
  prices: ofWork('/nachnutzung/preise'),
  assessment: ofWork('/nachnutzung/folgenabschaetzung'),
  rules: ofWork('/regeln'),
  form: ofWork('/formular'),
  testRuns: ofWork('/probelauf'),
  publish: ofWork('/veroeffentlichen'),
  /** Of packages: where versions become packages. */
  packages: '/anbieter/pakete',
  /** Of conformity: what was found about the versions. */
  conformity: '/anbieter/konformitaet',
  /** Of web: where an authority adopts versions. */
  offerings: '/amt/verwaltung/angebote',
} as const;
