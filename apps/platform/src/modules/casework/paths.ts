export const caseworkRoutes = {
  list: '/amt',
  case: '/amt/vorgang/:case',
  file: '/amt/vorgang/:case/datei/:attachment',
  assign: '/amt/vorgang/:case/uebernehmen',
  answer: '/amt/vorgang/:case/antworten',
  close: '/amt/vorgang/:case/abschliessen',
  reopen: '/amt/vorgang/:case/oeffnen',
  removeTest: '/amt/vorgang/:case/test-entfernen',
  inbox: '/amt/verwaltung/zustellpunkt',
  offerings: '/amt/verwaltung/angebote',
  offering: '/amt/verwaltung/angebote/:offering',
} as const;

export const caseworkPaths = {
  list: '/amt',
  inbox: '/amt/verwaltung/zustellpunkt',
  offerings: '/amt/verwaltung/angebote',
  offering: (id: string): string => `/amt/verwaltung/angebote/${id}`,
  case: (id: string): string => `/amt/vorgang/${id}`,
  file: (id: string, attachment: string): string => `/amt/vorgang/${id}/datei/${attachment}`,
  assign: (id: string): string => `/amt/vorgang/${id}/uebernehmen`,
  answer: (id: string): string => `/amt/vorgang/${id}/antworten`,
  close: (id: string): string => `/amt/vorgang/${id}/abschliessen`,
  reopen: (id: string): string => `/amt/vorgang/${id}/oeffnen`,
  removeTest: (id: string): string => `/amt/vorgang/${id}/test-entfernen`,
} as const;
