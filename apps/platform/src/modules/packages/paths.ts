/** Route patterns; `packagesPaths` makes addresses from them. `:package` is the hexadecimal part of a digest. */
export const packagesRoutePaths = {
  list: '/anbieter/pakete',
  build: '/anbieter/pakete/bauen',
  key: '/anbieter/pakete/schluessel',
  upload: '/anbieter/pakete/hochladen',
  compare: '/anbieter/pakete/vergleich',
  package: '/anbieter/pakete/:package',
  file: '/anbieter/pakete/:package/datei',
  release: '/anbieter/pakete/:package/veroeffentlichen',
  withdraw: '/anbieter/pakete/:package/zurueckziehen',
  statement: '/anbieter/pakete/:package/angaben',
  promises: '/anbieter/pakete/:package/termine',
} as const;

const ofPackage = (part: string) => (digest: string) => `/anbieter/pakete/${digest.replace('sha256:', '')}${part}`;

export const packagesPaths = {
  list: '/anbieter/pakete',
  build: '/anbieter/pakete/bauen',
  key: '/anbieter/pakete/schluessel',
  upload: '/anbieter/pakete/hochladen',
  compare: '/anbieter/pakete/vergleich',
  package: ofPackage(''),
  file: ofPackage('/datei'),
  release: ofPackage('/veroeffentlichen'),
  withdraw: ofPackage('/zurueckziehen'),
  statement: ofPackage('/angaben'),
  promises: ofPackage('/termine'),
  /** Of authoring: the workspace of the provider. */
  workspace: '/anbieter',
} as const;
