/** Route patterns; `conformityPaths` makes addresses from them. */
export const conformityRoutePaths = {
  desk: '/amt/konformitaet',
  bodies: '/amt/konformitaet/pruefstellen',
  subject: '/amt/konformitaet/pruefung/:version',
  start: '/amt/konformitaet/pruefung/:version/starten',
  criterion: '/amt/konformitaet/pruefung/:version/:criterion',
  exception: '/amt/konformitaet/pruefung/:version/:criterion/ausnahme',
  provider: '/anbieter/konformitaet',
  providerSubject: '/anbieter/konformitaet/:version',
  providerStart: '/anbieter/konformitaet/:version/starten',
  comment: '/anbieter/konformitaet/:version/:criterion',
  public: '/nachnutzung/pakete/:provider/:service/pruefung',
  api: '/api/v1/packages/:id/conformity',
  apiByName: '/api/v1/packages/:provider/:service/conformity',
  apiCriteria: '/api/v1/conformity-criteria',
  apiCriteriaOne: '/api/v1/conformity-criteria/:id',
} as const;

/** Digests are `sha256:…`; addresses carry the hexadecimal part only. */
const hex = (digest: string): string => digest.replace('sha256:', '');

export const conformityPaths = {
  desk: '/amt/konformitaet',
  bodies: '/amt/konformitaet/pruefstellen',
  subject: (version: string): string => `/amt/konformitaet/pruefung/${hex(version)}`,
  start: (version: string): string => `/amt/konformitaet/pruefung/${hex(version)}/starten`,
  criterion: (version: string, criterion: string): string =>
    `/amt/konformitaet/pruefung/${hex(version)}/${encodeURIComponent(criterion)}`,
  exception: (version: string, criterion: string): string =>
    `/amt/konformitaet/pruefung/${hex(version)}/${encodeURIComponent(criterion)}/ausnahme`,
  provider: '/anbieter/konformitaet',
  providerSubject: (version: string): string => `/anbieter/konformitaet/${hex(version)}`,
  providerStart: (version: string): string => `/anbieter/konformitaet/${hex(version)}/starten`,
  comment: (version: string, criterion: string): string =>
    `/anbieter/konformitaet/${hex(version)}/${encodeURIComponent(criterion)}`,
  public: (packageId: string): string => `/nachnutzung/pakete/${packageId}/pruefung`,
  api: (packageId: string): string => `/api/v1/packages/${encodeURIComponent(packageId)}/conformity`,
} as const;
