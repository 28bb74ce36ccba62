import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * The price sheet of a service version: the content of `manifest.priceModel`, so immutable and signed with it. All
 * amounts are integer cents. Unknown members are refused: they would be signed unseen.
 */
const closed = { additionalProperties: false } as const;

/** Enough for a federal programme; far below what a double can count exactly. */
export const maxCents = 100_000_000_000;
export const forecastYears = 5;
const cents = Type.Integer({ minimum: 0, maximum: maxCents });
/** Per inhabitant, per case: a product with any number of cases stays an exact number. */
const unitCents = Type.Integer({ minimum: 0, maximum: 10_000_000 });
const count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const users = Type.Integer({ minimum: 1, maximum: 11_000 });
const year = Type.Integer({ minimum: 2020, maximum: 2100 });
const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
const itemId = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 });
// Structured text only: a manifest of a third party must never carry markup into our pages.
const plain = (maxLength: number) => Type.String({ maxLength, pattern: '^[^<>\\u0000-\\u0008\\u000b-\\u001f]*$' });
const both = (maxLength: number) =>
  Type.Object({ de: Type.Intersect([plain(maxLength), Type.String({ minLength: 1 })]), en: plain(maxLength) }, closed);
const range = <T extends Type.TSchema>(of: T) => Type.Object({ low: of, expected: of, high: of }, closed);

/** Cost blocks of the OZG guide, and those on the town's side. */
export const costBlocks = [
  'first-development',
  'operation-fixed',
  'operation-variable',
  'further-development',
  'setup',
  'interface',
  'certificates',
  'training',
] as const;

export const landKeys = [
  'BB', 'BE', 'BW', 'BY', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SH', 'SL', 'SN', 'ST', 'TH',
] as const; // prettier-ignore

/** How the share of a Land reaches its towns. */
export const landPassesOn = ['land-pays', 'by-inhabitants'] as const;

const perInhabitant = Type.Object(
  {
    model: Type.Literal('M3'),
    /** For so many inhabitants: 35 cents per 10 inhabitants are 3.5 cents each. */
    cents: unitCents,
    inhabitants: Type.Union([Type.Literal(1), Type.Literal(10), Type.Literal(100), Type.Literal(1000)]),
  },
  closed,
);
const perCase = Type.Object(
  {
    model: Type.Literal('M4'),
    /** Each tier prices only the cases inside it; the last one has no end. */
    tiers: Type.Array(Type.Object({ upTo: Type.Union([count, Type.Null()]), cents: unitCents }, closed), {
      minItems: 1,
      maxItems: 10,
    }),
  },
  closed,
);

export const pricingSchema = Type.Union([
  /** Fixed per Land by the Königsteiner key. */
  Type.Object({ model: Type.Literal('M1'), totalCents: cents, passedOn: Type.Enum(landPassesOn) }, closed),
  /** IT-Planungsrat 2023/35: 25 % Federation, 25 % all Länder, 50 % using Länder. */
  Type.Object(
    {
      model: Type.Literal('M2'),
      totalCents: cents,
      passedOn: Type.Enum(landPassesOn),
      using: Type.Array(Type.Enum(landKeys), { minItems: 1, maxItems: 16, uniqueItems: true }),
    },
    closed,
  ),
  perInhabitant,
  perCase,
  /** Set-up or interface, shared by those who use it: who came earlier gets a credit when others join. */
  Type.Object({ model: Type.Literal('M5'), totalCents: cents }, closed),
  /** Base fee, and per inhabitant or per case, up to a cap; without a variable part a flat price. */
  Type.Object(
    {
      model: Type.Literal('M6'),
      baseCents: cents,
      variable: Type.Union([perInhabitant, perCase, Type.Null()]),
      capCents: Type.Union([cents, Type.Null()]),
    },
    closed,
  ),
  /** The total of a year shared by the users: the price that nobody knows beforehand. */
  Type.Object({ model: Type.Literal('shared'), totalCents: cents }, closed),
]);

const permille = Type.Integer({ minimum: 0, maximum: 100_000 });

const priceItem = Type.Object(
  {
    id: itemId,
    label: both(200),
    block: Type.Enum(costBlocks),
    due: Type.Enum(['once', 'yearly']),
    /** An item that is due once is due in `firstYear`; null: in the year in which a town begins. */
    firstYear: Type.Union([year, Type.Null()]),
    lastYear: Type.Union([year, Type.Null()]),
    price: pricingSchema,
  },
  closed,
);

/** Per budget year what the amounts above become, in permille of them, and how many towns use the service then. */
const forecastYear = Type.Object({ year, level: range(permille), users: range(users), reason: both(1000) }, closed);

const guarantee = Type.Union([
  /** The first users never pay more than `capCents` a year, up to and including `untilYear`. */
  Type.Object({ kind: Type.Literal('cap'), firstUsers: users, capCents: cents, untilYear: year }, closed),
  /**
   * When more towns use the service in the following year, what is shared (yearly, and once in the years since) is
   * reckoned again with their number, and the first users get the difference back.
   */
  Type.Object({ kind: Type.Literal('refund'), firstUsers: users, untilYear: year }, closed),
]);

const funding = Type.Object(
  {
    by: Type.Intersect([plain(200), Type.String({ minLength: 1 })]),
    /** `service`: lowers the total of `item` before it is shared; `town`: each town gets it. */
    to: Type.Enum(['service', 'town']),
    item: Type.Union([itemId, Type.Null()]),
    centsPerYear: cents,
    from: day,
    until: day,
    committed: Type.Boolean(),
    note: plain(500),
  },
  closed,
);

/** What a town would pay that has the same service built for itself. */
const ownDevelopment = Type.Object({ once: range(cents), yearly: range(cents), basis: both(1000) }, closed);

/** How often the service is used, as far as the provider knows; towns put their own numbers in place of these. */
const usage = Type.Object(
  {
    casesPer10000: range(count),
    savingCentsPerCase: Type.Union([unitCents, Type.Null()]),
    basis: both(1000),
  },
  closed,
);

export const priceModelSchema = Type.Object(
  {
    kind: Type.Literal('price-sheet'),
    formatVersion: Type.Literal(1),
    currency: Type.Literal('EUR'),
    /** The day from which on the sheet is meant. */
    asOf: day,
    items: Type.Array(priceItem, { minItems: 1, maxItems: 30 }),
    forecast: Type.Array(forecastYear, { minItems: forecastYears, maxItems: forecastYears }),
    guarantee: Type.Union([guarantee, Type.Null()]),
    funding: Type.Array(funding, { maxItems: 20 }),
    ownDevelopment: Type.Union([ownDevelopment, Type.Null()]),
    usage: Type.Union([usage, Type.Null()]),
  },
  closed,
);

export type PriceModel = Static<typeof priceModelSchema>;
export type PriceItem = PriceModel['items'][number];
export type Pricing = PriceItem['price'];
export type PerInhabitant = Extract<Pricing, { model: 'M3' }>;
export type PerCase = Extract<Pricing, { model: 'M4' }>;
export type CostBlock = (typeof costBlocks)[number];
export type LandKey = (typeof landKeys)[number];
export type Guarantee = NonNullable<PriceModel['guarantee']>;
export type FundingPromise = PriceModel['funding'][number];
export type Range = { low: number; expected: number; high: number };
export type Scenario = keyof Range;
export const scenarios = ['low', 'expected', 'high'] as const satisfies readonly Scenario[];

export interface PriceFinding {
  /** JSON pointer into the sheet. */
  path: string;
  code: PriceFindingCode;
}
export type PriceFindingCode =
  | 'format'
  | 'range-order'
  | 'years-follow'
  | 'same-id'
  | 'tiers-rise'
  | 'last-tier-open'
  | 'years-order'
  | 'once-has-last-year'
  | 'once-model'
  | 'days-order'
  | 'unknown-item'
  | 'item-not-shared';

export type PriceModelResult =
  | { readonly ok: true; readonly value: PriceModel }
  | { readonly ok: false; readonly findings: readonly PriceFinding[] };

const validator = Compile(priceModelSchema);
const findingLimit = 50;

/**
 * A value of unknown origin as a price sheet. Versions from before there were price sheets hold something else
 * (`{kind: 'free'}`); they are not ok, and pages say that there is no sheet.
 */
export function parsePriceModel(value: unknown): PriceModelResult {
  if (!validator.Check(value)) {
    const findings = validator.Errors(value).slice(0, findingLimit);
    return { ok: false, findings: findings.map(({ instancePath }) => ({ path: instancePath, code: 'format' })) };
  }
  const findings = contradictions(value);
  return findings.length === 0 ? { ok: true, value } : { ok: false, findings };
}

/** What the schema cannot say. */
function contradictions(model: PriceModel): PriceFinding[] {
  return [
    ...model.items.flatMap((item, at) => ofItem(model, item, at)),
    ...model.forecast.flatMap((entry, at) => ofForecast(model, entry, at)),
    ...model.funding.flatMap((promise, at) => ofFunding(model, promise, at)),
    ...ofRange(model.ownDevelopment?.once, '/ownDevelopment/once'),
    ...ofRange(model.ownDevelopment?.yearly, '/ownDevelopment/yearly'),
    ...ofRange(model.usage?.casesPer10000, '/usage/casesPer10000'),
  ];
}

function ofRange(value: Range | undefined, path: string): PriceFinding[] {
  if (value === undefined || (value.low <= value.expected && value.expected <= value.high)) return [];
  return [{ path, code: 'range-order' }];
}

function ofItem(model: PriceModel, item: PriceItem, at: number): PriceFinding[] {
  const path = `/items/${String(at)}`;
  const findings: PriceFinding[] = [];
  if (model.items.findIndex(({ id }) => id === item.id) !== at) findings.push({ path: `${path}/id`, code: 'same-id' });
  if (item.due === 'once' && item.lastYear !== null) {
    findings.push({ path: `${path}/lastYear`, code: 'once-has-last-year' });
  }
  if (item.firstYear !== null && item.lastYear !== null && item.lastYear < item.firstYear) {
    findings.push({ path: `${path}/lastYear`, code: 'years-order' });
  }
  // A credit needs one cost that is shared anew; a cost that comes back every year is `shared`.
  if (item.price.model === 'M5' && item.due !== 'once') findings.push({ path: `${path}/due`, code: 'once-model' });
  const tiers = tiersOf(item.price);
  if (tiers !== null) findings.push(...ofTiers(tiers, `${path}/price`));
  return findings;
}

export function tiersOf(price: Pricing): PerCase['tiers'] | null {
  if (price.model === 'M4') return price.tiers;
  return price.model === 'M6' && price.variable?.model === 'M4' ? price.variable.tiers : null;
}

function ofTiers(tiers: PerCase['tiers'], path: string): PriceFinding[] {
  const findings: PriceFinding[] = [];
  const last = tiers.length - 1;
  let below = 0;
  for (const [at, { upTo }] of tiers.entries()) {
    if (at === last ? upTo !== null : upTo === null) {
      findings.push({ path: `${path}/tiers/${String(at)}/upTo`, code: 'last-tier-open' });
    } else if (upTo !== null && upTo <= below) {
      findings.push({ path: `${path}/tiers/${String(at)}/upTo`, code: 'tiers-rise' });
    }
    below = upTo ?? below;
  }
  return findings;
}

function ofForecast(model: PriceModel, entry: PriceModel['forecast'][number], at: number): PriceFinding[] {
  const path = `/forecast/${String(at)}`;
  const first = model.forecast[0]?.year ?? entry.year;
  return [
    ...(entry.year === first + at ? [] : [{ path: `${path}/year`, code: 'years-follow' as const }]),
    ...ofRange(entry.level, `${path}/level`),
    ...ofRange(entry.users, `${path}/users`),
  ];
}

/** Prices whose total the users or the Länder share; only these can be lowered by a grant to the service. */
export function totalOf(price: Pricing): number | null {
  return 'totalCents' in price ? price.totalCents : null;
}

function ofFunding(model: PriceModel, promise: FundingPromise, at: number): PriceFinding[] {
  const path = `/funding/${String(at)}`;
  const findings: PriceFinding[] = [];
  if (promise.until < promise.from) findings.push({ path: `${path}/until`, code: 'days-order' });
  const item = model.items.find(({ id }) => id === promise.item);
  if (promise.item !== null && item === undefined) findings.push({ path: `${path}/item`, code: 'unknown-item' });
  if (promise.to === 'service' && (item === undefined || totalOf(item.price) === null)) {
    findings.push({ path: `${path}/item`, code: 'item-not-shared' });
  }
  return findings;
}
