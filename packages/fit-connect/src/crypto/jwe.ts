import { createCipheriv, createDecipheriv, randomBytes, webcrypto } from 'node:crypto';
import { DecryptionError } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';
import { type KeyUnwrapper } from '../ports.ts';
import { collect, streamOf } from '../streams.ts';
import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { inflated } from './inflate.ts';
import { decodeSegment } from './jwe-pieces.ts';
import { type PublicJwk } from './jwk.ts';
import { cipherKey, wrapContentKey } from './local-keys.ts';

/** Below this size the hand-over to the thread pool costs more than the cipher. */
const inlineLimit = 64 * 1024;
export const tagBytes = 16;
export const ivBytes = 12;
/** Against decompression bombs of v1 senders. */
const inflatedInMemory = 128 * 1024 * 1024;

export type JweHeader = { alg: string; enc: string; kid?: string; cty?: string; zip?: string };

/**
 * Encrypts to a FIT-Connect key: compact JWE, RSA-OAEP-256 and A256GCM (RFC 7516).
 * Contents above 64 KiB are ciphered on the thread pool, so that the event loop stays free.
 * @param options.cty media type of the plaintext; metadata and data must say `application/json` or `application/xml`
 */
export async function encrypt(plaintext: Uint8Array, key: PublicJwk, options: { cty: string }): Promise<string> {
  const header = encodeBase64Url(
    Buffer.from(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid, cty: options.cty })),
  );
  const contentKey = randomBytes(32);
  const iv = randomBytes(ivBytes);
  const wrapped = wrapContentKey(contentKey, key);
  const { ciphertext, tag } = await cipher(plaintext, contentKey, iv, Buffer.from(header, 'ascii'));
  contentKey.fill(0);
  return [header, ...[wrapped, iv, ciphertext, tag].map(encodeBase64Url)].join('.');
}

async function cipher(plaintext: Uint8Array, contentKey: Uint8Array, iv: Uint8Array, aad: Uint8Array) {
  if (plaintext.length <= inlineLimit) {
    const gcm = createCipheriv('aes-256-gcm', cipherKey(contentKey), iv);
    gcm.setAAD(aad);
    const ciphertext = Buffer.concat([gcm.update(plaintext), gcm.final()]);
    return { ciphertext, tag: gcm.getAuthTag() };
  }
  const key = await webcrypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const sealed = new Uint8Array(
    await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, plaintext),
  );
  return { ciphertext: sealed.subarray(0, -tagBytes), tag: sealed.subarray(-tagBytes) };
}

/** Reads the protected header without any judgement. Undefined when the text is no compact JWE. */
export function parseJweHeader(jwe: string): JweHeader | undefined {
  const end = jwe.indexOf('.');
  if (end < 1) return undefined;
  let header: { value: unknown } | undefined;
  try {
    header = parseJson(decodeBase64Url(jwe.slice(0, end)));
  } catch {
    return undefined;
  }
  const value = header?.value;
  if (!isObject(value)) return undefined;
  const { alg, enc, kid, cty, zip } = value;
  if (typeof alg !== 'string' || typeof enc !== 'string') return undefined;
  // `crit` names extensions that a receiver must understand (RFC 7516 section 4.1.13); FIT-Connect has none.
  if ('crit' in value) return undefined;
  return {
    alg,
    enc,
    ...(typeof kid === 'string' ? { kid } : {}),
    ...(typeof cty === 'string' ? { cty } : {}),
    ...(zip === undefined ? {} : { zip: typeof zip === 'string' ? zip : 'unknown' }),
  };
}

/** The fifth segment as it stands (base64url, 22 characters): the authentication tag of FIT-Connect. Empty if there is none. */
export function authenticationTag(jwe: string): string {
  return jwe.slice(jwe.lastIndexOf('.') + 1);
}

export type DecryptOptions = {
  /** v1 senders compress with `zip: DEF`; v2 forbids it. Default false. */
  allowZipDeflate?: boolean;
};

/**
 * Opens a compact JWE.
 * @throws DecryptionError when the content is malformed, uses other algorithms, was changed or belongs to another key.
 * Errors of the unwrapper that are no DecryptionError pass through.
 */
export async function decrypt(
  jwe: string,
  unwrapper: KeyUnwrapper,
  options: DecryptOptions = {},
): Promise<{ plaintext: Uint8Array; header: JweHeader }> {
  const header = readableHeader(jwe, options);
  const segments = jwe.split('.');
  const [protectedHeader, wrapped, iv, ciphertext, tag] = segments;
  if (segments.length !== 5 || !protectedHeader || !wrapped || !iv || ciphertext === undefined || !tag) {
    throw new DecryptionError('not a compact JWE');
  }
  const parts = {
    wrapped: decodeSegment(wrapped),
    iv: decodeSegment(iv),
    ciphertext: decodeSegment(ciphertext),
    tag: decodeSegment(tag),
  };
  // Node accepts shorter GCM tags when told so; a short tag is a forged one (RFC 7518 section 5.3).
  if (parts.iv.length !== ivBytes || parts.tag.length !== tagBytes)
    throw new DecryptionError('wrong length of IV or tag');
  const contentKey = await unwrapContentKey(unwrapper, header, parts.wrapped);
  const plaintext = await decipher(parts, contentKey, Buffer.from(protectedHeader, 'ascii'));
  if (header.zip === undefined) return { plaintext, header };
  return { plaintext: await collect(inflated(streamOf(plaintext), inflatedInMemory)), header };
}

/** The header of a JWE that may be opened with these options. */
export function readableHeader(jwe: string, options: DecryptOptions): JweHeader & { kid: string } {
  const header = parseJweHeader(jwe);
  if (!header) throw new DecryptionError('not a compact JWE');
  if (header.alg !== 'RSA-OAEP-256') throw new DecryptionError(`alg ${header.alg} is not allowed`);
  if (header.enc !== 'A256GCM') throw new DecryptionError(`enc ${header.enc} is not allowed`);
  if (header.zip !== undefined && !(options.allowZipDeflate && header.zip === 'DEF')) {
    throw new DecryptionError(`zip ${header.zip} is not allowed`);
  }
  const { kid } = header;
  if (kid === undefined) throw new DecryptionError('kid is missing');
  return { ...header, kid };
}

/** The key of one content. */
export async function unwrapContentKey(
  unwrapper: KeyUnwrapper,
  { kid }: { kid: string },
  wrapped: Uint8Array,
): Promise<Uint8Array> {
  const contentKey = await unwrapper.unwrapKey(kid, wrapped);
  if (contentKey.length !== 32) throw new DecryptionError('wrong length of the content key');
  return contentKey;
}

type JweParts = { iv: Uint8Array; ciphertext: Uint8Array; tag: Uint8Array };

async function decipher(
  { iv, ciphertext, tag }: JweParts,
  contentKey: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array> {
  try {
    if (ciphertext.length <= inlineLimit) {
      const gcm = createDecipheriv('aes-256-gcm', cipherKey(contentKey), iv, { authTagLength: tagBytes });
      gcm.setAAD(aad);
      gcm.setAuthTag(tag);
      return Buffer.concat([gcm.update(ciphertext), gcm.final()]);
    }
    const key = await webcrypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
    const sealed = Buffer.concat([ciphertext, tag]);
    return new Uint8Array(await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, sealed));
  } catch (cause) {
    throw new DecryptionError('the content was changed or belongs to another key', { cause });
  }
}
