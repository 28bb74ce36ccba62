import { createDecipheriv, createHash, type DecipherGCM, type Hash } from 'node:crypto';
import { DecryptionError } from '../errors.ts';
import { type ByteStream, type KeyUnwrapper, type Spool, type SpoolFile } from '../ports.ts';
import { ivBytes, readableHeader, tagBytes, unwrapContentKey, type DecryptOptions, type JweHeader } from './jwe.ts';
import { inflated } from './inflate.ts';
import { cipherKey } from './local-keys.ts';
import { cutJwe, decodeSegment, type JwePiece } from './jwe-pieces.ts';

/** Against decompression bombs of v1 senders. */
const inflatedLimit = 512 * 1024 * 1024;

/** Another JWE than the one that was submitted. */
export class UnexpectedTagError extends DecryptionError {}

export type DecryptStreamOptions = DecryptOptions & {
  /** Keeps the ciphertext between the two passes. */
  spool: Spool;
  /** Tag of the event log; another one ends the reading. */
  expectedTag?: string;
  /** Takes the plaintext too, for the hash over several contents. It must be thrown away when this call fails. */
  joined?: Hash;
};

/** A content whose tag was verified. */
export type VerifiedContent = {
  header: JweHeader;
  tag: string;
  /** Of the plaintext, 128 lower-case hex digits. */
  sha512: string;
  byteLength: number;
  /** The plaintext. May be read several times until `release`. */
  read(): ByteStream;
  /** Frees the spool and forgets the key. */
  release(): Promise<void>;
};

type Opening = { header: JweHeader; contentKey: Uint8Array; iv: Uint8Array; aad: Uint8Array };

/**
 * Opens a compact JWE of any size with flat memory, in two passes, because GCM proves its content only at the end
 * (NIST SP 800-38D, section 5.2.2: plaintext of a failed decryption must not be revealed). The first pass spools the
 * ciphertext, hashes the plaintext and throws it away; only when the tag is right, `read` decrypts the spool again and
 * gives plaintext out. It checks the tag once more, so that a spool that changed in between ends in an error.
 * @throws DecryptionError like `decrypt`. Errors of source, unwrapper and spool pass through.
 */
export async function decryptStream(
  jwe: ByteStream,
  unwrapper: KeyUnwrapper,
  options: DecryptStreamOptions,
): Promise<VerifiedContent> {
  const pieces = cutJwe(jwe);
  try {
    const opening = await readHead(pieces, unwrapper, options);
    const file = await options.spool.open();
    try {
      return await verify(pieces, opening, file, options);
    } catch (error) {
      opening.contentKey.fill(0);
      await file.remove();
      throw error;
    }
  } finally {
    await pieces.return(undefined);
  }
}

async function readHead(
  pieces: AsyncGenerator<JwePiece, void>,
  unwrapper: KeyUnwrapper,
  options: DecryptOptions,
): Promise<Opening> {
  const first = await pieces.next();
  if (first.done === true || first.value.kind !== 'head') throw new DecryptionError('not a compact JWE');
  const { protectedHeader, wrapped, iv } = first.value.segments;
  const header = readableHeader(`${protectedHeader}.`, options);
  const opening = { header, iv: decodeSegment(iv), aad: Buffer.from(protectedHeader, 'latin1') };
  if (opening.iv.length !== ivBytes) throw new DecryptionError('wrong length of IV or tag');
  return { ...opening, contentKey: await unwrapContentKey(unwrapper, header, decodeSegment(wrapped)) };
}

async function verify(
  pieces: AsyncGenerator<JwePiece, void>,
  opening: Opening,
  file: SpoolFile,
  { expectedTag, joined }: DecryptStreamOptions,
): Promise<VerifiedContent> {
  let tag = '';
  async function* unproven(): AsyncGenerator<Uint8Array> {
    const gcm = decipherOf(opening);
    for await (const piece of pieces) {
      if (piece.kind === 'tag') tag = piece.tag;
      if (piece.kind !== 'ciphertext') continue;
      await file.write(piece.bytes);
      yield gcm.update(piece.bytes);
    }
    if (expectedTag !== undefined && tag !== expectedTag) throw new UnexpectedTagError('not the tag of the event log');
    finish(gcm, tag);
  }
  const hash = createHash('sha512');
  let byteLength = 0;
  for await (const piece of plaintextOf(opening.header, unproven())) {
    hash.update(piece);
    joined?.update(piece);
    byteLength += piece.length;
  }

  async function* proven(): AsyncGenerator<Uint8Array> {
    const gcm = decipherOf(opening);
    for await (const piece of file.read()) yield gcm.update(piece);
    finish(gcm, tag);
  }
  return {
    header: opening.header,
    tag,
    sha512: hash.digest('hex'),
    byteLength,
    read: () => plaintextOf(opening.header, proven()),
    async release() {
      opening.contentKey.fill(0);
      await file.remove();
    },
  };
}

function decipherOf({ contentKey, iv, aad }: Opening): DecipherGCM {
  const gcm = createDecipheriv('aes-256-gcm', cipherKey(contentKey), iv, { authTagLength: tagBytes });
  gcm.setAAD(aad);
  return gcm;
}

function finish(gcm: DecipherGCM, text: string): void {
  const tag = decodeSegment(text);
  // A short tag is a forged one (RFC 7518 section 5.3).
  if (tag.length !== tagBytes) throw new DecryptionError('wrong length of IV or tag');
  try {
    gcm.setAuthTag(tag);
    gcm.final();
  } catch (cause) {
    throw new DecryptionError('the content was changed or belongs to another key', { cause });
  }
}

function plaintextOf(header: JweHeader, content: ByteStream): ByteStream {
  return header.zip === undefined ? content : inflated(content, inflatedLimit);
}
