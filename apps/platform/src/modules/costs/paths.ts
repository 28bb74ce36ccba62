export const costsRoutes = {
  public: '/nachnutzung/pakete/:provider/:service/kosten',
  /** `id` is `<provider>/<service>` with its slash written %2F; the second form has two parts. */
  api: '/api/v1/packages/:id/costs',
  apiByName: '/api/v1/packages/:provider/:service/costs',
  budget: '/amt/haushalt',
  csv: '/amt/haushalt/haushalt.csv',
  xlsx: '/amt/haushalt/haushalt.xlsx',
  service: '/amt/haushalt/:provider/:service',
} as const;

export const costsPaths = {
  /** `packageId` is `<provider>/<service>`. */
  public: (packageId: string, ars?: string): string =>
    `/nachnutzung/pakete/${packageId}/kosten${ars === undefined ? '' : `?ort=${ars}`}`,
  api: (packageId: string, ars: string): string => `/api/v1/packages/${packageId}/costs?ars=${ars}`,
  budget: '/amt/haushalt',
  csv: '/amt/haushalt/haushalt.csv',
  xlsx: '/amt/haushalt/haushalt.xlsx',
  service: (packageId: string): string => `/amt/haushalt/${packageId}`,
} as const;
