const submissionApi = '/submission-api';
const destinationApi = '/destination-api';

export const transportPaths = {
  token: '/oauth/token',
  submissionApi,
  keySet: `${submissionApi}/.well-known/jwks.json`,
  destination: `${submissionApi}/v2/destinations/:destination`,
  destinationKey: `${submissionApi}/v2/destinations/:destination/keys/:kid`,
  submissions: `${submissionApi}/v2/submissions`,
  replies: `${submissionApi}/v2/replies`,
  caseEvents: `${submissionApi}/v2/cases/:case/events`,
  managedDestinations: `${destinationApi}/v1/destinations`,
  managedDestination: `${destinationApi}/v1/destinations/:destination`,
  managedKeys: `${destinationApi}/v1/destinations/:destination/keys`,
  publicDestination: `${destinationApi}/v2/destinations/:destination`,
  publicKeys: `${destinationApi}/v2/destinations/:destination/keys`,
} as const;
