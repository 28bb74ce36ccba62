export const onboardingRoutePaths = {
  towns: '/amt/koordination',
  newTown: '/amt/koordination/neu',
  many: '/amt/koordination/viele',
  service: '/amt/koordination/dienst',
  batch: '/amt/koordination/lauf/:batch',
  setUp: '/amt/einrichten',
  facts: '/amt/einrichten/angaben',
  legal: '/amt/einrichten/pflichtseiten',
  legalDraft: '/amt/einrichten/pflichtseiten/:kind/:language',
  look: '/amt/einrichten/aussehen',
  arms: '/amt/einrichten/wappen',
  staff: '/amt/einrichten/beschaeftigte',
  access: '/amt/einrichten/zugang',
  /** Public: pictures and colours of towns. */
  coatOfArms: '/wappen/:town/:file',
  colours: '/farben/:file',
} as const;

export const onboardingPaths = {
  ...onboardingRoutePaths,
  batch: (id: string): string => `/amt/koordination/lauf/${id}`,
  legalDraft: (kind: string, language: string): string => `/amt/einrichten/pflichtseiten/${kind}/${language}`,
} as const;
