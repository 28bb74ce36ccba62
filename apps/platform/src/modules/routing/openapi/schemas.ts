import { type Json, objectOf, ref } from '#kernel/openapi';

const text: Json = { type: 'string' };
const count: Json = { type: 'integer', minimum: 0 };

function pageOf(member: string, items: Json): Json {
  return objectOf({
    count: { ...count, maximum: 500 },
    offset: count,
    totalCount: count,
    [member]: { type: 'array', maxItems: 500, items },
  });
}

export const routingSchemas: Readonly<Record<string, Json>> = {
  Problem: {
    ...objectOf({
      type: text,
      title: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text,
      instance: { ...text, description: 'Number of this request, for questions to the operator' },
    }),
    description: 'Problem details, RFC 7807',
  },
  Route: {
    ...objectOf({
      destinationId: { type: 'string', format: 'uuid' },
      destinationSignature: {
        type: 'string',
        pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
        description:
          'Compact JWS, alg PS512, typ jwt. Claims submissionHost, iss, destinationId, iat, jti and services, a list of {gebietIDs, leistungIDs}. Check that service and area stand in one entry, that submissionHost is the service you will talk to, and that iss is one that you trust.',
      },
      destinationName: text,
      origin: { ...text, description: 'Where the entry comes from' },
    }),
    description: 'A responsible destination',
  },
  RoutePage: pageOf('routes', ref('Route')),
  Area: {
    ...objectOf({
      id: { type: 'string', pattern: '^\\d+$', description: 'Amtlicher Regionalschlüssel, 12 digits' },
      name: text,
      type: { enum: ['Bundesland', 'Regierungsbezirk', 'Kreis', 'Landkreis', 'Städteregion', 'Kreisfreie Stadt', 'Stadt', 'Gemeinde'] }, // prettier-ignore
    }),
    examples: [{ id: '051700052052', name: 'Xanten', type: 'Stadt' }],
  },
  AreaPage: pageOf('areas', ref('Area')),
  Info: {
    ...objectOf({
      version: objectOf({ major: { type: 'integer' }, minor: { type: 'integer' }, patch: { type: 'integer' } }),
    }),
    examples: [{ version: { major: 2, minor: 0, patch: 0 } }],
  },
  Jwk: objectOf({
    kty: { const: 'RSA' },
    kid: text,
    alg: { const: 'PS512' },
    use: { const: 'sig' },
    key_ops: { const: ['verify'] },
    n: { type: 'string', minLength: 683 },
    e: { const: 'AQAB' },
  }),
};
