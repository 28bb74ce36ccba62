import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.ts';
import { deriveKey } from '../secrets/envelope.ts';

/**
 * Sealed file: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM.
 *
 *   header  "VBLB" ‖ version (1) ‖ 7 random bytes (nonce prefix)
 *   chunks  64 KiB of plaintext each (the last one shorter, possibly empty), each followed by its 16-byte tag
 *   nonce   prefix (7) ‖ chunk counter (4, big endian) ‖ 1 for the last chunk, else 0
 *
 * Counter and final flag make reordering, truncation at a chunk border and extension fail. The key is derived per
 * blob, so that a chunk of another blob under the same data key does not fit either. The header is authenticated.
 */
const MAGIC = Buffer.from('VBLB', 'latin1');
const VERSION = 1;
const PREFIX_BYTES = 7;
const TAG_BYTES = 16;
export const HEADER_BYTES = MAGIC.length + 1 + PREFIX_BYTES;
export const CHUNK_BYTES = 64 * 1024;
const MAX_CHUNKS = 0xffffffff;

export function blobKey(dataKey: Uint8Array, blobId: string): Uint8Array {
  return deriveKey(dataKey, 'verbund/v1/blob', blobId);
}

function nonce(prefix: Uint8Array, counter: number, last: boolean): Buffer {
  if (counter >= MAX_CHUNKS) throw new AppError('too-large', 'blobs/too-large');
  const result = Buffer.alloc(PREFIX_BYTES + 5);
  result.set(prefix, 0);
  result.writeUInt32BE(counter, PREFIX_BYTES);
  result[PREFIX_BYTES + 4] = last ? 1 : 0;
  return result;
}

export function damaged(): AppError {
  return new AppError('internal', 'blobs/damaged', { detail: 'The stored file is damaged' });
}

/** Regroups a stream into pieces of exactly `size` bytes; the last piece holds the rest (1 to `size` bytes). */
async function* regroup(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const piece of source) {
    let rest = piece;
    while (held + rest.byteLength >= size) {
      const taken = rest.subarray(0, size - held);
      yield Buffer.concat([...parts, taken], size);
      rest = rest.subarray(taken.byteLength);
      parts = [];
      held = 0;
    }
    if (rest.byteLength > 0) {
      // Copied: a producer may reuse its buffer once the next piece is asked for.
      parts.push(Buffer.from(rest));
      held += rest.byteLength;
    }
  }
  if (held > 0) yield Buffer.concat(parts, held);
}

/** Marks the last piece, for which one piece is held back. An empty source is one empty last piece. */
async function* withLast(pieces: AsyncIterable<Buffer>): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let waiting: Buffer | null = null;
  for await (const piece of pieces) {
    if (waiting !== null) yield { piece: waiting, last: false };
    waiting = piece;
  }
  yield { piece: waiting ?? Buffer.alloc(0), last: true };
}

export async function* sealStream(source: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Uint8Array> {
  const prefix = randomBytes(PREFIX_BYTES);
  const header = Buffer.concat([MAGIC, Buffer.of(VERSION), prefix]);
  yield header;
  let counter = 0;
  for await (const { piece, last } of withLast(regroup(source, CHUNK_BYTES))) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(prefix, counter, last), { authTagLength: TAG_BYTES });
    cipher.setAAD(header);
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    counter += 1;
  }
}

async function* withoutHeader(
  source: AsyncIterable<Uint8Array>,
  onHeader: (header: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  let header: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    if (header.byteLength === HEADER_BYTES) {
      yield piece;
      continue;
    }
    const joined: Buffer = Buffer.concat([header, piece]);
    header = joined.subarray(0, HEADER_BYTES);
    if (header.byteLength === HEADER_BYTES) {
      onHeader(header);
      yield joined.subarray(HEADER_BYTES);
    }
  }
  if (header.byteLength < HEADER_BYTES) throw damaged();
}

/** Plaintext pieces, each only after its tag verified. Throws AppError 'blobs/damaged'. */
export async function* openStream(source: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Uint8Array> {
  let header: Buffer | null = null;
  const body = withoutHeader(source, (found) => {
    header = checkedHeader(found);
  });
  let counter = 0;
  for await (const { piece, last } of withLast(regroup(body, CHUNK_BYTES + TAG_BYTES))) {
    if (header === null || piece.byteLength < TAG_BYTES) throw damaged();
    const plaintext = openChunk(piece, key, { header, counter, last });
    if (plaintext.byteLength > 0) yield plaintext;
    counter += 1;
  }
}

/**
 * The plaintext from `start` up to `end` of a sealed file with `bytes` of plaintext, without reading what comes before.
 * `read` gives the sealed file from a byte on. Every chunk is verified as above; where the last one is follows from
 * `bytes`, so that a cut file is noticed when its end is asked for.
 */
export async function* openRange(
  read: (from: number) => AsyncIterable<Uint8Array>,
  key: Uint8Array,
  range: { start: number; end: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  const end = Math.min(range.end, range.bytes);
  if (range.start >= end) return;
  const header = await headerOf(read(0));
  const lastChunk = Math.max(0, Math.ceil(range.bytes / CHUNK_BYTES) - 1);
  let counter = Math.floor(range.start / CHUNK_BYTES);
  const from = HEADER_BYTES + counter * (CHUNK_BYTES + TAG_BYTES);
  for await (const piece of regroup(read(from), CHUNK_BYTES + TAG_BYTES)) {
    if (piece.byteLength < TAG_BYTES) throw damaged();
    const at = counter * CHUNK_BYTES;
    const plaintext = openChunk(piece, key, { header, counter, last: counter === lastChunk });
    const wanted = plaintext.subarray(Math.max(0, range.start - at), end - at);
    if (wanted.byteLength > 0) yield wanted;
    if (at + plaintext.byteLength >= end) return;
    counter += 1;
  }
  throw damaged();
}

async function headerOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  for await (const piece of regroup(source, HEADER_BYTES)) return checkedHeader(piece);
  throw damaged();
}

function checkedHeader(header: Buffer): Buffer {
  if (header.byteLength < HEADER_BYTES) throw damaged();
  if (!header.subarray(0, MAGIC.length).equals(MAGIC) || header[MAGIC.length] !== VERSION) throw damaged();
  return header;
}

function openChunk(piece: Buffer, key: Uint8Array, at: { header: Buffer; counter: number; last: boolean }): Uint8Array {
  const end = piece.byteLength - TAG_BYTES;
  const prefix = at.header.subarray(MAGIC.length + 1);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(prefix, at.counter, at.last), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(at.header);
    decipher.setAuthTag(piece.subarray(end));
    return Buffer.concat([decipher.update(piece.subarray(0, end)), decipher.final()]);
  } catch {
    throw damaged();
  }
}
