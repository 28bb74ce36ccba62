import { json, type Operation, ref } from '#kernel/openapi';
import { type HttpProblemSlug } from '@verbund/fit-connect';
import { type ApiVersion } from '../api-versions.ts';
import { scopes } from '../domain/scopes.ts';
import { good, problemAnswers } from './answers.ts';
import { caseParameter, destinationParameter, kidParameter, pageParameters } from './parameters.ts';

const both = [scopes.send, scopes.subscribe];
const token: readonly HttpProblemSlug[] = ['unauthenticated', 'forbidden', 'request-invalid'];

/** Cases, their event logs, and what is open to everybody. */
export function caseOperations(version: ApiVersion): Operation[] {
  return [...openOperations(version), ...readingOperations(version), writeEvent(version)];
}

function openOperations(version: ApiVersion): Operation[] {
  const base = `/submission-api/${version.name}`;
  const tag = 'Destinations';
  return [
    {
      id: version.routeName('info'),
      method: 'get',
      path: `${base}/info`,
      tag: 'Service',
      summary: 'Version and limits of this service',
      answers: { 200: good('Version and limits', json(ref('Info'))), ...problemAnswers([]) },
    },
    {
      id: version.routeName('destination'),
      method: 'get',
      path: `${base}/destinations/{destinationId}`,
      tag,
      summary: 'What a destination takes',
      parameters: [destinationParameter],
      answers: {
        200: good('The destination', json(ref('Destination'))),
        ...problemAnswers(['destination-not-found', 'request-invalid']),
      },
    },
    {
      id: version.routeName('destination-key'),
      method: 'get',
      path: `${base}/destinations/{destinationId}/keys/{kid}`,
      tag,
      summary: 'One public key of a destination',
      description:
        'Encryption and signature keys, also those that are no longer in use: old logs are verified with them.',
      parameters: [destinationParameter, kidParameter],
      answers: {
        200: good('The key', json(ref('Jwk'))),
        ...problemAnswers(['destination-not-found', 'key-not-found', 'request-invalid']),
      },
    },
  ];
}

function readingOperations(version: ApiVersion): Operation[] {
  const base = `/submission-api/${version.name}`;
  return [
    {
      id: version.routeName('list-cases'),
      method: 'get',
      path: `${base}/cases`,
      tag: 'Cases',
      summary: 'Cases of either side of the caller, oldest first',
      parameters: pageParameters,
      scopes: both,
      answers: { 200: good('A page', json(ref('CasePage'))), ...problemAnswers(token) },
    },
    {
      id: version.routeName('get-case'),
      method: 'get',
      path: `${base}/cases/{caseId}`,
      tag: 'Cases',
      summary: 'A case with the states of its submissions and replies',
      parameters: [caseParameter],
      scopes: both,
      answers: { 200: good('The case', json(ref('Case'))), ...problemAnswers([...token, 'case-not-found']) },
    },
    {
      id: version.routeName('case-events'),
      method: 'get',
      path: `${base}/cases/{caseId}/events`,
      tag: 'Cases',
      summary: 'Event log of a case, oldest first',
      parameters: [caseParameter, ...pageParameters],
      scopes: both,
      answers: {
        200: good('A page of tokens', json(ref('EventLogPage'))),
        ...problemAnswers([...token, 'case-not-found']),
      },
    },
  ];
}

function writeEvent(version: ApiVersion): Operation {
  return {
    id: version.routeName('write-event'),
    method: 'post',
    path: `/submission-api/${version.name}/cases/{caseId}/events`,
    tag: 'Cases',
    summary: 'Write an event: forward, accept or reject',
    description:
      'Signed by the receiver: the destination of the case for a submission, a destination of the sender for a reply. `accept` repeats the authentication tags of the submit event. The same token again is answered alike.',
    parameters: [caseParameter],
    scopes: both,
    body: {
      types: ['application/jose'],
      schema: { type: 'string', pattern: '^\\s*[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\s*$' },
      description: 'A SecurityEvent of at most 256 KiB; white space around it does not matter',
    },
    answers: {
      204: good('Written'),
      ...problemAnswers([
        ...token,
        'case-not-found',
        'event-invalid',
        'state-invalid',
        'too-large',
        'unsupported-media-type',
      ]),
    },
  };
}
