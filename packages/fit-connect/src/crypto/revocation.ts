import { X509Crl } from '@peculiar/x509';
import { constants, verify } from 'node:crypto';
import { type Link, type Report } from './certificate-chain.ts';
import { readDer } from './der.ts';

export type RevocationList = { parsed: X509Crl; der: Buffer };

/**
 * Issuer and time of the next list of one revocation list; throws when it cannot be read.
 * @param base64 DER in standard base64, for instance a block of `readDer`
 */
export function describeRevocationList(base64: string): { issuer: string; nextUpdate: Date | undefined } {
  const { issuer, nextUpdate } = new X509Crl(Buffer.from(base64, 'base64'));
  return { issuer, nextUpdate };
}

export function readRevocationLists(texts: readonly string[], report: Report): RevocationList[] {
  return texts
    .flatMap((text) => readDer(text, 'revocationList'))
    .flatMap((text, index) => {
      const der = Buffer.from(text, 'base64');
      try {
        return [{ parsed: new X509Crl(der), der }];
      } catch {
        report('revocation-list', `/revocationLists/${index}`, 'the revocation list cannot be read');
        return [];
      }
    });
}

/** RFC 5280 section 6.3 with full lists of the issuer itself; delta and indirect lists count as unknown. */
export function checkRevocation(
  { parsed, path }: Link,
  issuer: Link,
  lists: readonly RevocationList[],
  now: number,
  report: Report,
): void {
  const valid = lists.filter((list) => isCurrent(list, now) && isSignedBy(list, issuer));
  if (valid.some((list) => list.parsed.findRevoked(parsed.serialNumber) !== null)) {
    report('revoked', path, 'the certificate is revoked');
  } else if (valid.length === 0) {
    report('revocation-unknown', path, 'no valid revocation list of the issuer was given', 'warning');
  }
}

const deltaOrIndirect = new Set(['2.5.29.27', '2.5.29.28']);

function isCurrent({ parsed }: RevocationList, now: number): boolean {
  const { thisUpdate, nextUpdate } = parsed;
  if (parsed.extensions.some(({ type }) => deltaOrIndirect.has(type))) return false;
  return thisUpdate.getTime() <= now && nextUpdate !== undefined && now <= nextUpdate.getTime();
}

function isSignedBy({ parsed, der }: RevocationList, issuer: Link): boolean {
  if (parsed.issuer !== issuer.parsed.subject) return false;
  const { name } = parsed.signatureAlgorithm;
  const hash: unknown = parsed.signatureAlgorithm.hash.name;
  if (typeof hash !== 'string' || !/^SHA-(256|384|512)$/.test(hash)) return false;
  const padding = name === 'RSA-PSS' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  try {
    const key = { key: issuer.node.publicKey, padding };
    return verify(hash.replace('-', ''), signedPart(der), key, Buffer.from(parsed.signature));
  } catch {
    return false;
  }
}

/** The first member of the outer SEQUENCE with its head: what the issuer signed, byte for byte. */
function signedPart(der: Buffer): Buffer {
  const outer = contentAt(der, 0);
  return der.subarray(outer.start, contentAt(der, outer.start).end);
}

function contentAt(der: Buffer, at: number): { start: number; end: number } {
  const first = der.readUInt8(at + 1);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  return { start, end: start + length };
}
