import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { localError } from '../errors.ts';
import { type ByteStream } from '../ports.ts';
import { encodeBase64Url } from './base64.ts';
import { type PublicJwk } from './jwk.ts';
import { cipherKey, wrapContentKey } from './local-keys.ts';

/** Known when the last piece but one has been made. */
export type SealedContent = {
  /** The fifth segment: the authentication tag of FIT-Connect. */
  tag: string;
  /** Of the plaintext, as the metadata wants it. */
  sha512: string;
};

export type EncryptStreamOptions = {
  /** Media type of the plaintext. */
  cty: string;
  /** Exact size of the plaintext; the length of the JWE was announced from it. */
  byteLength: number;
  /**
   * Awaited before the last piece is given out. Whoever receives the pieces cannot have a complete JWE before that, so
   * what is stored here covers every JWE that may exist elsewhere.
   */
  onSealed?: (sealed: SealedContent) => void | Promise<void>;
};

/** Long pieces would keep the event loop from others: hash, cipher and base64 of this much take under a millisecond. */
const sliceBytes = 256 * 1024;

/**
 * Encrypts like `encrypt`, in pieces and with flat memory: compact JWE with RSA-OAEP-256 and A256GCM (RFC 7516) as
 * ASCII bytes. Each reading uses a new content key; the same plaintext never gives the same JWE twice.
 * @throws FitConnectError `content-changed` while reading when the plaintext is longer or shorter than announced
 */
export async function* encryptStream(
  plaintext: ByteStream,
  key: PublicJwk,
  { cty, byteLength, onSealed }: EncryptStreamOptions,
): AsyncGenerator<Uint8Array> {
  const header = protectedHeader(key, cty);
  const contentKey = randomBytes(32);
  const iv = randomBytes(12);
  const wrapped = wrapContentKey(contentKey, key);
  const gcm = createCipheriv('aes-256-gcm', cipherKey(contentKey), iv);
  contentKey.fill(0);
  gcm.setAAD(ascii(header));
  yield ascii(`${header}.${encodeBase64Url(wrapped)}.${encodeBase64Url(iv)}.`);
  const hash = createHash('sha512');
  let length = 0;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of plaintext) {
    length += piece.length;
    if (length > byteLength) throw wrongLength(byteLength);
    for (let start = 0; start < piece.length; start += sliceBytes) {
      const slice = piece.subarray(start, start + sliceBytes);
      hash.update(slice);
      const ciphertext = Buffer.concat([rest, gcm.update(slice)]);
      // Base64 has a border every three bytes; what is left over begins the next piece.
      const whole = ciphertext.length - (ciphertext.length % 3);
      rest = ciphertext.subarray(whole);
      if (whole > 0) yield ascii(encodeBase64Url(ciphertext.subarray(0, whole)));
    }
  }
  if (length !== byteLength) throw wrongLength(byteLength);
  gcm.final();
  const tag = encodeBase64Url(gcm.getAuthTag());
  await onSealed?.({ tag, sha512: hash.digest('hex') });
  yield ascii(`${encodeBase64Url(rest)}.${tag}`);
}

/** Length in characters of the JWE that `encrypt` and `encryptStream` make of so many bytes. */
export function jweLength(plaintextBytes: number, key: PublicJwk, options: { cty: string }): number {
  const modulusBytes = Math.floor((key.n.length * 3) / 4);
  const segments = [modulusBytes, 12, plaintextBytes, 16].map((bytes) => Math.ceil((bytes * 4) / 3));
  return protectedHeader(key, options.cty).length + segments.reduce((sum, length) => sum + 1 + length, 0);
}

function protectedHeader(key: PublicJwk, cty: string): string {
  return encodeBase64Url(Buffer.from(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid, cty })));
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function wrongLength(byteLength: number): Error {
  return localError('content-changed', `the content is not ${byteLength} bytes long, as was announced`);
}
