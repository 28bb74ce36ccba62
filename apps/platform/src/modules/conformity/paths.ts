/** Route patterns; `conformityPaths` makes addresses from them. */
export const conformityRoutePaths = {
  desk: '/amt/konformitaet',
  subject: '/amt/konformitaet/pruefung/:version',
  start: '/amt/konformitaet/pruefung/:version/starten',
  criterion: '/amt/konformitaet/pruefung/:version/:criterion',
  exception: '/amt/konformitaet/pruefung/:version/:criterion/ausnahme',
  bodies: '/betrieb/pruefstellen',
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
const below = (base: string) => ({
  subject: (version: string, query = ''): string => `${base}/${hex(version)}${query}`,
  start: (version: string, query = ''): string => `${base}/${hex(version)}/starten${query}`,
  criterion: (version: string, criterion: string, query = ''): string =>
    `${base}/${hex(version)}/${encodeURIComponent(criterion)}${query}`,
});

export const conformityPaths = {
  desk: '/amt/konformitaet',
  ...below('/amt/konformitaet/pruefung'),
  exception: (version: string, criterion: string, query = ''): string =>
    `/amt/konformitaet/pruefung/${hex(version)}/${encodeURIComponent(criterion)}/ausnahme${query}`,
  bodies: '/betrieb/pruefstellen',
  provider: '/anbieter/konformitaet',
  ofProvider: below('/anbieter/konformitaet'),
  public: (packageId: string): string => `/nachnutzung/pakete/${packageId}/pruefung`,
  api: (packageId: string): string => `/api/v1/packages/${encodeURIComponent(packageId)}/conformity`,
} as const;
