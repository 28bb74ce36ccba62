import { createHash, createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from '#modules/catalogue';
import { parsePublicJwk, type PublicJwk } from './package-format.ts';

/** RFC 7518 and RFC 8037; nothing else, above all not `none` and no HMAC. */
export type SignatureAlgorithm = 'EdDSA' | 'ES256' | 'PS512';
/** What a signature is about; the type keeps one from being read as the other. */
export type StatementType = 'verbund-package+jws' | 'verbund-key+jws';

export function algorithmOf(key: PublicJwk): SignatureAlgorithm {
  return key.kty === 'OKP' ? 'EdDSA' : key.kty === 'EC' ? 'ES256' : 'PS512';
}

/** RFC 7638: SHA-256 over the necessary members in the order of their names. */
export function thumbprintOf(key: PublicJwk): string {
  return createHash('sha256').update(canonicalJson(key), 'utf8').digest('base64url');
}

/** What a signer signs: header and payload of the JWS, both in canonical JSON. */
export function signingInput(key: PublicJwk, type: StatementType, payload: unknown): string {
  const header = { alg: algorithmOf(key), kid: thumbprintOf(key), typ: type };
  return [header, payload].map((part) => Buffer.from(canonicalJson(part), 'utf8').toString('base64url')).join('.');
}

/** The statement that `signature` of a package makes. */
export const packageStatement = (packageDigest: string) => ({ packageDigest });
/** The statement of a key about the one that follows it. */
export const keyStatement = (provider: string, key: PublicJwk) => ({ key, provider });

/** The payload of a JWS, when that key made it; null for every way of not being so. */
export function verifiedPayload(jws: string, key: PublicJwk, type: StatementType): unknown {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const parsed = parsePart(header);
  const isOurs =
    hasMember(parsed, 'alg', algorithmOf(key)) &&
    hasMember(parsed, 'kid', thumbprintOf(key)) &&
    hasMember(parsed, 'typ', type);
  // An extension that must be understood (RFC 7515, 4.1.11) is one that we do not understand.
  if (!isOurs || !isObject(parsed) || Object.keys(parsed).length !== 3) return null;
  const input = Buffer.from(`${header}.${payload}`, 'ascii');
  return isSignedBy(key, input, Buffer.from(signature, 'base64url')) ? parsePart(payload) : null;
}

/** RSA_PKCS1_PSS_PADDING of OpenSSL. */
const pssPadding = 6;

function isSignedBy(key: PublicJwk, input: Uint8Array, signature: Uint8Array): boolean {
  try {
    const publicKey = createPublicKey({ key, format: 'jwk' });
    switch (algorithmOf(key)) {
      case 'EdDSA':
        return verify(null, input, publicKey, signature);
      case 'ES256':
        return verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
      case 'PS512':
        return verify('sha512', input, { key: publicKey, padding: pssPadding, saltLength: 64 }, signature);
    }
  } catch {
    // A key that is no point of its curve is a key that has signed nothing.
    return false;
  }
}

/**
 * Follows the statements from one of the trusted keys to the one that signed; returns the keys on the way with the
 * signer last, or null when the way does not lead there.
 */
export function followSuccession(
  trusted: readonly PublicJwk[],
  succession: readonly string[],
  signer: PublicJwk,
  provider: string,
): readonly PublicJwk[] | null {
  const goal = thumbprintOf(signer);
  if (trusted.some((key) => thumbprintOf(key) === goal)) return [];
  const known = new Map(trusted.map((key) => [thumbprintOf(key), key]));
  const way: PublicJwk[] = [];
  for (const jws of succession) {
    const next = nextKey(jws, known, provider);
    if (next === null) continue;
    known.set(thumbprintOf(next), next);
    way.push(next);
    if (thumbprintOf(next) === goal) return way;
  }
  return null;
}

function nextKey(jws: string, known: ReadonlyMap<string, PublicJwk>, provider: string): PublicJwk | null {
  const header = parsePart(jws.split('.')[0] ?? '');
  const kid: unknown = isObject(header) ? header['kid'] : null;
  const signer = typeof kid === 'string' ? known.get(kid) : undefined;
  const payload = signer === undefined ? null : verifiedPayload(jws, signer, 'verbund-key+jws');
  if (!isObject(payload) || payload['provider'] !== provider) return null;
  return parsePublicJwk(payload['key']);
}

function parsePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const hasMember = (value: unknown, name: string, wanted: string): boolean => isObject(value) && value[name] === wanted;
