import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
  X509Certificate,
} from '@peculiar/x509';
import { randomBytes } from 'node:crypto';
import { type RsaKeyPair } from '../crypto/key-pairs.ts';

const year = 365 * 86_400_000;

export type TestCertificate = {
  /** Standard base64 DER, as it stands in `x5c`. */
  base64: string;
  pem: string;
  name: string;
  keyPair: RsaKeyPair;
};

export type TestCertificateOptions = {
  name: string;
  keyPair: RsaKeyPair;
  /** Default: signs itself. */
  issuer?: TestCertificate | undefined;
  use: 'ca' | 'enc' | 'sig';
  /** Only for authorities: how many may stand below. */
  pathLength?: number;
  /** False leaves the CA flag of an authority out; true sets it on a leaf. */
  isCa?: boolean;
  /** Milliseconds; default: now. */
  notBefore?: number;
  /** Milliseconds; default: one year later. */
  notAfter?: number;
  /** Default SHA-512. */
  hash?: 'SHA-256' | 'SHA-512';
};

const usages = {
  ca: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
  enc: KeyUsageFlags.keyEncipherment,
  sig: KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation,
} as const;

/** Issues a certificate with RSASSA-PSS for tests: root, intermediate or leaf, right or deliberately wrong. */
export async function issueCertificate(options: TestCertificateOptions): Promise<TestCertificate> {
  const { name, keyPair, use } = options;
  const isCa = options.isCa ?? use === 'ca';
  const algorithm = { name: 'RSA-PSS', hash: options.hash ?? 'SHA-512' };
  const notBefore = options.notBefore ?? Date.now() - 60_000;
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: `00${randomBytes(15).toString('hex')}`,
      subject: [{ CN: [name] }],
      issuer: [{ CN: [options.issuer?.name ?? name] }],
      notBefore: new Date(notBefore),
      notAfter: new Date(options.notAfter ?? notBefore + year),
      signingKey: await importKey((options.issuer?.keyPair ?? keyPair).privateKey, algorithm),
      publicKey: await crypto.subtle.importKey(
        'spki',
        keyPair.publicKey.export({ type: 'spki', format: 'der' }),
        algorithm,
        true,
        ['verify'],
      ),
      signingAlgorithm: salted(algorithm),
      extensions: [
        new KeyUsagesExtension(usages[use], true),
        ...(isCa ? [new BasicConstraintsExtension(true, options.pathLength, true)] : []),
      ],
    },
    crypto,
  );
  return {
    base64: Buffer.from(certificate.rawData).toString('base64'),
    pem: certificate.toString('pem'),
    name,
    keyPair,
  };
}

/** A revocation list of `issuer` as PEM. */
export async function issueRevocationList(
  issuer: TestCertificate,
  revoked: readonly TestCertificate[],
  /** Milliseconds. */
  from: number,
  until: number,
  hash: 'SHA-512' | 'SHA-1' = 'SHA-512',
): Promise<string> {
  const algorithm = { name: 'RSA-PSS', hash };
  const list = await X509CrlGenerator.create(
    {
      issuer: [{ CN: [issuer.name] }],
      thisUpdate: new Date(from),
      nextUpdate: new Date(until),
      entries: revoked.map(({ base64 }) => ({
        serialNumber: new X509Certificate(base64).serialNumber,
        revocationDate: new Date(from),
        // Without a reason the generator writes an empty list of extensions, which other programs cannot read.
        reason: X509CrlReason.keyCompromise,
      })),
      signingKey: await importKey(issuer.keyPair.privateKey, algorithm),
      signingAlgorithm: salted(algorithm),
    },
    crypto,
  );
  return list.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----');
}

/** The generator's type does not know the salt. */
function salted(algorithm: { name: string; hash: string }): { name: string; hash: string } {
  const pss = { ...algorithm, saltLength: 64 };
  return pss;
}

function importKey(key: RsaKeyPair['privateKey'], algorithm: { name: string; hash: string }): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']);
}
