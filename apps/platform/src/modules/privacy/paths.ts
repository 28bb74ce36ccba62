/** Route patterns; `privacyPaths` makes addresses from them. */
export const privacyRoutePaths = {
  list: '/amt/datenschutz',
  report: '/amt/datenschutz/bericht',
  service: '/amt/datenschutz/dienst/:digest',
  refuse: '/amt/datenschutz/dienst/:digest/widerspruch',
  fields: '/amt/datenschutz/dienst/:digest/datenfelder',
  paper: '/amt/datenschutz/dienst/:digest/papier/:paper',
} as const;

const hexOf = (digest: string): string => digest.replace('sha256:', '');

export const privacyPaths = {
  list: '/amt/datenschutz',
  report: '/amt/datenschutz/bericht',
  /** Digests are `sha256:…`; addresses carry the hexadecimal part only. */
  service: (digest: string): string => `/amt/datenschutz/dienst/${hexOf(digest)}`,
  refuse: (digest: string): string => `/amt/datenschutz/dienst/${hexOf(digest)}/widerspruch`,
  fields: (digest: string): string => `/amt/datenschutz/dienst/${hexOf(digest)}/datenfelder`,
  paper: (digest: string, paper: string): string => `/amt/datenschutz/dienst/${hexOf(digest)}/papier/${paper}`,
} as const;
