import { type Route } from '../http/index.ts';

/** Pieces of OpenAPI 3.1 documents. They are written by hand beside the routes that they describe; tests compare both. */
export type Json = Readonly<Record<string, unknown>>;

export interface Body {
  types: readonly string[];
  schema: Json;
  description?: string;
}

export interface Answer {
  description: string;
  headers?: Json;
  /** Schema by media type; none: no content. */
  content?: Readonly<Record<string, Json>>;
}

export interface Operation {
  /** Name of the route. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With parameters in braces. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  parameters?: readonly Json[];
  body?: Body;
  /** Scopes of which one is enough; none: open to all. */
  scopes?: readonly string[];
  answers: Readonly<Record<number, Answer>>;
}

export interface ApiDescription {
  title: string;
  version: string;
  description: string;
  tags: readonly { name: string; description: string }[];
  operations: readonly Operation[];
  schemas: Readonly<Record<string, Json>>;
  securitySchemes?: Json;
  webhooks?: Json;
}

export function ref(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

export function objectOf(required: Json, optional: Json = {}): Json {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

export function queryParameter(name: string, description: string, schema: Json, required = false): Json {
  return { name, in: 'query', required, description, schema };
}

export function pathParameter(name: string, description: string, schema: Json): Json {
  return { name, in: 'path', required: true, description, schema };
}

/** Of every answer that counts against a limit. Absent where no limit is set. */
export const rateLimitHeaders: Json = {
  'RateLimit-Limit': { description: 'Calls allowed in the present window', schema: { type: 'integer' } },
  'RateLimit-Remaining': { description: 'Calls left in the present window', schema: { type: 'integer' } },
  'RateLimit-Reset': { description: 'Seconds until the window ends', schema: { type: 'integer' } },
};

export const retryAfterHeader: Json = {
  'Retry-After': { description: 'Seconds to wait before the next call', schema: { type: 'integer' } },
};

export function json(schema: Json): Record<string, Json> {
  return { 'application/json': schema };
}

function contentOf(content: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

function operationOf({ id, tag, summary, description, parameters, body, scopes, answers }: Operation): Json {
  const requestBody = body && {
    required: true,
    ...(body.description === undefined ? {} : { description: body.description }),
    content: contentOf(Object.fromEntries(body.types.map((type) => [type, body.schema]))),
  };
  const responses = Object.entries(answers).map(([status, { content, ...answer }]) => [
    status,
    { ...answer, ...(content ? { content: contentOf(content) } : {}) },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    security: (scopes ?? []).map((scope) => ({ oauth: [scope] })),
    responses: Object.fromEntries(responses),
  };
}

/** One set of schemas serves several documents; each carries those that it refers to. */
function referredTo(from: Json, schemas: Readonly<Record<string, Json>>): Json {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      look(schemas[name] ?? {});
    }
  };
  look(from);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

export function openApiDocument(api: ApiDescription, publicUrl: URL): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of api.operations) (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  const entries = { paths, ...(api.webhooks ? { webhooks: api.webhooks } : {}) };
  return {
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: api.version,
      description: api.description,
      license: { name: 'European Union Public Licence 1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: publicUrl.origin, description: 'This installation' }],
    tags: api.tags,
    ...entries,
    components: {
      schemas: referredTo(entries, api.schemas),
      ...(api.securitySchemes ? { securitySchemes: api.securitySchemes } : {}),
    },
  };
}

/** Serves a document; the address belongs into the document too (`selfDescription`). */
export function descriptionRoute(route: { path: string; name: string }, document: () => Json): Route {
  let made: Json | undefined;
  return {
    method: 'GET',
    ...route,
    surface: 'api',
    access: { kind: 'public' },
    rate: 'page',
    handle: async () => ({ kind: 'json', body: (made ??= document()), contentType: 'application/json' }),
  };
}

export function selfDescription(route: { path: string; name: string }, tag: string): Operation {
  return {
    id: route.name,
    method: 'get',
    path: route.path,
    tag,
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) } },
  };
}
