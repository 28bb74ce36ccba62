import { type Answer, json, type Operation, rateLimitHeaders, ref, retryAfterHeader } from '#kernel/openapi';
import { transportPaths } from '../paths.ts';
import { good, problemAnswers } from './answers.ts';

function oauthError(description: string, headers = rateLimitHeaders): Answer {
  return { description, headers, content: json(ref('OAuthError')) };
}

const later = { ...rateLimitHeaders, ...retryAfterHeader };

/** Token and keys of the service: they belong to no version. */
export const serviceOperations: readonly Operation[] = [
  {
    id: 'transport.token',
    method: 'post',
    path: transportPaths.token,
    tag: 'Service',
    summary: 'Access token by client credentials',
    description: 'RFC 6749, 4.4. The credentials stand in the body; HTTP Basic is not accepted.',
    body: { types: ['application/x-www-form-urlencoded'], schema: ref('TokenRequest') },
    answers: {
      200: good('A token for 30 minutes', json(ref('Token'))),
      400: oauthError('Malformed request, other grant type, or a scope that the client does not own'),
      401: oauthError('Unknown client or wrong secret', {
        ...rateLimitHeaders,
        'WWW-Authenticate': { description: 'RFC 6749, 5.2', schema: { type: 'string' } },
      }),
      429: oauthError('Too many requests', later),
      500: oauthError('Internal error'),
      503: oauthError('Temporarily unavailable', later),
    },
  },
  {
    id: 'transport.key-set',
    method: 'get',
    path: transportPaths.keySet,
    tag: 'Service',
    summary: 'Keys that verify the events of the service',
    description: 'Current and retired ones. `iss` of those events is the base address of the Submission API.',
    answers: { 200: good('The keys', json(ref('JwkSet'))), ...problemAnswers([]) },
  },
];
