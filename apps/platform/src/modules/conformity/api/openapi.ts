import { findingResults } from '../domain/posted-finding.ts';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const whole = { type: 'integer' };
const truth = { type: 'boolean' };
const day = { type: ['string', 'null'], format: 'date' };
const instant = { type: 'string', format: 'date-time' };
const both = objectOf({ de: text, en: text });
const listOf = (items: Json): Json => ({ type: 'array', items });
const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const oneOf = (...values: readonly string[]): Json => ({ type: 'string', enum: values });

/** Closed: an answer with a member that is not described fails the tests. */
function objectOf(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const obligation = oneOf('MUSS', 'SOLL', 'KANN');
const actor = oneOf('service', 'provider', 'operator', 'connecting_authority');

const schemas: Readonly<Record<string, Json>> = {
  ConformityFinding: objectOf({
    criterion: text,
    area: text,
    obligation,
    actor,
    counts: { ...truth, description: 'False: is judged per offering' },
    result: oneOf(...findingResults),
    evidence: listOf(objectOf({ what: both, value: text, at: instant, link: textOrNull })),
    reason: both,
    remedy: orNull(both),
    kind: { enum: ['automatic', 'manual', null] },
    body: { ...textOrNull, description: 'Who found it' },
    foundAt: { type: ['string', 'null'], format: 'date-time' },
    due: day,
    recheck: day,
    exception: orNull(objectOf({ number: text, decidedBy: text, decidedOn: text, validUntil: day })),
    comments: { ...listOf(objectOf({ text, at: instant })), description: 'By the provider' },
  }),
  ConformityReport: objectOf({
    id: text,
    subject: objectOf({ package: text, version: text, digest: text, offering: textOrNull }),
    catalogue: text,
    criteriaVersion: text,
    criteriaDigest: text,
    date: instant,
    expiresAt: day,
    conforms: truth,
    openMust: whole,
    areas: listOf(objectOf({ area: text, name: both, light: oneOf('green', 'yellow', 'red', 'grey') })),
    findings: listOf(ref('ConformityFinding')),
  }),
  CriteriaCatalogue: objectOf({
    id: { ...text, description: '<catalogue>@<version>' },
    digest: text,
    catalogue: text,
    version: text,
    title: both,
    note: { ...both, description: 'Where the wording is from and what of it is a reconstruction' },
    validFrom: { type: 'string', format: 'date' },
    validTo: day,
    graceDays: whole,
    areas: listOf(objectOf({ id: text, name: both })),
    criteria: listOf(
      objectOf({
        id: text,
        area: text,
        obligation,
        condition: orNull(both),
        actor,
        requirement: both,
        evidence: both,
        status: oneOf('confirmed', 'seed', 'background'),
        source: text,
      }),
    ),
    signer: { ...textOrNull, description: 'Thumbprint (RFC 7638) of the key that signed it' },
  }),
};

const json = (schema: Json): Json => ({ 'application/json': { schema } });
const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: text });
const inQuery = (name: string, description: string, schema: Json = text): Json => ({
  name,
  in: 'query',
  description,
  schema,
});

function operation(id: string, summary: string, parameters: readonly Json[], schema: Json): Json {
  const good = { description: summary, content: json(schema) };
  const hasPath = parameters.some((one) => one['in'] === 'path');
  const bad = hasPath ? { 404: problem('No such entry') } : { 400: problem('Bad parameter') };
  return { get: { operationId: `conformity.${id}`, summary, parameters, responses: { 200: good, ...bad } } };
}

const reportQuery = [
  inQuery('version', 'Version of the package; default the newest'),
  inQuery('criteria', '<version> or <catalogue>@<version>; default those in force'),
];
const reportOf = 'Conformity of a package: findings, evidence, comments';
const list = objectOf({ items: listOf(ref('CriteriaCatalogue')), total: whole, next: textOrNull });

/** Part of the description of the open API; `Problem` is described there. */
export const conformityApi: { paths: Json; schemas: Readonly<Record<string, Json>> } = {
  paths: {
    '/api/v1/packages/{id}/conformity': operation(
      'api-package',
      reportOf,
      [inPath('id'), ...reportQuery],
      ref('ConformityReport'),
    ),
    '/api/v1/packages/{provider}/{service}/conformity': operation(
      'api-package-by-name',
      reportOf,
      [inPath('provider'), inPath('service'), ...reportQuery],
      ref('ConformityReport'),
    ),
    '/api/v1/conformity-criteria': operation(
      'api-criteria',
      'Criteria catalogues in all their versions',
      [inQuery('limit', 'Entries of a page', whole), inQuery('offset', 'Entries before the page', whole)],
      list,
    ),
    '/api/v1/conformity-criteria/{id}': operation(
      'api-criteria-one',
      'One version of a catalogue',
      [inPath('id')],
      ref('CriteriaCatalogue'),
    ),
  },
  schemas,
};
