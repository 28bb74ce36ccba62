import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { encodeBase64Url } from '../crypto/base64.ts';
import { type Clock } from '../ports.ts';

const signOnPool = promisify(sign);
const tokenLifeSeconds = 30 * 60;

/**
 * Signs for the mailbox with RSA PKCS#1 v1.5 and SHA-512 (not PSS: the mailbox demands the older padding). The private
 * key may live elsewhere; the certificate is the one that FITKO has registered for the author.
 */
export type ZbpSigner = {
  /** PEM of the author's certificate. */
  readonly certificate: string;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

/** The data of a submission to the ZBP destination. */
export type ZbpEnvelope = {
  content: string;
  /** Despite its name a signature over `content`, base64. */
  sha512sum: string;
  authorToken: string;
  authorCertificate: string;
};

/** A signer with a private key held in this process. @param keys PEM of both; they must belong together */
export function localZbpSigner(keys: { privateKey: string; certificate: string }): ZbpSigner {
  const key = createPrivateKey(keys.privateKey);
  if (!new X509Certificate(keys.certificate).checkPrivateKey(key))
    throw new TypeError('the certificate belongs to another key');
  return { certificate: keys.certificate, sign: async (bytes) => signOnPool('sha512', bytes, key) };
}

/** Wraps and signs a content of `buildZbpMessage` or `buildZbpState`. The token in it is good for 30 minutes. */
export async function signZbpContent(
  content: string,
  signer: ZbpSigner,
  clock: Clock = Date.now,
): Promise<ZbpEnvelope> {
  const iat = Math.floor(clock() / 1000);
  const claims = {
    iat,
    exp: iat + tokenLifeSeconds,
    signer: commonName(signer.certificate),
    roles: ['THIRD_PARTY'],
  };
  const input = [{ alg: 'RS512', typ: 'JWT' }, claims]
    .map((part) => encodeBase64Url(Buffer.from(JSON.stringify(part))))
    .join('.');
  const [signature, tokenSignature] = await Promise.all([
    signer.sign(Buffer.from(content)),
    signer.sign(Buffer.from(input)),
  ]);
  return {
    content,
    sha512sum: Buffer.from(signature).toString('base64'),
    authorToken: `${input}.${encodeBase64Url(tokenSignature)}`,
    authorCertificate: signer.certificate,
  };
}

/** The name the mailbox knows the author by. Read from the parsed subject: a comma or `CN=` may stand inside a value. */
function commonName(certificate: string): string {
  const name: unknown = new X509Certificate(certificate).toLegacyObject().subject.CN;
  if (typeof name !== 'string' || name === '') throw new TypeError('the certificate names no common name');
  return name;
}
