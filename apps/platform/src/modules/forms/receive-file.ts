import { fileTypeFromBuffer } from 'file-type';
import { type AnswerErrorCode, type ErrorParams, type FileAnswer } from '@verbund/xdatenfelder';
import { type Blobs, type StoredBlob } from '#kernel/blobs';
import { AppError } from '#kernel/errors';
import { type UploadedFile } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { type DataKey } from '#kernel/secrets';
import { commonFileTypes, safeFilename } from '#kernel/uploads';
import { type FilesControl } from './domain/blocks.ts';
import { defaultMaxFileBytes, maxFilesPerField } from './domain/file-limits.ts';

/** Enough for every signature that `file-type` knows of our types. */
const sniffBytes = 4100;

export type UploadProblem = AnswerErrorCode | 'file-empty' | 'storage-full' | 'too-many-files' | 'too-much-stored';

/** A file that is safe on disk and waits for the transaction that makes it part of the draft. */
export interface ReceivedFile {
  control: FilesControl;
  answer: FileAnswer;
  blob: StoredBlob;
}

export function maxBytesOf(control: FilesControl): number {
  return control.node.maxSize ?? defaultMaxFileBytes;
}

export function maxCountOf(control: FilesControl): number {
  return control.isList ? Math.min(control.node.max ?? maxFilesPerField, maxFilesPerField) : 1;
}

export function allowedTypesOf(control: FilesControl): readonly string[] {
  return control.node.mediaTypes.length > 0 ? control.node.mediaTypes : commonFileTypes;
}

/** Null: the browser sent an input without a file. */
export async function storeFile(
  blobs: Blobs,
  control: FilesControl,
  file: UploadedFile,
  key: DataKey,
): Promise<ReceivedFile | Refusal | null> {
  const head = await peek(file.stream);
  try {
    return await storeContent(blobs, control, file, head, key);
  } finally {
    // What a refused file still sends must be read, or the rest of the request never comes. By the same iterator: a
    // stream that is iterated does not flow again.
    await head.readOn();
  }
}

async function storeContent(
  blobs: Blobs,
  control: FilesControl,
  file: UploadedFile,
  head: Peeked,
  key: DataKey,
): Promise<ReceivedFile | Refusal | null> {
  if (head.bytes.length === 0) return file.filename === '' ? null : { code: 'file-empty', params: {} };
  const mimeType = await typeByContent(head.bytes, allowedTypesOf(control));
  if (mimeType === null) return { code: 'file-type', params: { allowed: allowedTypesOf(control).join(', ') } };
  const maxBytes = maxBytesOf(control);
  try {
    const blob = await blobs.store(head.whole, { key, maxBytes });
    const answer: FileAnswer = {
      fileId: newUuid(),
      filename: safeFilename(file.filename, mimeType),
      mimeType,
      size: blob.bytes,
      sha512: blob.sha512,
    };
    return { control, answer, blob };
  } catch (error) {
    if (error instanceof AppError && error.code === 'blobs/too-large')
      return { code: 'file-too-big', params: { max: maxBytes } };
    // The entries of the page can still be saved; only the file has no room.
    if (error instanceof AppError && error.kind === 'unavailable') return { code: 'storage-full', params: {} };
    throw error;
  }
}

export interface Refusal {
  code: UploadProblem;
  params: ErrorParams;
}

/** The first bytes, and the whole stream including them. */
interface Peeked {
  bytes: Uint8Array;
  whole: AsyncIterable<Uint8Array>;
  /** To the end, for nothing. */
  readOn(): Promise<void>;
}

async function peek(stream: AsyncIterable<unknown>): Promise<Peeked> {
  const iterator = stream[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < sniffBytes) {
    const step = await iterator.next();
    if (step.done === true) break;
    const piece = toBuffer(step.value);
    first.push(piece);
    length += piece.length;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* first;
    for (;;) {
      const step = await iterator.next();
      if (step.done === true) return;
      yield toBuffer(step.value);
    }
  }
  const readOn = async (): Promise<void> => {
    while ((await iterator.next()).done !== true);
  };
  return { bytes: Buffer.concat(first), whole: whole(), readOn };
}

function toBuffer(piece: unknown): Buffer {
  return Buffer.isBuffer(piece) ? piece : Buffer.from(piece instanceof Uint8Array ? piece : String(piece));
}

/** By content, never by the claimed type. Plain text has no signature; it must at least be UTF-8 without zero bytes. */
async function typeByContent(head: Uint8Array, allowed: readonly string[]): Promise<string | null> {
  const detected = await fileTypeFromBuffer(head);
  if (detected !== undefined) return allowed.includes(detected.mime) ? detected.mime : null;
  const textType = allowed.find((type) => type.startsWith('text/'));
  if (textType === undefined || head.includes(0)) return null;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, Math.max(0, head.length - 4)));
    return textType;
  } catch {
    return null;
  }
}
