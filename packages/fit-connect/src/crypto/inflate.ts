import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { DecryptionError } from '../errors.ts';
import { type ByteStream } from '../ports.ts';

/**
 * Decompresses DEFLATE (RFC 1951) of a `zip: DEF` content. The source proves itself at its end, and an inflater stops
 * reading where its own format ends: what follows is refused, or nobody would check the tag.
 * @throws DecryptionError when it is no DEFLATE, too large or followed by something. Errors of the source pass through.
 */
export async function* inflated(content: ByteStream, limit: number): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw();
  let given = 0;
  let isProven = false;
  async function* whole(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      given += piece.length;
      yield piece;
    }
    isProven = true;
  }
  // Errors reach the loop below; this one only keeps them from being reported as unhandled.
  pipeline(Readable.from(whole(), { objectMode: false }), inflater, () => undefined);
  let length = 0;
  try {
    for await (const piece of inflater) {
      const bytes: Uint8Array = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
      length += bytes.length;
      if (length > limit) throw new DecryptionError('the content is too large when decompressed');
      yield bytes;
    }
    if (!isProven || inflater.bytesWritten !== given)
      throw new DecryptionError('something follows the compressed content');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code.startsWith('Z_')) throw new DecryptionError('the content cannot be decompressed', { cause });
    throw cause;
  }
}
