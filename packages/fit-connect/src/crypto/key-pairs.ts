import 'reflect-metadata';
import { KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';
import { generateKeyPair, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type PrivateJwk, type PublicJwk } from './jwk.ts';

const generate = promisify(generateKeyPair);
const day = 86_400_000;

export type RsaKeyPair = { publicKey: KeyObject; privateKey: KeyObject };

export type KeyPairOptions = {
  use: 'enc' | 'sig';
  /** Common name of the self-signed certificate. */
  subject: string;
  /** Default: a new UUID. */
  kid?: string;
  /** A pair from the caller's pool; default: a new one. */
  keyPair?: RsaKeyPair;
  /** Default 730. */
  validDays?: number;
  /** False for reply keys, which carry none. Default true. */
  certificate?: boolean;
  /** Milliseconds; default: now. */
  now?: number;
};

/** RSA with 4096 bit, made on the thread pool: the synchronous way would block the process for most of a second. */
export async function generateRsaKeyPair(): Promise<RsaKeyPair> {
  return generate('rsa', { modulusLength: 4096, publicExponent: 0x10001 });
}

/**
 * Makes a FIT-Connect key: both halves as JWK, the public one with a self-signed certificate. FITKO accepts self-signed
 * certificates on TEST only; elsewhere replace `x5c` by the chain from the administration PKI.
 */
export async function createKeyPair(
  options: KeyPairOptions,
): Promise<{ publicJwk: PublicJwk; privateJwk: PrivateJwk }> {
  const pair = options.keyPair ?? (await generateRsaKeyPair());
  const kid = options.kid ?? randomUUID();
  const alg = options.use === 'enc' ? 'RSA-OAEP-256' : 'PS512';
  const certificate = options.certificate === false ? undefined : await selfSign(pair, options);
  const { n, e, d, p, q, dp, dq, qi } = pair.privateKey.export({ format: 'jwk' });
  if (!n || !e || !d || !p || !q || !dp || !dq || !qi) throw new TypeError('not a private RSA key');
  const operation = options.use === 'enc' ? 'wrapKey' : 'verify';
  const privateOperation = options.use === 'enc' ? 'unwrapKey' : 'sign';
  const publicJwk: PublicJwk = {
    kty: 'RSA',
    kid,
    alg,
    key_ops: [operation],
    n,
    e,
    ...(certificate ? { x5c: [certificate] } : {}),
  };
  return { publicJwk, privateJwk: { ...publicJwk, key_ops: [privateOperation], d, p, q, dp, dq, qi } };
}

async function selfSign(pair: RsaKeyPair, options: KeyPairOptions): Promise<string> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-512' };
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  );
  const publicKey = await crypto.subtle.importKey(
    'spki',
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    algorithm,
    true,
    ['verify'],
  );
  const now = options.now ?? Date.now();
  const usage =
    options.use === 'enc'
      ? KeyUsageFlags.keyEncipherment
      : KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
  const signingAlgorithm = { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 };
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `00${randomBytes(15).toString('hex')}`,
      name: [{ CN: [options.subject] }],
      keys: { privateKey, publicKey },
      notBefore: new Date(now - day),
      notAfter: new Date(now + (options.validDays ?? 730) * day),
      signingAlgorithm,
      extensions: [new KeyUsagesExtension(usage, true)],
    },
    crypto,
  );
  return Buffer.from(certificate.rawData).toString('base64');
}
