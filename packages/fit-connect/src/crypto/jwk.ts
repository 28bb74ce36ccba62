import { createHash, X509Certificate } from 'node:crypto';
import { type Finding } from '../findings.ts';
import { isObject } from '../json.ts';
import { decodeBase64Url, isBase64Url } from './base64.ts';

/** Public RSA key as FIT-Connect publishes it (reference: JWK rules of the routing API and metadata 2.1.0). */
export type PublicJwk = {
  kty: 'RSA';
  kid: string;
  alg: 'RSA-OAEP-256' | 'PS512';
  key_ops: string[];
  n: string;
  e: string;
  use?: string;
  /** Standard base64 DER, leaf first. Absent on reply keys. */
  x5c?: string[];
};

export type PrivateJwk = PublicJwk & { d: string; p: string; q: string; dp: string; dq: string; qi: string };

/** `reply` is the key inside metadata: an encryption key without certificate. */
export type KeyUse = 'enc' | 'sig' | 'reply';

const rules = {
  enc: { alg: 'RSA-OAEP-256', operation: 'wrapKey', certificate: true },
  sig: { alg: 'PS512', operation: 'verify', certificate: true },
  reply: { alg: 'RSA-OAEP-256', operation: 'wrapKey', certificate: false },
} as const satisfies Record<KeyUse, { alg: string; operation: string; certificate: boolean }>;

/** 4096 bit are 512 bytes are 683 base64url characters. */
const modulusCharacters = 683;
const modulusBits = 4096;

type Report = (code: string, path: string, message: string, level?: Finding['level']) => void;

/**
 * Checks a public key against the rules of FIT-Connect. Of the certificates only the leaf is looked at;
 * `checkCertificateChain` goes up to a trust anchor.
 * @param now milliseconds; only used for the validity of the certificate (a warning, retired keys must stay readable)
 */
export function checkJwk(jwk: unknown, use: KeyUse, now: number = Date.now()): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, path, message, level = 'error') => findings.push({ level, code, path, message });
  if (!isObject(jwk)) {
    report('not-an-object', '', 'the key is not a JSON object');
    return findings;
  }
  const rule = rules[use];
  if (jwk['kty'] !== 'RSA') report('kty', '/kty', 'kty must be RSA');
  if (jwk['alg'] !== rule.alg) report('alg', '/alg', `alg must be ${rule.alg}`);
  const operations: unknown = jwk['key_ops'];
  if (!Array.isArray(operations) || operations.length !== 1 || operations[0] !== rule.operation) {
    report('key-ops', '/key_ops', `key_ops must be exactly ["${rule.operation}"]`);
  }
  const kid = jwk['kid'];
  if (typeof kid !== 'string' || kid.length < 8 || kid.length > 64)
    report('kid', '/kid', 'kid must have 8 to 64 characters');
  if (jwk['use'] !== undefined && jwk['use'] !== (use === 'sig' ? 'sig' : 'enc'))
    report('use', '/use', 'use contradicts the purpose');
  if (jwk['e'] !== 'AQAB') report('exponent', '/e', 'e must be AQAB');
  checkModulus(jwk['n'], report);
  for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) {
    if (name in jwk) report('private-member', `/${name}`, 'a public key must not carry private members');
  }
  checkCertificate(jwk, rule.certificate, now, report);
  return findings;
}

function checkModulus(n: unknown, report: Report): void {
  if (typeof n !== 'string' || !isBase64Url(n) || n.length < modulusCharacters) {
    report('modulus', '/n', 'n must be base64url of at least 4096 bit');
    return;
  }
  // The length in characters is not enough: leading zero bits would make a weaker key look long enough.
  const bytes = decodeBase64Url(n);
  const bits = (bytes.length - 1) * 8 + (32 - Math.clz32(bytes[0] ?? 0));
  if (bits < modulusBits) report('modulus', '/n', `n has ${bits} bit, at least ${modulusBits} are needed`);
}

function checkCertificate(jwk: Record<string, unknown>, needed: boolean, now: number, report: Report): void {
  const chain: unknown = jwk['x5c'];
  if (chain === undefined) {
    if (needed) report('x5c-missing', '/x5c', 'x5c is required');
    return;
  }
  if (!Array.isArray(chain) || chain.length === 0 || !chain.every((entry) => typeof entry === 'string')) {
    report('x5c', '/x5c', 'x5c must be a list of base64 certificates');
    return;
  }
  const leaf: unknown = chain[0];
  if (typeof leaf !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(leaf)) {
    report('x5c', '/x5c/0', 'certificates are standard base64, not base64url');
    return;
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(leaf, 'base64'));
  } catch {
    report('x5c', '/x5c/0', 'the certificate cannot be read');
    return;
  }
  const key = numbersIn(certificate);
  if (key['n'] !== jwk['n'] || key['e'] !== jwk['e'])
    report('x5c-mismatch', '/x5c/0', 'the certificate holds another key');
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
    report('x5c-validity', '/x5c/0', 'the certificate is not valid now', 'warning');
  }
}

/** Nothing for keys of other kinds, RSA-PSS among them, and for those that OpenSSL cannot read. */
function numbersIn(certificate: X509Certificate): { n?: unknown; e?: unknown } {
  try {
    const { publicKey } = certificate;
    return publicKey.asymmetricKeyType === 'rsa' ? publicKey.export({ format: 'jwk' }) : {};
  } catch {
    return {};
  }
}

/** Takes a checked value as key. Undefined when `checkJwk` finds an error. */
export function parseJwk(value: unknown, use: KeyUse): PublicJwk | undefined {
  if (checkJwk(value, use).some((finding) => finding.level === 'error')) return undefined;
  return value as PublicJwk;
}

/** The same key without certificate, as it goes into `replyChannel.fitConnect.encryptionPublicKey`. */
export function withoutCertificate(jwk: PublicJwk): PublicJwk {
  const { x5c: _certificate, ...rest } = jwk;
  return rest;
}

/** RFC 7638: base64url of SHA-256 over the numbers of the key. One v1 client writes it where others write the kid. */
export function jwkThumbprint({ e, kty, n }: Pick<PublicJwk, 'kty' | 'n' | 'e'>): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
