/** Paths of the Submission API in one of its versions. */
export function versionPaths(version: 'v1' | 'v2') {
  const base = `/submission-api/${version}`;
  return {
    info: `${base}/info`,
    destination: `${base}/destinations/:destination`,
    destinationKey: `${base}/destinations/:destination/keys/:kid`,
    submissions: `${base}/submissions`,
    replies: `${base}/replies`,
    cases: `${base}/cases`,
    oneCase: `${base}/cases/:case`,
    caseEvents: `${base}/cases/:case/events`,
  };
}

const submissionApi = '/submission-api';
const destinationApi = '/destination-api';

export const transportPaths = {
  token: '/oauth/token',
  submissionApi,
  keySet: `${submissionApi}/.well-known/jwks.json`,
  managedDestinations: `${destinationApi}/v1/destinations`,
  managedDestination: `${destinationApi}/v1/destinations/:destination`,
  managedKeys: `${destinationApi}/v1/destinations/:destination/keys`,
  publicDestination: `${destinationApi}/v2/destinations/:destination`,
  publicKeys: `${destinationApi}/v2/destinations/:destination/keys`,
} as const;

const administration = '/amt/verwaltung';
const office = `${administration}/zustellung`;

/** Pages for staff; `:client` and `:destination` are ids. */
export const officePaths = {
  administration,
  overview: office,
  newClient: `${office}/client`,
  client: `${office}/client/:client`,
  rotate: `${office}/client/:client/geheimnis`,
  revoke: `${office}/client/:client/sperren`,
  newDestination: `${office}/zustellpunkt`,
  destination: `${office}/zustellpunkt/:destination`,
  settings: `${office}/zustellpunkt/:destination/angaben`,
  keys: `${office}/zustellpunkt/:destination/schluessel`,
  log: `${office}/protokoll`,
} as const;

export const clientPath = (id: string): string => officePaths.client.replace(':client', id);
export const destinationPath = (id: string, path: string = officePaths.destination): string =>
  path.replace(':destination', id);
