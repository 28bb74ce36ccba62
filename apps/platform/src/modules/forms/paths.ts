/** Words that stand where a page id stands in the address. */
const reserved = new Set(['pruefen', 'absenden', 'loeschen', 'datei', 'dateien']);

export const formsRoutes = {
  start: '/:town/:service/antrag',
  resume: '/konto/entwurf/:draft',
  page: '/konto/entwurf/:draft/:page',
  pageFiles: '/konto/entwurf/:draft/:page/dateien',
  upload: '/konto/entwurf/:draft/datei/:upload',
  check: '/konto/entwurf/:draft/pruefen',
  send: '/konto/entwurf/:draft/absenden',
  remove: '/konto/entwurf/:draft/loeschen',
  application: '/konto/antrag/:application',
  summary: '/konto/antrag/:application/zusammenfassung.pdf',
  removeApplication: '/konto/antrag/:application/loeschen',
} as const;

export const formsPaths = {
  account: '/konto',
  start: (town: string, service: string): string => `/${town}/${service}/antrag`,
  resume: (draft: string): string => `/konto/entwurf/${draft}`,
  page: (draft: string, pageId: string): string => `/konto/entwurf/${draft}/${pageSegment(pageId)}`,
  upload: (draft: string, upload: string): string => `/konto/entwurf/${draft}/datei/${upload}`,
  check: (draft: string): string => `/konto/entwurf/${draft}/pruefen`,
  send: (draft: string): string => `/konto/entwurf/${draft}/absenden`,
  remove: (draft: string): string => `/konto/entwurf/${draft}/loeschen`,
  application: (application: string): string => `/konto/antrag/${application}`,
  summary: (application: string): string => `/konto/antrag/${application}/zusammenfassung.pdf`,
  removeApplication: (application: string): string => `/konto/antrag/${application}/loeschen`,
} as const;

export function pageSegment(pageId: string): string {
  return reserved.has(pageId) || pageId.startsWith('seite-') ? `seite-${pageId}` : encodeURIComponent(pageId);
}

export function pageIdOf(segment: string): string {
  return segment.startsWith('seite-') ? segment.slice('seite-'.length) : segment;
}
