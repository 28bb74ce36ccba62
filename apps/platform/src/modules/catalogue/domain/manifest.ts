import { createHash } from 'node:crypto';
import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { JsonValue } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';
import { both, closed, digest, identifier, plain, semver, shortText, slug } from './manifest-parts.ts';
import { reuseFactsSchema } from './reuse-facts.ts';
import type { PinnedRules } from './rule-decisions.ts';

const json = Type.Unsafe<JsonValue>({});
const jsonObject = Type.Unsafe<{ readonly [key: string]: JsonValue }>({ type: 'object' });
const money = Type.Integer({ minimum: 0, maximum: 100_000_000 });
const currency = Type.String({ pattern: '^[A-Z]{3}$' });
const fee = Type.Union([
  Type.Object({ kind: Type.Literal('none'), currency, note: both(2000) }, closed),
  Type.Object({ kind: Type.Literal('fixed'), amountCents: money, currency, note: both(2000) }, closed),
  Type.Object({ kind: Type.Literal('table'), amountCents: Type.Optional(money), currency, note: both(2000) }, closed),
  Type.Object({ kind: Type.Literal('note'), currency, note: both(2000) }, closed),
]);

/** Everything that makes a service version; nothing in it may change without changing its digest. */
export const serviceManifestSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    service: Type.Object(
      {
        leistungsschluessel: Type.Union([Type.String({ pattern: '^99\\d{12}$' }), Type.Null()]),
        slug,
        name: both(200),
        summary: both(1000),
        keywords: Type.Array(plain(80), { maxItems: 100 }),
      },
      closed,
    ),
    version: semver,
    provider: Type.Object({ slug, name: shortText }, closed),
    schema: Type.Object(
      { digest, schemaUri: Type.String({ pattern: '^(https://|urn:)[^\\s]+$', maxLength: 2000 }), mimeType: identifier, dialect: identifier, id: identifier, version: identifier },
      closed,
    ), // prettier-ignore
    overlay: jsonObject,
    // Checked against the schema by publishVersion; a list or {add, remove} in versions from before rules were pinned.
    rules: Type.Unsafe<PinnedRules | JsonValue>({}),
    process: Type.Array(
      Type.Object({ id: identifier, kind: identifier, settings: Type.Optional(jsonObject) }, closed),
      { maxItems: 50 },
    ),
    fee,
    delivery: Type.Object(
      { metadataVersion: identifier, summaryPdf: Type.Boolean(), schemaUri: Type.String({ pattern: '^(https://|urn:)[^\\s]+$', maxLength: 2000 }) },
      closed,
    ), // prettier-ignore
    texts: Type.Object({ who: both(10_000), needed: both(10_000), next: both(10_000), remedy: both(10_000) }, closed),
    declaration: both(5000),
    priceModel: json,
    serviceLevel: json,
    dataProtection: Type.Object({ purpose: both(5000), legalBasis: both(2000), retention: both(2000) }, closed),
    tests: Type.Array(Type.Object({ name: shortText, answers: jsonObject, expected: json }, closed), { maxItems: 500 }),
    // Not there in versions from before there was reuse; they cannot become a package.
    reuse: Type.Optional(reuseFactsSchema),
  },
  closed,
);

export type ServiceManifest = Static<typeof serviceManifestSchema>;

export type ManifestFinding = { readonly path: string; readonly code: string; readonly message: string };

export type ManifestResult =
  | { readonly ok: true; readonly manifest: ServiceManifest; readonly digest: string }
  | { readonly ok: false; readonly findings: readonly ManifestFinding[] };

const validator = Compile(serviceManifestSchema);
const findingLimit = 50;
const depthLimit = 64;

/** 'sha256:' and the hash of the canonical JSON: the same for every order of keys, another for every change. */
export function manifestDigest(manifest: ServiceManifest): string {
  return `sha256:${createHash('sha256').update(canonicalJson(manifest), 'utf8').digest('hex')}`;
}

/** Checks a parsed JSON value of unknown origin. Unknown members are refused, they would be signed unseen. */
export function parseManifest(value: unknown): ManifestResult {
  if (depthOf(value, depthLimit) > depthLimit) return refused('', 'too_deep', `more than ${String(depthLimit)} levels`);
  if (!validator.Check(value)) {
    const findings = validator.Errors(value).slice(0, findingLimit);
    return {
      ok: false,
      findings: findings.map((error) => ({
        path: error.instancePath,
        code: error.keyword,
        message: error.message,
      })),
    };
  }
  try {
    return { ok: true, manifest: value, digest: manifestDigest(value) };
  } catch (error) {
    if (error instanceof TypeError) return refused('', 'not_canonical', error.message);
    throw error;
  }
}

function refused(path: string, code: string, message: string): ManifestResult {
  return { ok: false, findings: [{ path, code, message }] };
}

/** Depth of nesting, or limit + 1: recursion below must not be driven by a stranger's file. */
function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null || limit < 0) return 1;
  return 1 + Math.max(0, ...Object.values(value).map((member) => depthOf(member, limit - 1)));
}
