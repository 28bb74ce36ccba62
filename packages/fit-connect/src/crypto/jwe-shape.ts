import { type Finding } from '../findings.ts';
import { isBase64Url } from './base64.ts';
import { parseJweHeader } from './jwe.ts';

/** Smallest compact JWE that FITKO accepts: a 4096-bit key and no content. */
const minimalLength = 776;
/** Characters of 512 bytes, 12 bytes and 16 bytes. */
const wrappedKeyCharacters = 683;
const ivCharacters = 16;
const tagCharacters = 22;
const mediaType = /^[-\w.]+\/[-\w.+]+(;.*)?$/;

export type JweShapeRule = {
  /** `structured`: application/json or application/xml (metadata, data); `any`: any media type (attachments). */
  cty: 'structured' | 'any';
  /** v1: true. */
  allowZipDeflate?: boolean;
};

/**
 * What a delivery service can check without a key (reference 4.1). The `kid` is not compared: a v1 client sends a
 * thumbprint in its place. Findings with path `/cty` and `/zip` are the ones the service answers with 422.
 */
export function checkJweShape(jwe: string, rule: JweShapeRule): Finding[] {
  const findings: Finding[] = [];
  const report = (code: string, path: string, message: string) =>
    findings.push({ level: 'error', code, path, message });
  const segments = jwe.split('.');
  const [, wrapped, iv, ciphertext, tag] = segments;
  if (
    segments.length !== 5 ||
    wrapped === undefined ||
    iv === undefined ||
    ciphertext === undefined ||
    tag === undefined
  ) {
    report('segments', '', 'a compact JWE has five segments');
    return findings;
  }
  if (jwe.length < minimalLength) report('too-short', '', `shorter than ${minimalLength} characters`);
  if (wrapped.length < wrappedKeyCharacters || !isBase64Url(wrapped))
    report('wrapped-key', '', 'segment 2 is no key wrapped with RSA 4096');
  if (iv.length !== ivCharacters || !isBase64Url(iv)) report('iv', '', 'segment 3 is no IV of 12 bytes');
  if (!isBase64Url(ciphertext)) report('ciphertext', '', 'segment 4 is not base64url');
  if (tag.length !== tagCharacters || !isBase64Url(tag)) report('tag', '', 'segment 5 is no tag of 16 bytes');
  const header = parseJweHeader(jwe);
  if (!header) {
    report('header', '', 'the protected header cannot be read');
    return findings;
  }
  if (header.alg !== 'RSA-OAEP-256') report('alg', '/alg', 'alg must be RSA-OAEP-256');
  if (header.enc !== 'A256GCM') report('enc', '/enc', 'enc must be A256GCM');
  if (header.kid === undefined) report('kid', '/kid', 'kid is missing');
  if (header.zip !== undefined && !(rule.allowZipDeflate && header.zip === 'DEF'))
    report('zip', '/zip', 'compression is not allowed');
  const structured = header.cty === 'application/json' || header.cty === 'application/xml';
  const known = rule.cty === 'structured' ? structured : header.cty !== undefined && mediaType.test(header.cty);
  if (!known) report('cty', '/cty', "Invalid JWE Header 'cty'");
  return findings;
}
