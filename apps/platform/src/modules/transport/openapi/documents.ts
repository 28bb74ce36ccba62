import { descriptionRoute, openApiDocument, selfDescription, type ApiDescription, type Json } from '#kernel/openapi';
import { type Route } from '#kernel/http';
import { v1, v2, type ApiVersion } from '../api-versions.ts';
import { type Limits } from '../domain/limits.ts';
import { scopes } from '../domain/scopes.ts';
import { transportPaths } from '../paths.ts';
import { basicSchemas } from './basic-schemas.ts';
import { caseOperations } from './case-operations.ts';
import { managementOperations, patchOperation, readingOperations } from './destination-operations.ts';
import { destinationSchemas } from './destination-schemas.ts';
import { itemOperations } from './item-operations.ts';
import { serviceOperations } from './service-operations.ts';
import { oauthSchemas, submissionSchemas } from './submission-schemas.ts';
import { webhooks } from './webhooks.ts';

const tags = [
  { name: 'Service', description: 'Tokens, keys, limits' },
  { name: 'Destinations', description: 'What receivers take, and their keys' },
  { name: 'Submissions', description: 'From sender to receiver' },
  { name: 'Replies', description: 'From receiver to sender, within a case' },
  { name: 'Cases', description: 'What belongs together, and its signed event log' },
] as const;
const management = { name: 'Management', description: 'By the client that created a destination' };

function oauthScheme(publicUrl: URL): Json {
  const granted = {
    [scopes.send]: 'Send submissions, receive replies',
    [scopes.subscribe]: 'Receive submissions of linked destinations, send replies',
    [scopes.manage]: 'Manage own destinations',
  };
  const tokenUrl = new URL(transportPaths.token, publicUrl).href;
  return { oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes: granted } } } };
}

const about =
  'Delivery service for encrypted applications, compatible with FIT-Connect. It stores ciphertext and cannot read what it carries. Errors are problem documents (RFC 7807). Where the public material of FIT-Connect says nothing, our choices stand in docs/fit-connect-decisions.md.';

function submissionApi(version: ApiVersion, limits: Limits, self: { path: string; name: string }): ApiDescription {
  const { major, minor, patch } = version.number;
  const isV1 = version.name === 'v1';
  const narrow =
    ' Tokens may be narrowed with `send:region:DE<digits>`, `subscribe:destination:<id>` and `manage:destination:<id>`.';
  return {
    title: `Submission API ${version.name}`,
    version: `${String(major)}.${String(minor)}.${String(patch)}`,
    description: isV1 ? `${about} The older version, for clients that have not moved yet.${narrow}` : about,
    tags: isV1 ? [...tags, management] : tags,
    operations: [
      ...(isV1 ? [] : serviceOperations),
      ...caseOperations(version),
      ...itemOperations(version, 'submission', limits),
      ...itemOperations(version, 'reply', limits),
      ...(isV1
        ? [patchOperation('transport.v1-patch-destination', '/submission-api/v1/destinations/{destinationId}')]
        : []),
      selfDescription(self, 'Service'),
    ],
    schemas: {
      ...(isV1 ? destinationSchemas : oauthSchemas),
      ...submissionSchemas(version, limits),
    },
    webhooks,
  };
}

function destinationApi(self: { path: string; name: string }): ApiDescription {
  return {
    title: 'Destination API',
    version: '2.0.0',
    description: `${about} Managing is version 1, reading is version 2.`,
    tags: [{ name: 'Reading', description: 'Open to all' }, management],
    operations: [...readingOperations, ...managementOperations, selfDescription(self, 'Reading')],
    schemas: { ...basicSchemas, ...destinationSchemas },
  };
}

const addresses = {
  v1: { path: '/submission-api/v1/openapi.json', name: 'transport.v1-description' },
  v2: { path: '/submission-api/v2/openapi.json', name: 'transport.description' },
  destinations: { path: '/destination-api/v1/openapi.json', name: 'transport.destination-description' },
} as const;

/** The documents of the delivery service; limits are those of this installation. */
export function descriptionRoutes(limits: Limits, publicUrl: URL): Route[] {
  const serve = (address: { path: string; name: string }, api: () => ApiDescription): Route =>
    descriptionRoute(address, () => openApiDocument({ ...api(), securitySchemes: oauthScheme(publicUrl) }, publicUrl));
  return [
    serve(addresses.v2, () => submissionApi(v2, limits, addresses.v2)),
    serve(addresses.v1, () => submissionApi(v1, limits, addresses.v1)),
    serve(addresses.destinations, () => destinationApi(addresses.destinations)),
  ];
}
