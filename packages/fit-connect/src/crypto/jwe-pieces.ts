import { DecryptionError } from '../errors.ts';
import { type ByteStream } from '../ports.ts';
import { decodeBase64Url } from './base64.ts';

export type JweSegments = { protectedHeader: string; wrapped: string; iv: string };

/** A compact JWE falls into these: once the head, ciphertext as it comes, once the tag. */
export type JwePiece =
  { kind: 'head'; segments: JweSegments } | { kind: 'ciphertext'; bytes: Uint8Array } | { kind: 'tag'; tag: string };

/** Protected header, wrapped key and IV are far shorter; whoever sends more before the third dot sends no JWE. */
const headLimit = 16_384;
/** 22 characters and, with some services, a line break. */
const tagLimit = 64;

/**
 * Cuts a compact JWE into its parts while it comes in.
 * @throws DecryptionError when there are not exactly five segments, one has foreign characters or the head has no end
 */
export async function* cutJwe(source: ByteStream): AsyncGenerator<JwePiece, void> {
  let head: string[] | undefined;
  let text = '';
  let tag: string | undefined;
  for await (const chunk of source) {
    // latin1: one character per byte, so a foreign byte cannot hide in a multi-byte character.
    text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    if (!head) {
      const segments = text.split('.', 4);
      if (text.length - (segments[3]?.length ?? 0) > headLimit) throw malformed();
      if (segments.length < 4) continue;
      head = segments.slice(0, 3);
      yield toHead(head);
      text = text.slice(head.join('.').length + 1);
    }
    if (tag === undefined) {
      const dot = text.indexOf('.');
      // Base64 has a border every four characters; what is left over waits for the next chunk.
      const whole = dot < 0 ? text.length - (text.length % 4) : dot;
      if (whole > 0) yield { kind: 'ciphertext', bytes: decodeSegment(text.slice(0, whole)) };
      if (dot >= 0) tag = '';
      text = text.slice(dot < 0 ? whole : dot + 1);
    }
    if (tag !== undefined) {
      tag += text;
      text = '';
      if (tag.length > tagLimit) throw malformed();
    }
  }
  if (tag === undefined) throw malformed();
  yield { kind: 'tag', tag: tag.trimEnd() };
}

function toHead([protectedHeader = '', wrapped = '', iv = '']: readonly string[]): JwePiece {
  if (protectedHeader === '' || wrapped === '' || iv === '') throw malformed();
  return { kind: 'head', segments: { protectedHeader: protectedHeader.trimStart(), wrapped, iv } };
}

/** Bytes of one segment, or of a part of it that ends on a border. */
export function decodeSegment(text: string): Uint8Array {
  try {
    return decodeBase64Url(text);
  } catch (cause) {
    throw new DecryptionError('a segment is not base64url', { cause });
  }
}

function malformed(): DecryptionError {
  return new DecryptionError('not a compact JWE');
}
