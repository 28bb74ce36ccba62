const base = '/amt/nachnutzung';

/** Route patterns; `adoptionPaths` makes addresses from them. */
export const adoptionRoutePaths = {
  list: base,
  shared: `${base}/beteiligt`,
  begin: `${base}/neu`,
  case: `${base}/fall/:adoption`,
  confirm: `${base}/fall/:adoption/bestaetigen`,
  step: `${base}/fall/:adoption/schritt/:step`,
  waive: `${base}/fall/:adoption/schritt/:step/verzicht`,
  move: `${base}/fall/:adoption/zustand`,
  test: `${base}/fall/:adoption/test`,
  live: `${base}/fall/:adoption/start`,
  version: `${base}/fall/:adoption/version`,
  promise: `${base}/fall/:adoption/zusage`,
  participants: `${base}/fall/:adoption/beteiligte`,
  document: `${base}/fall/:adoption/dokument/:document`,
  documentText: `${base}/fall/:adoption/dokument/:document/text`,
} as const;

const ofCase =
  (part: string) =>
  (id: string): string =>
    `${base}/fall/${id}${part}`;

export const adoptionPaths = {
  list: base,
  shared: `${base}/beteiligt`,
  /** `<provider>/<service>`; without one the page lists packages. */
  begin: (packageId?: string): string =>
    packageId === undefined ? `${base}/neu` : `${base}/neu?paket=${encodeURIComponent(packageId)}`,
  case: ofCase(''),
  confirm: ofCase('/bestaetigen'),
  step: (id: string, step: string): string => `${base}/fall/${id}/schritt/${step}`,
  waive: (id: string, step: string): string => `${base}/fall/${id}/schritt/${step}/verzicht`,
  move: ofCase('/zustand'),
  test: ofCase('/test'),
  live: ofCase('/start'),
  version: ofCase('/version'),
  promise: ofCase('/zusage'),
  participants: ofCase('/beteiligte'),
  document: (id: string, document: string): string => `${base}/fall/${id}/dokument/${document}`,
  documentText: (id: string, document: string): string => `${base}/fall/${id}/dokument/${document}/text`,
} as const;
