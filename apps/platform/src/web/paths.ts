import { type LegalPageKind } from '#modules/identity';

export const webPaths = {
  finder: '/',
  places: '/orte',
  town: '/:town',
  offering: '/:town/:service',
  account: '/konto',
  operations: '/betrieb',
  retryJob: '/betrieb/auftrag/:job/wiederholen',
  dismissJob: '/betrieb/auftrag/:job/verwerfen',
  retryCallback: '/betrieb/rueckruf/:job/wiederholen',
  dismissCallback: '/betrieb/rueckruf/:job/verwerfen',
  feedback: '/amt/verwaltung/rueckmeldungen',
  removeFeedback: '/amt/verwaltung/rueckmeldungen/:feedback/loeschen',
  apiDocs: '/api/docs',
} as const;

export const legalKinds: readonly LegalPageKind[] = ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'];

export const startPath = (town: string, service: string): string => `/${town}/${service}/antrag`;
export const offeringPath = (town: string, service: string): string => `/${town}/${service}`;
export const searchPath = (query: string, place?: string): string => {
  const params = new URLSearchParams({ q: query });
  if (place !== undefined) params.set('ort', place);
  return `/?${params.toString()}`;
};
