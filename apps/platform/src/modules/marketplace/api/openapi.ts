import { listingStates } from '#modules/packages';
import { conformityFilters, sortings } from '../domain/entry-filter.ts';
import { defaultLimit, maxLimit } from './lists.ts';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const whole = { type: 'integer' };
const truth = { type: 'boolean' };
const moment = { type: 'string', format: 'date-time' };
const day = { type: 'string', format: 'date' };
const cents = { type: 'integer', description: 'Euro cents' };
const ars = { type: 'string', pattern: '^[0-9]{12}$', description: 'Regional key (Amtlicher Regionalschlüssel)' };
const bothLanguages = objectOf({ de: text, en: { ...text, description: 'Empty when there is none' } });
const listOf = (items: Json): Json => ({ type: 'array', items });
const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Closed: an answer with a member that is not described fails the tests. */
function objectOf(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const maturity = objectOf({
  model: { ...text, description: "'OZG-1.1' or 'OZG-2.0'" },
  level: whole,
  missing: listOf(text),
  next: orNull(objectOf({ level: whole, date: day })),
});

const packageMembers: Json = {
  id: { ...text, description: '<provider>/<service>; in an address with its slash written %2F, or in two parts' },
  name: bothLanguages,
  summary: bothLanguages,
  provider: objectOf({ slug: text, name: text }),
  leistungsschluessel: textOrNull,
  ozgId: textOrNull,
  implementingLand: textOrNull,
  version: text,
  versionDigest: text,
  packageDigest: text,
  minimumPlatform: text,
  publishedAt: moment,
  state: orNull({ type: 'string', enum: listingStates }),
  maturity: listOf(maturity),
  languages: listOf(text),
  towns: { ...whole, description: 'Towns that run it' },
  conformity: orNull(ref('PackageConformity')),
  price: orNull(ref('PackagePrice')),
  path: text,
};

const promise = objectOf({
  id: text,
  what: bothLanguages,
  firstPromised: { ...day, description: 'Day on which a date was named for the first time' },
  firstDate: day,
  currentDate: day,
  slipDays: { ...whole, description: 'Later (positive) or earlier than first promised' },
  keptOn: orNull(day),
  isOverdue: truth,
  history: listOf(objectOf({ promisedOn: day, date: day })),
});

const schemas: Readonly<Record<string, Json>> = {
  Package: objectOf(packageMembers),
  PackageDetail: objectOf({
    ...packageMembers,
    schema: { type: 'object' },
    factSheet: { type: ['object', 'null'], description: 'As its provider states it; see docs/package-format.md' },
    changes: listOf(objectOf({ version: text, date: day, kind: text, text: bothLanguages })),
    serviceLevel: { type: ['object', 'null'] },
    priceSentence: orNull(bothLanguages),
    assessment: orNull(objectOf({ towns: whole, toRenew: whole })),
    laender: listOf(text),
    knownErrors: listOf({ type: 'object' }),
    endOfSupport: listOf(objectOf({ version: text, date: day })),
    releasePlan: listOf(objectOf({ version: text, date: day, text: bothLanguages })),
    promises: listOf(ref('PackagePromise')),
    reviews: objectOf({ count: whole, average: { type: ['number', 'null'] } }),
  }),
  PackageConformity: objectOf({
    catalogue: text,
    criteriaVersion: text,
    date: text,
    conforms: truth,
    openMust: whole,
    expiresAt: textOrNull,
    areas: listOf(
      objectOf({
        area: text,
        name: bothLanguages,
        light: { type: 'string', enum: ['green', 'yellow', 'red', 'grey'] },
      }),
    ),
  }),
  PackagePrice: objectOf({
    yearlyCents: { ...cents, description: 'Expected amount of the first year in euro cents' },
    onceCents: { ...cents, description: 'What is due once within five years, in euro cents' },
    isComplete: { ...truth, description: 'False: a number is missing, the price is at least this' },
  }),
  PackageVersion: objectOf({
    id: text,
    version: text,
    versionDigest: text,
    packageDigest: text,
    change: text,
    minimumPlatform: text,
    publishedAt: moment,
    signer: { ...text, description: 'Thumbprint of the key (RFC 7638)' },
    withdrawnAt: orNull(moment),
    withdrawnReason: textOrNull,
  }),
  PackageTown: objectOf({
    id: text,
    name: text,
    ars: orNull(ars),
    version: text,
    since: moment,
    frontRunner: truth,
    path: text,
  }),
  PackageTownPrice: objectOf({ id: ars, name: text, inhabitants: whole, price: orNull(ref('PackagePrice')) }),
  PackagePromise: promise,
  PackageReview: objectOf({
    id: { type: 'string', format: 'uuid' },
    version: text,
    town: objectOf({ slug: text, name: text }),
    office: { ...text, description: 'An office, never a person' },
    rating: { type: 'integer', minimum: 1, maximum: 5 },
    experience: text,
    writtenAt: moment,
    changedAt: moment,
    answer: orNull(objectOf({ text, at: moment })),
  }),
  WantedService: objectOf({
    id: { type: 'string', format: 'uuid' },
    leistungsschluessel: textOrNull,
    need: text,
    details: text,
    madeAt: moment,
    towns: { ...whole, description: 'How many towns want it; who they are is not public' },
    answers: listOf(
      objectOf({
        provider: objectOf({ slug: text, name: text }),
        text,
        package: textOrNull,
        expectedOn: orNull(day),
        answeredAt: moment,
      }),
    ),
    path: text,
  }),
  ServiceCoverage: objectOf({
    id: text,
    leistungsschluessel: textOrNull,
    name: bothLanguages,
    running: whole,
    municipalities: whole,
    levels: listOf(objectOf({ level: { type: ['integer', 'null'] }, municipalities: whole })),
    counts: { type: 'object', additionalProperties: truth, description: 'By id of the counting rule' },
  }),
};

interface Parameter {
  name: string;
  description: string;
  schema: Json;
  required?: boolean;
}

const paging: readonly Parameter[] = [
  {
    name: 'limit',
    description: 'Entries of a page',
    schema: { ...whole, minimum: 1, maximum: maxLimit, default: defaultLimit },
  },
  { name: 'offset', description: 'Entries before the page', schema: { ...whole, minimum: 0, default: 0 } },
];

const filters: readonly Parameter[] = [
  { name: 'q', description: 'Service or need, in words', schema: text },
  { name: 'leistungsschluessel', description: 'LeiKa key or its first digits', schema: text },
  { name: 'provider', description: 'Address part of the provider', schema: text },
  { name: 'state', description: 'State of the service', schema: { type: 'string', enum: listingStates } },
  { name: 'maturity', description: 'At least this level of OZG-1.1', schema: { ...whole, minimum: 0, maximum: 4 } },
  { name: 'conformity', description: 'Minimum requirements', schema: { type: 'string', enum: conformityFilters } },
  { name: 'ars', description: 'Town that prices are for', schema: ars },
  { name: 'maxYearlyCents', description: 'Upper price of a year; needs ars', schema: { ...whole, minimum: 0 } },
  { name: 'sort', description: 'Order', schema: { type: 'string', enum: sortings } },
];

interface Operation {
  path: string;
  id: string;
  summary: string;
  item: string;
  isList: boolean;
  parameters?: readonly Parameter[];
}

const ofPackage = (part: string, id: string, rest: Omit<Operation, 'path' | 'id'>): readonly Operation[] => [
  { path: `/api/v1/packages/{id}${part}`, id, ...rest },
  { path: `/api/v1/packages/{provider}/{service}${part}`, id: `${id}-by-name`, ...rest },
];

const operations: readonly Operation[] = [
  { path: '/api/v1/packages', id: 'packages', summary: 'Services on the marketplace', item: 'Package', isList: true, parameters: [...filters, ...paging] },
  ...ofPackage('', 'package', { summary: 'Fact sheet of a service', item: 'PackageDetail', isList: false }),
  ...ofPackage('/versions', 'package-versions', { summary: 'Versions, newest first', item: 'PackageVersion', isList: true, parameters: paging }),
  ...ofPackage('/promises', 'package-promises', { summary: 'Promised dates and what became of them', item: 'PackagePromise', isList: true, parameters: paging }),
  ...ofPackage('/towns', 'package-towns', { summary: 'Towns that run the service', item: 'PackageTown', isList: true, parameters: [{ name: 'q', description: 'Part of the name', schema: text }, ...paging] }),
  ...ofPackage('/reviews', 'package-reviews', { summary: 'Experience of towns', item: 'PackageReview', isList: true, parameters: paging }),
  ...ofPackage('/prices', 'package-prices', { summary: 'Prices of towns', item: 'PackageTownPrice', isList: true, parameters: [{ name: 'ars', description: 'One town only', schema: ars }, ...paging] }),
  { path: '/api/v1/wanted-services', id: 'wanted', summary: 'Services that towns look for', item: 'WantedService', isList: true, parameters: [{ name: 'q', description: 'Words or LeiKa key', schema: text }, ...paging] },
  { path: '/api/v1/wanted-services/{id}', id: 'wanted-one', summary: 'A service that towns look for', item: 'WantedService', isList: false },
  { path: '/api/v1/coverage', id: 'coverage', summary: 'Which services run in how many municipalities of an area, by counting rule', item: 'ServiceCoverage', isList: true, parameters: [{ name: 'area', description: 'Land, district or town', schema: ars, required: true }, ...paging] },
]; // prettier-ignore

const json = (schema: Json): Json => ({ 'application/json': { schema } });
const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

function pathOf({ path, id, summary, item, isList, parameters = [] }: Operation): [string, Json] {
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
  const body = isList ? objectOf({ items: listOf(ref(item)), total: whole, next: textOrNull }) : ref(item);
  return [
    path,
    {
      get: {
        operationId: `marketplace.api-${id}`,
        summary,
        parameters: [...inPath, ...parameters.map((parameter) => ({ ...parameter, in: 'query' }))],
        responses: {
          200: { description: summary, content: json(body) },
          ...(parameters.length === 0 ? {} : { 400: problem('Bad parameter') }),
          ...(inPath.length === 0 ? {} : { 404: problem('No such entry') }),
        },
      },
    },
  ];
}

/** Part of the description of the open API; `Problem` is described there. `resources`: addresses without parts to fill in. */
export const packagesApi: {
  paths: Json;
  schemas: Readonly<Record<string, Json>>;
  resources: readonly { path: string; summary: string; parameters: readonly { name: string }[] }[];
} = {
  paths: Object.fromEntries(operations.map(pathOf)),
  schemas,
  resources: operations
    .filter(({ path }) => !path.includes('{'))
    .map(({ path, summary, parameters = [] }) => ({ path, summary, parameters })),
};
