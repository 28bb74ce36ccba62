import {
  type Answer,
  type ApiDescription,
  type Json,
  json,
  objectOf,
  type Operation,
  queryParameter,
  rateLimitHeaders,
  ref,
  retryAfterHeader,
  selfDescription,
} from '#kernel/openapi';
import { routingPaths } from '../paths.ts';
import { routingSchemas } from './schemas.ts';

const problem = { 'application/problem+json': ref('Problem') };
const later = { ...rateLimitHeaders, ...retryAfterHeader };

const failures: Record<number, Answer> = {
  429: {
    description: 'Too many requests; the headers say when to come back',
    headers: later,
    content: json({ type: 'object', maxProperties: 0 }),
  },
  500: { description: 'Internal error', headers: rateLimitHeaders, content: problem },
  503: { description: 'Temporarily unavailable', headers: later, content: problem },
};
const refused: Record<number, Answer> = {
  400: { description: 'A parameter breaks its rule; `detail` says which', headers: rateLimitHeaders, content: problem },
};

function good(description: string, content: Record<string, Json>): Record<number, Answer> {
  return { 200: { description, headers: rateLimitHeaders, content } };
}

const page: readonly Json[] = [
  queryParameter('offset', 'Entries before the page', { type: 'integer', minimum: 0, default: 0 }),
  queryParameter('limit', 'Entries of a page', { type: 'integer', minimum: 1, maximum: 500, default: 100 }),
];

const areaOf = 'Exactly one of `ars`, `ags` and `areaId` is given.';
const routeParameters: readonly Json[] = [
  queryParameter('leikaKey', 'Key of the service, without URN', { type: 'string', pattern: '^99\\d{12}$' }, true),
  queryParameter('ars', `Amtlicher Regionalschlüssel. ${areaOf}`, {
    type: 'string',
    pattern: '^(\\d{2}|\\d{3}|\\d{5}|\\d{9}|\\d{12})$',
  }),
  queryParameter('ags', `Amtlicher Gemeindeschlüssel. ${areaOf}`, {
    type: 'string',
    pattern: '^(\\d{2}|\\d{3}|\\d{5}|\\d{8})$',
  }),
  queryParameter('areaId', `Id of an area as /areas gives it. ${areaOf}`, { type: 'string', pattern: '^\\d{1,32}$' }),
  ...page,
];

const areaParameters: readonly Json[] = [
  {
    ...queryParameter(
      'areaSearchexpression',
      'Words of the name, or the postcode of the administration. All terms must fit; a space separates terms too. `*` stands for any letters, with at least two characters between two of them.',
      { type: 'array', minItems: 1, maxItems: 10, items: { type: 'string', minLength: 2, maxLength: 200 } },
      true,
    ),
    style: 'form',
    explode: true,
  },
  ...page,
];

function operationsOf(version: string): Operation[] {
  const common = { method: 'get' } as const;
  return [
    {
      ...common,
      id: `routing.routes-${version}`,
      path: routingPaths.of(version, 'routes'),
      tag: 'Routing',
      summary: 'Who takes a service in an area',
      description: 'Active destinations whose regions contain the area. An empty list when there are none.',
      parameters: routeParameters,
      answers: { ...good('A page of routes', json(ref('RoutePage'))), ...refused, ...failures },
    },
    {
      ...common,
      id: `routing.areas-${version}`,
      path: routingPaths.of(version, 'areas'),
      tag: 'Areas',
      summary: 'Areas by name',
      description:
        'The good answer is labelled application/problem+json, as in the published description that clients are written against.',
      parameters: areaParameters,
      answers: {
        ...good('A page of areas, the exact name first, then the larger areas', {
          'application/problem+json': ref('AreaPage'),
        }),
        ...refused,
        ...failures,
      },
    },
    {
      ...common,
      id: `routing.info-${version}`,
      path: routingPaths.of(version, 'info'),
      tag: 'Service',
      summary: 'Version of this API',
      answers: { ...good('The version', json(ref('Info'))), ...failures },
    },
  ];
}

export const descriptionAddress = { path: '/routing-api/v2/openapi.json', name: 'routing.description' } as const;

export const routingDescription: ApiDescription = {
  title: 'Routing API',
  version: '2.0.0',
  description:
    'Finds the destinations that are responsible for a service in an area. Open to all. v1 and v2 answer alike. Clients verify `destinationSignature` before they send.',
  tags: [
    { name: 'Routing', description: 'Responsible destinations' },
    { name: 'Areas', description: 'Official areas' },
    { name: 'Service', description: 'Version and keys' },
  ],
  operations: [
    ...routingPaths.versions.flatMap(operationsOf),
    {
      id: 'routing.key-set',
      method: 'get',
      path: routingPaths.keySet,
      tag: 'Service',
      summary: 'Keys that verify destination signatures',
      description: 'Current and retired ones. `iss` of the signatures is the address of this API without version.',
      answers: { ...good('The keys', json(objectOf({ keys: { type: 'array', items: ref('Jwk') } }))), ...failures },
    },
    selfDescription(descriptionAddress, 'Service'),
  ],
  schemas: routingSchemas,
};
