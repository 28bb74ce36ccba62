import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { both, closed, day, httpsAddress, identifier, plain, semver } from './manifest-parts.ts';

const nothing = Type.Null();

/** How a version differs from the one before: `law` and `breaking` ask the towns to act, `feature` and `fix` do not. */
export const changeKinds = ['initial', 'law', 'breaking', 'feature', 'fix'] as const;
/** Art. 18 eIDAS and § 3 OZG: what the procedure demands, no more. */
export const trustLevels = ['none', 'niedrig', 'substantiell', 'hoch'] as const;
export const accountKinds = ['none', 'bundid', 'organisation-account', 'eid', 'test-account'] as const;
export const landCodes = [
  'BW',
  'BY',
  'BE',
  'BB',
  'HB',
  'HH',
  'HE',
  'MV',
  'NI',
  'NW',
  'RP',
  'SL',
  'SN',
  'ST',
  'SH',
  'TH',
] as const;

const change = Type.Object({ version: semver, date: day, kind: Type.Enum(changeKinds), text: both(2000) }, closed);

const maturity = Type.Object(
  {
    /** Id of the model in the maturity catalogue, e.g. 'OZG-1.1'. */
    model: identifier,
    level: Type.Integer({ minimum: 0, maximum: 7 }),
    missing: Type.Array(plain(300), { maxItems: 20 }),
    next: Type.Union([Type.Object({ level: Type.Integer({ minimum: 0, maximum: 7 }), date: day }, closed), nothing]),
  },
  closed,
);

const contact = Type.Object(
  {
    role: Type.Enum(['first-level', 'second-level', 'technical', 'professional', 'security', 'reuse']),
    name: plain(200),
    email: Type.String({ pattern: '^[^\\s<>@]+@[^\\s<>@]+$', maxLength: 254 }),
    phone: plain(60),
  },
  closed,
);

const parameter = Type.Object(
  {
    /** The standard name, where the EfA parameters have one. */
    name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]*$', maxLength: 100 }),
    label: both(200),
    standard: Type.Boolean(),
    place: Type.Enum(['pvog', 'dvdv', 'platform']),
    kind: Type.Enum(['text', 'number', 'amount', 'date', 'address', 'email', 'boolean']),
    mandatory: Type.Boolean(),
  },
  closed,
);

/** The common fact sheet (Steckbrief) as the provider states it; what the platform knows itself is not here. */
const factSheet = Type.Object(
  {
    ozgId: Type.Union([identifier, nothing]),
    /** Umsetzendes Land; null for a municipal service of its own. */
    implementingLand: Type.Union([Type.Enum(landCodes), nothing]),
    responsibleBody: plain(200),
    operator: plain(200),
    maturity: Type.Array(maturity, { maxItems: 4 }),
    trustLevel: Type.Enum(trustLevels),
    accounts: Type.Array(Type.Enum(accountKinds), { maxItems: 5 }),
    /** XÖV standard and version of the delivered data; null: FIM JSON alone. */
    standard: Type.Union([Type.Object({ name: identifier, version: identifier }, closed), nothing]),
    payment: Type.Enum(['none', 'epayment-standard', 'other', 'missing']),
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, maxItems: 30 }),
    accessibilityReport: Type.Union([Type.Object({ date: day, by: plain(200), result: plain(2000) }, closed), nothing]),
    usabilityTest: Type.Union([
      Type.Object(
        { date: day, participants: Type.Integer({ minimum: 0, maximum: 100_000 }), result: plain(2000) },
        closed,
      ),
      nothing,
    ]),
    pentest: Type.Union([Type.Object({ date: day, by: plain(200) }, closed), nothing]),
    approval: Type.Union([Type.Object({ date: day, by: plain(200) }, closed), nothing]),
    contractRoutes: Type.Array(Type.Enum(['marketplace', 'fit-store', 'kommunalvertreter', 'own-contract']), {
      maxItems: 4,
    }),
    parameters: Type.Array(parameter, { maxItems: 100 }),
    contacts: Type.Array(contact, { maxItems: 20 }),
    sources: Type.Union([httpsAddress, nothing]),
  },
  closed,
);

/** The one central assessment of a version (Art. 35 GDPR, § 8a OZG); towns adopt it and add their deviations only. */
const assessment = Type.Object(
  {
    kind: Type.Enum(['dpia', 'threshold-check']),
    date: day,
    authority: plain(200),
    controller: plain(200),
    processors: Type.Array(plain(200), { maxItems: 20 }),
    dataSubjects: both(2000),
    recipients: both(2000),
    risks: Type.Array(
      Type.Object(
        { id: identifier, risk: both(1000), measure: both(1000), residual: Type.Enum(['low', 'medium', 'high']) },
        closed,
      ),
      { maxItems: 50 },
    ),
    result: Type.Enum(['acceptable', 'acceptable-with-conditions', 'not-acceptable']),
    conditions: both(2000),
    opinion: Type.Union([Type.Object({ date: day, by: plain(200), text: plain(2000) }, closed), nothing]),
    deletion: both(2000),
  },
  closed,
);

/** What reuse needs to know of a version, beside its form: a member of the manifest, so signed and traded with it. */
export const reuseFactsSchema = Type.Object(
  {
    /** The oldest platform that runs it. */
    minimumPlatform: semver,
    /** Newest first; the first entry is this version. */
    changes: Type.Array(change, { minItems: 1, maxItems: 200 }),
    factSheet,
    assessment: Type.Union([assessment, nothing]),
  },
  closed,
);

export type ReuseFacts = Static<typeof reuseFactsSchema>;
export type FactSheet = Static<typeof factSheet>;
export type CentralAssessment = Static<typeof assessment>;

const validator = Compile(reuseFactsSchema);
const findingLimit = 50;

export type ReuseFactsResult =
  | { readonly ok: true; readonly value: ReuseFacts }
  | { readonly ok: false; readonly findings: readonly { path: string; code: string; message: string }[] };

/** Checks facts before they become part of a manifest, where the same schema holds. */
export function parseReuseFacts(value: unknown): ReuseFactsResult {
  if (validator.Check(value)) return { ok: true, value };
  const findings = validator.Errors(value).slice(0, findingLimit);
  return {
    ok: false,
    findings: findings.map(({ instancePath, keyword, message }) => ({ path: instancePath, code: keyword, message })),
  };
}
