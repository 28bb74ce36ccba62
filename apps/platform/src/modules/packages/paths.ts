export const packagesRoutePaths = {
  list: '/anbieter/pakete',
  key: '/anbieter/pakete/schluessel',
  upload: '/anbieter/pakete/hochladen',
  compare: '/anbieter/pakete/vergleich',
  package: '/anbieter/pakete/:digest',
  file: '/anbieter/pakete/:digest/datei',
} as const;

export const packagesPaths = {
  list: '/anbieter/pakete',
  key: '/anbieter/pakete/schluessel',
  upload: '/anbieter/pakete/hochladen',
  compare: '/anbieter/pakete/vergleich',
  /** Digests are `sha256:…`; addresses carry the hexadecimal part only. */
  package: (digest: string): string => `/anbieter/pakete/${digest.replace('sha256:', '')}`,
  file: (digest: string): string => `/anbieter/pakete/${digest.replace('sha256:', '')}/datei`,
} as const;
