const routingApi = '/routing-api';

export const routingPaths = {
  /** Also `iss` of the signatures, so its key set lies below. */
  base: routingApi,
  keySet: `${routingApi}/.well-known/jwks.json`,
  /** Both answer alike (reference 10). */
  versions: ['v1', 'v2'],
  of: (version: string, resource: 'routes' | 'areas' | 'info') => `${routingApi}/${version}/${resource}`,
} as const;
