import { conformityApi } from '#modules/conformity';
import { costsApi } from '#modules/costs';
import { packagesApi } from '#modules/marketplace';
import { defaultLimit, maxLimit } from './lists.ts';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const bothLanguages = { type: 'object', properties: { de: text, en: text }, required: ['de', 'en'] };
const ars = { type: 'string', pattern: '^[0-9]{12}$', description: 'Regional key (Amtlicher Regionalschlüssel)' };

function objectOf(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const schemas: Readonly<Record<string, Json>> = {
  Area: objectOf({
    id: ars,
    ars,
    ags: textOrNull,
    kind: { type: 'string', enum: ['state', 'region', 'district', 'city', 'town'] },
    name: text,
    designation: text,
    parent: textOrNull,
    postcode: { ...textOrNull, description: 'Of the seat of the administration only' },
    population: { type: 'integer' },
    path: text,
  }),
  Service: objectOf({
    id: text,
    leistungsschluessel: text,
    name: text,
    type: text,
    ozgId: text,
    ozgService: text,
    catalogue: { ...text, description: 'Edition of the service catalogue that the designation is from' },
  }),
  Offering: objectOf({
    id: { type: 'string', format: 'uuid' },
    name: bothLanguages,
    summary: bothLanguages,
    publicService: objectOf({ identifier: text, name: text }),
    leistungsschluessel: textOrNull,
    authority: objectOf({ slug: text, name: text, ars: textOrNull, isDemo: { type: 'boolean' } }),
    area: ars,
    version: objectOf({ digest: text, number: text, provider: objectOf({ slug: text, name: text }) }),
    schema: { type: 'object' },
    fee: { type: 'object' },
    receiptInstant: { type: 'string', enum: ['stored', 'delivered'] },
    validFrom: { type: 'string', format: 'date-time' },
    validUntil: { type: ['string', 'null'], format: 'date-time' },
    path: text,
  }),
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457)',
    properties: { type: text, title: text, status: { type: 'integer' }, detail: text },
  },
};

interface Parameter {
  name: string;
  description: string;
  schema: Json;
}

const paging: readonly Parameter[] = [
  {
    name: 'limit',
    description: 'Entries of a page',
    schema: { type: 'integer', minimum: 1, maximum: maxLimit, default: defaultLimit },
  },
  { name: 'offset', description: 'Entries before the page', schema: { type: 'integer', minimum: 0, default: 0 } },
];
const byName: Parameter = { name: 'q', description: 'Part of the name', schema: text };

export interface ApiResource {
  name: string;
  item: string;
  summary: string;
  parameters: readonly Parameter[];
}

export const apiResources: readonly ApiResource[] = [
  {
    name: 'areas',
    item: 'Area',
    summary: 'State, government regions, districts and municipalities',
    parameters: [byName, { name: 'kind', description: 'Kind of area', schema: text }, ...paging],
  },
  {
    name: 'services',
    item: 'Service',
    summary: 'Public services by LeiKa key',
    parameters: [byName, ...paging],
  },
  {
    name: 'offerings',
    item: 'Offering',
    summary: 'Online services that authorities offer now',
    parameters: [
      { name: 'area', description: 'Valid at this regional key', schema: ars },
      { name: 'service', description: 'LeiKa key', schema: text },
      { name: 'authority', description: 'Address part of the authority', schema: text },
      ...paging,
    ],
  },
];

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });
const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

function pathsOf({ name, item, summary, parameters }: ApiResource): [string, Json][] {
  const list = objectOf({
    items: { type: 'array', items: ref(item) },
    total: { type: 'integer' },
    next: textOrNull,
  });
  const id = { name: 'id', in: 'path', required: true, schema: text };
  return [
    [
      `/api/v1/${name}`,
      {
        get: {
          operationId: `web.api-${name}`,
          summary,
          parameters: parameters.map((parameter) => ({ ...parameter, in: 'query' })),
          responses: { 200: { description: 'A page of the list', content: json(list) }, 400: problem('Bad parameter') },
        },
      },
    ],
    [
      `/api/v1/${name}/{id}`,
      {
        get: {
          operationId: `web.api-${name}-one`,
          summary: `One entry of ${name}`,
          parameters: [id],
          responses: { 200: { description: 'The entry', content: json(ref(item)) }, 404: problem('No such entry') },
        },
      },
    ],
  ];
}

/** OpenAPI 3.1 description of the open API. */
export function openApiDocument(publicUrl: URL): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Verbund: open data',
      version: '1.0.0',
      description: 'Areas, services, online services and what the marketplace knows of them. Reading is open to all.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: publicUrl.origin }],
    paths: {
      ...Object.fromEntries(apiResources.flatMap(pathsOf)),
      ...packagesApi.paths,
      ...costsApi.paths,
      ...conformityApi.paths,
      '/api/v1/openapi.json': {
        get: {
          operationId: 'web.api-description',
          summary: 'This description',
          responses: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) } },
        },
      },
    },
    components: { schemas: { ...schemas, ...packagesApi.schemas, ...costsApi.schemas, ...conformityApi.schemas } },
  };
}
