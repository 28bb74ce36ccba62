import { costBlocks, landKeys } from '../domain/price-model.ts';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const whole = { type: 'integer' };
const wholeOrNull = { type: ['integer', 'null'] };
const truth = { type: 'boolean' };
const day = { type: 'string', format: 'date' };
const ars = { type: 'string', pattern: '^[0-9]{12}$', description: 'Regional key (Amtlicher Regionalschlüssel)' };
const bothLanguages = objectOf({ de: text, en: { ...text, description: 'Empty when there is none' } });
const listOf = (items: Json): Json => ({ type: 'array', items });
const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const range = ref('CostRange');

/** Closed: an answer with a member that is not described fails the tests. */
function objectOf(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const year = objectOf({
  year: whole,
  isStated: { ...truth, description: 'False: beyond the years of the price sheet, carried on' },
  reason: bothLanguages,
  users: range,
  once: range,
  yearly: range,
  total: range,
  grants: { ...range, description: 'Grants to the town' },
  relief: { ...range, description: 'What the front-runner guarantee gives back' },
  own: { ...range, description: 'total - grants - relief: what the budget of the town needs' },
  blocks: listOf(objectOf({ block: { type: 'string', enum: costBlocks }, cents: range })),
});

const item = objectOf({
  id: text,
  label: bothLanguages,
  block: { type: 'string', enum: costBlocks },
  model: { type: 'string', enum: ['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'shared'] },
  due: { type: 'string', enum: ['once', 'yearly'] },
  cents: { ...orNull(range), description: 'Null: the number of cases is not known' },
  year: wholeOrNull,
  dependsOn: listOf({ type: 'string', enum: ['users', 'cases'] }),
  land: orNull(objectOf({ cents: range, passedOn: truth })),
});

const schemas: Readonly<Record<string, Json>> = {
  CostRange: {
    ...objectOf({ low: whole, expected: whole, high: whole }),
    description: 'Lowest, expected and highest case; amounts are euro cents',
  },
  PackageCosts: objectOf({
    id: { ...text, description: '<provider>/<service>@<version>' },
    package: text,
    version: objectOf({ number: text, digest: text }),
    provider: text,
    name: bothLanguages,
    place: objectOf({
      ars,
      name: text,
      land: { type: 'string', enum: landKeys },
      inhabitants: whole,
      populationDate: { ...day, description: 'Day to which the number of inhabitants belongs' },
    }),
    currency: { const: 'EUR' },
    asOf: day,
    isComplete: truth,
    cases: orNull(range),
    usersToday: wholeOrNull,
    items: listOf(item),
    years: listOf(year),
    usersCurve: listOf(objectOf({ users: whole, yearlyCents: whole, onceCents: whole })),
    guarantee: {
      type: ['object', 'null'],
      description: 'As its provider states it, and whether it holds for the place',
    },
    funding: listOf({ type: 'object', description: 'As its provider states it; see docs/package-format.md' }),
    fundingGap: listOf(objectOf({ year: whole, cost: range, committed: whole, uncommitted: whole, gap: range })),
    breakEven: {
      ...objectOf({ kind: { type: 'string', enum: ['at', 'never', 'unknown'] } }),
      properties: { kind: text, cases: whole, fixedCents: whole, savingCents: whole },
    },
    ownDevelopment: orNull(
      objectOf({
        basis: { type: 'string', enum: ['sheet', 'own'] },
        years: listOf(objectOf({ year: whole, reuse: range, own: range, reuseSoFar: range, ownSoFar: range })),
        savingCents: whole,
        savingAtLeastCents: whole,
        cheaperFrom: wholeOrNull,
      }),
    ),
    warnings: listOf(objectOf({ kind: text, by: text, until: day })),
    koenigsteinerKey: orNull(
      objectOf({
        key: text,
        kind: { type: 'string', enum: ['official', 'secondary-source'] },
        source: bothLanguages,
        missingYears: orNull(objectOf({ from: whole, to: whole })),
      }),
    ),
  }),
};

function pathOf(path: string, operationId: string): [string, Json] {
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
  const query = { name: 'ars', in: 'query', required: true, description: 'Town or district', schema: ars };
  const problem = (description: string): Json => ({
    description,
    content: { 'application/problem+json': { schema: ref('Problem') } },
  });
  const summary = 'What the newest version of a service costs a town over five budget years';
  return [
    path,
    {
      get: {
        operationId,
        summary,
        parameters: [...inPath, query],
        responses: {
          200: { description: summary, content: { 'application/json': { schema: ref('PackageCosts') } } },
          400: problem('Bad parameter'),
          404: problem('No such package or place, or no price sheet'),
        },
      },
    },
  ];
}

/** Part of the description of the open API; `Problem` is described there. */
export const costsApi: { paths: Json; schemas: Readonly<Record<string, Json>> } = {
  paths: Object.fromEntries([
    pathOf('/api/v1/packages/{id}/costs', 'costs.api'),
    pathOf('/api/v1/packages/{provider}/{service}/costs', 'costs.api-by-name'),
  ]),
  schemas,
};
