import { json, type Operation, ref } from '#kernel/openapi';
import { type HttpProblemSlug } from '@verbund/fit-connect';
import { scopes } from '../domain/scopes.ts';
import { good, problemAnswers } from './answers.ts';
import { destinationParameter, pageParameters } from './parameters.ts';

const all = '/destination-api/v1/destinations';
const one = `${all}/{destinationId}`;
const tag = 'Management';
const common: readonly HttpProblemSlug[] = ['unauthenticated', 'forbidden', 'request-invalid'];
const onOne: readonly HttpProblemSlug[] = [...common, 'destination-not-found'];
const writing: readonly HttpProblemSlug[] = ['too-large', 'unsupported-media-type'];
const manage = [scopes.manage];
const ownRegion =
  'A client that was made for an authority may offer services within the region of that authority only, and none without regions; else 400.';

/** A change by merge patch; v1 has it on the Submission API too. */
export function patchOperation(id: string, path: string): Operation {
  return {
    id,
    method: 'patch',
    path,
    tag,
    summary: 'Change a destination by merge patch',
    description:
      'RFC 7396, as application/merge-patch+json or application/json. Switching to another encryption key is a patch of `encryptionKid` after that key was added. ' +
      ownRegion,
    parameters: [destinationParameter],
    scopes: manage,
    body: { types: ['application/merge-patch+json', 'application/json'], schema: ref('DestinationPatch') },
    answers: {
      200: good('The destination as it is now', json(ref('OwnDestination'))),
      ...problemAnswers([...onOne, ...writing, 'state-invalid']),
    },
  };
}

/** Destination API v1: a client manages the destinations that it created. */
export const managementOperations: readonly Operation[] = [
  {
    id: 'transport.list-destinations',
    method: 'get',
    path: all,
    tag,
    summary: 'Destinations that the client created',
    parameters: pageParameters,
    scopes: manage,
    answers: { 200: good('A page', json(ref('DestinationPage'))), ...problemAnswers(common) },
  },
  {
    id: 'transport.create-destination',
    method: 'post',
    path: all,
    tag,
    summary: 'Create a destination',
    description:
      'It begins as `created` and takes submissions once it is `active`. The client is linked with it and may fetch. Certificates must lead to a trust anchor of this installation, except in its modes demo and test. ' +
      ownRegion,
    scopes: manage,
    body: { types: ['application/json'], schema: ref('NewDestination') },
    answers: {
      201: good('The destination', json(ref('OwnDestination'))),
      ...problemAnswers([...common, ...writing]),
    },
  },
  {
    id: 'transport.get-destination',
    method: 'get',
    path: one,
    tag,
    summary: 'A destination with everything that its owner wrote, except secrets',
    parameters: [destinationParameter],
    scopes: manage,
    answers: { 200: good('The destination', json(ref('OwnDestination'))), ...problemAnswers(onOne) },
  },
  {
    id: 'transport.replace-destination',
    method: 'put',
    path: one,
    tag,
    summary: 'Write a destination anew; its keys stay',
    description:
      'What is not given is removed, the callback too. Services may be given as `services` or `publicServices`. ' +
      ownRegion,
    parameters: [destinationParameter],
    scopes: manage,
    body: { types: ['application/json'], schema: ref('DestinationSettings') },
    answers: {
      200: good('The destination as it is now', json(ref('OwnDestination'))),
      ...problemAnswers([...onOne, ...writing, 'state-invalid']),
    },
  },
  patchOperation('transport.patch-destination', one),
  {
    id: 'transport.delete-destination',
    method: 'delete',
    path: one,
    tag,
    summary: 'Delete a destination',
    description: 'One that has cases stays as `decommissioned`, because event logs name its keys.',
    parameters: [destinationParameter],
    scopes: manage,
    answers: { 204: good('Gone, or closed for good'), ...problemAnswers(onOne) },
  },
  {
    id: 'transport.list-keys',
    method: 'get',
    path: `${one}/keys`,
    tag,
    summary: 'All keys, the present encryption key first',
    parameters: [destinationParameter],
    scopes: manage,
    answers: { 200: good('The keys', json(ref('JwkSet'))), ...problemAnswers(onOne) },
  },
  {
    id: 'transport.add-key',
    method: 'post',
    path: `${one}/keys`,
    tag,
    summary: 'Add a key',
    description: 'A kid never changes its key, and a key has one kid. The same key again is answered alike.',
    parameters: [destinationParameter],
    scopes: manage,
    body: { types: ['application/json'], schema: ref('Jwk') },
    answers: { 204: good('Added'), ...problemAnswers([...onOne, ...writing, 'state-invalid']) },
  },
];

/** Destination API v2: open to all. */
export const readingOperations: readonly Operation[] = [
  {
    id: 'transport.destination-v2',
    method: 'get',
    path: '/destination-api/v2/destinations/{destinationId}',
    tag: 'Reading',
    summary: 'What a destination takes',
    parameters: [destinationParameter],
    answers: {
      200: good('The destination', json(ref('Destination'))),
      ...problemAnswers(['destination-not-found', 'request-invalid']),
    },
  },
  {
    id: 'transport.destination-keys-v2',
    method: 'get',
    path: '/destination-api/v2/destinations/{destinationId}/keys',
    tag: 'Reading',
    summary: 'All keys, the present encryption key first',
    parameters: [destinationParameter],
    answers: {
      200: good('The keys', json(ref('JwkSet'))),
      ...problemAnswers(['destination-not-found', 'request-invalid']),
    },
  },
];
