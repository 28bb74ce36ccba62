import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const closed = { additionalProperties: false } as const;
const mebibyte = 1024 * 1024;

/** Larger ones are refused before they are read. */
export const packageLimits = {
  archive: 24 * mebibyte,
  index: 256 * 1024,
  signature: 64 * 1024,
  manifest: 8 * mebibyte,
  schema: 16 * mebibyte,
  codeList: 8 * mebibyte,
  codeLists: 500,
  /** Levels of JSON. */
  depth: 64,
} as const;

/** Nothing else may be in an archive: no scripts, no pictures, no folders of its own. */
export const filePattern = /^(?:index\.json|manifest\.json|schema\.xml|signature\.json|code-lists\/\d{3}\.xml)$/u;

const slug = '[a-z0-9]+(?:-[a-z0-9]+)*';
const digest = Type.String({
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'SHA-256 in hexadecimal digits',
  examples: [`sha256:${'0'.repeat(64)}`],
});
const version = Type.String({
  pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$',
  maxLength: 60,
  description: 'Semantic Versioning 2.0.0 without build metadata',
  examples: ['1.2.0'],
});
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

const replacement = Type.Object(
  {
    canonicalUri: text(1000),
    version: text(200),
    use: text(200),
    decidedBy: text(500),
    decidedOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    reason: text(5000),
  },
  { ...closed, description: 'Another version of a code list that stands in for the one that the schema names' },
);

const file = Type.Object(
  {
    path: Type.String({ pattern: '^(manifest\\.json|schema\\.xml|code-lists/\\d{3}\\.xml)$' }),
    bytes: Type.Integer({ minimum: 1, maximum: packageLimits.schema }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  closed,
);

/** `index.json`: names and sums of everything else; the digest of a package is the hash of its canonical form. */
export const packageIndexSchema = Type.Object(
  {
    format: Type.Literal('verbund-service-package'),
    formatVersion: Type.Literal(1),
    packageId: Type.String({
      pattern: `^${slug}/${slug}$`,
      maxLength: 161,
      description: 'Address of the provider, a slash, address of the service',
      examples: ['rechenzentrum/hundesteuer-anmelden'],
    }),
    version,
    minimumPlatform: version,
    manifestDigest: digest,
    replacements: Type.Array(replacement, { maxItems: packageLimits.codeLists }),
    files: Type.Array(file, {
      minItems: 2,
      maxItems: packageLimits.codeLists + 2,
      description: 'In the order of their paths',
    }),
  },
  closed,
);
export type PackageIndex = Static<typeof packageIndexSchema>;

const jws = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 8000,
  description: 'JWS in compact form (RFC 7515)',
});
const coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** Public keys as they are hashed for their thumbprint (RFC 7638): the necessary members only. */
export const publicJwkSchema = Type.Union([
  Type.Object({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: coordinate }, closed),
  Type.Object({ kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: coordinate, y: coordinate }, closed),
  Type.Object(
    { kty: Type.Literal('RSA'), n: Type.String({ pattern: '^[A-Za-z0-9_-]{512,1366}$' }), e: Type.Literal('AQAB') },
    closed,
  ),
]);
export type PublicJwk = Static<typeof publicJwkSchema>;

/** `signature.json`: not part of the index, because it is about it. */
export const packageSignatureSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    signature: jws,
    key: publicJwkSchema,
    succession: Type.Array(jws, {
      maxItems: 20,
      description: 'Statements of older keys about the next one, the oldest first',
    }),
  },
  closed,
);
export type PackageSignature = Static<typeof packageSignatureSchema>;

const indexValidator = Compile(packageIndexSchema);
const signatureValidator = Compile(packageSignatureSchema);
const keyValidator = Compile(publicJwkSchema);

export const parseIndex = (value: unknown): PackageIndex | null => (indexValidator.Check(value) ? value : null);
export const parseSignature = (value: unknown): PackageSignature | null =>
  signatureValidator.Check(value) ? value : null;
export const parsePublicJwk = (value: unknown): PublicJwk | null => (keyValidator.Check(value) ? value : null);
