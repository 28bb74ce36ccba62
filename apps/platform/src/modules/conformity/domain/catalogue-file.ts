import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { canonicalJson, type JsonValue } from '#modules/catalogue';
import { type CriteriaCatalogue } from '../types.ts';

const closed = { additionalProperties: false } as const;
// Structured text only: a catalogue of a third party must never carry markup into our pages.
const plain = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^<>\\u0000-\\u0008\\u000b-\\u001f]*$' });
const both = (maxLength: number) => Type.Object({ de: plain(maxLength), en: plain(maxLength) }, closed);
const slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 });
const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });

const criterion = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$', maxLength: 40 }),
    area: slug,
    obligation: Type.Enum(['MUSS', 'SOLL', 'KANN']),
    condition: Type.Union([both(500), Type.Null()]),
    actor: Type.Enum(['service', 'provider', 'operator', 'connecting_authority']),
    requirement: both(2000),
    evidence: both(1000),
    status: Type.Enum(['confirmed', 'background', 'seed']),
    source: plain(500),
  },
  closed,
);

/** What docs/conformity-catalogue.md describes. */
const catalogueSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    catalogue: slug,
    version: Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z.-]*$', maxLength: 40 }),
    title: both(200),
    note: both(3000),
    validFrom: day,
    validTo: Type.Union([day, Type.Null()]),
    graceDays: Type.Integer({ minimum: 0, maximum: 3650 }),
    areas: Type.Array(Type.Object({ id: slug, name: both(200) }, closed), { minItems: 1, maxItems: 60 }),
    criteria: Type.Array(criterion, { minItems: 1, maxItems: 500 }),
  },
  closed,
);
const signatureSchema = Type.Object(
  { alg: Type.Enum(['EdDSA', 'PS512']), value: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 2000 }) },
  closed,
);

type Content = Static<typeof catalogueSchema>;
export type CatalogueFile = Omit<CriteriaCatalogue, 'addedAt'> & {
  /** Canonical JSON: what the digest is of, and what is kept. */
  content: string;
  signature: string | null;
};
export type CatalogueResult =
  { ok: true; file: CatalogueFile } | { ok: false; code: 'unreadable' | 'signature'; detail: string };

const checkContent = Compile(catalogueSchema);
const checkSignature = Compile(signatureSchema);

/** Reads a file of unknown origin. A signature counts only if its key is the one that a person names. */
export function parseCatalogueFile(value: unknown, trustedKey: unknown): CatalogueResult {
  if (typeof value !== 'object' || value === null) return unreadable('/ object');
  const { signature = null, ...rest }: Record<string, unknown> = { ...value };
  if (!checkContent.Check(rest)) {
    const [first] = checkContent.Errors(rest);
    return unreadable(`${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim());
  }
  const wrong = contradiction(rest);
  if (wrong !== null) return unreadable(wrong);
  const content = canonicalJson(rest);
  const digest = `sha256:${createHash('sha256').update(content, 'utf8').digest('hex')}`;
  const { formatVersion: _, ...catalogue } = rest;
  if (signature === null) {
    if (trustedKey !== null) return { ok: false, code: 'signature', detail: 'no signature' };
    return { ok: true, file: { ...catalogue, digest, content, signer: null, signature: null } };
  }
  if (!checkSignature.Check(signature)) return unreadable('/signature');
  const key = trustedKey === null ? null : readKey(trustedKey);
  if (key === null) return { ok: false, code: 'signature', detail: 'no key' };
  if (!isSignedBy(content, signature, key)) return { ok: false, code: 'signature', detail: 'does not verify' };
  const signer = thumbprint(key);
  return { ok: true, file: { ...catalogue, digest, content, signer, signature: JSON.stringify(signature) } };
}

/** As stored: written by parseCatalogueFile only. */
export function readStored(content: string): Omit<CriteriaCatalogue, 'digest' | 'signer' | 'addedAt'> {
  const { formatVersion: _, ...catalogue } = JSON.parse(content) as Content;
  return catalogue;
}

function unreadable(detail: string): CatalogueResult {
  return { ok: false, code: 'unreadable', detail };
}

function contradiction({ areas, criteria, validFrom, validTo }: Content): string | null {
  const names = new Set(areas.map(({ id }) => id));
  if (names.size !== areas.length) return '/areas duplicate id';
  if (new Set(criteria.map(({ id }) => id)).size !== criteria.length) return '/criteria duplicate id';
  const lost = criteria.find(({ area }) => !names.has(area));
  if (lost !== undefined) return `/criteria ${lost.id}: unknown area ${lost.area}`;
  return validTo !== null && validTo < validFrom ? '/validTo before /validFrom' : null;
}

function readKey(jwk: unknown): KeyObject | null {
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return null;
  }
}

function isSignedBy(content: string, { alg, value }: Static<typeof signatureSchema>, key: KeyObject): boolean {
  const bytes = [Buffer.from(content, 'utf8'), Buffer.from(value, 'base64url')] as const;
  if (alg === 'EdDSA') return key.asymmetricKeyType === 'ed25519' && verify(null, bytes[0], key, bytes[1]);
  if (key.asymmetricKeyType !== 'rsa') return false;
  // RSASSA-PSS as in RFC 7518 section 3.5: padding 6, salt as long as the hash.
  return verify('sha512', bytes[0], { key, padding: 6, saltLength: 64 }, bytes[1]);
}

/** RFC 7638: the required members in order, SHA-256. */
function thumbprint(key: KeyObject): string {
  const { kty, crv, x, n, e } = key.export({ format: 'jwk' });
  const members: Record<string, JsonValue> =
    kty === 'OKP' ? { crv: crv ?? '', kty, x: x ?? '' } : { e: e ?? '', kty: kty ?? '', n: n ?? '' };
  return createHash('sha256').update(canonicalJson(members), 'utf8').digest('base64url');
}
