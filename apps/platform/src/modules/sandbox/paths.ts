/** Route patterns; `sandboxPaths` makes addresses from them. */
export const sandboxRoutePaths = {
  /** POST of the button "Ausprobieren" on the page of a package. */
  try: '/nachnutzung/pakete/:provider/:service/testen',
  list: '/amt/testsysteme',
  enter: '/amt/testsysteme/:sandbox/betreten',
  reset: '/amt/testsysteme/:sandbox/zuruecksetzen',
  remove: '/amt/testsysteme/:sandbox/entfernen',
  /** Inside the sandbox. */
  home: '/amt/testsystem',
  person: '/amt/testsystem/testperson',
  sample: '/amt/testsystem/beispiel',
} as const;

export const sandboxPaths = {
  try: (packageId: string): string => `/nachnutzung/pakete/${packageId}/testen`,
  list: '/amt/testsysteme',
  enter: (sandbox: string): string => `/amt/testsysteme/${sandbox}/betreten`,
  reset: (sandbox: string): string => `/amt/testsysteme/${sandbox}/zuruecksetzen`,
  remove: (sandbox: string): string => `/amt/testsysteme/${sandbox}/entfernen`,
  home: '/amt/testsystem',
  person: '/amt/testsystem/testperson',
  sample: '/amt/testsystem/beispiel',
  offering: (sandbox: { slug: string; serviceSlug: string }): string => `/${sandbox.slug}/${sandbox.serviceSlug}`,
} as const;
