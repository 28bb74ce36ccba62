import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { type AnswerErrorCode, type ErrorParams } from '@verbund/xdatenfelder';
import { type Blobs, type StoredBlob } from '#kernel/blobs';
import { AppError } from '#kernel/errors';
import { type UploadedFile } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { type DataKey } from '#kernel/secrets';
import { commonFileTypes, contradictsContent, safeFilename } from '#kernel/uploads';
import { PdfLook } from './adapters/pdf/pdf-look.ts';
import { inspectArchive } from './adapters/zip/inspect-archive.ts';
import { type ArchiveProblem, zipTypes } from './domain/archive-rules.ts';
import { type FilesControl } from './domain/blocks.ts';
import { type CheckedFileAnswer, type FileFlag } from './domain/file-flags.ts';
import { defaultMaxFileBytes, maxFilesPerField } from './domain/file-limits.ts';

/** Enough for every signature that `file-type` knows of our types. */
const sniffBytes = 4100;

export type UploadProblem =
  | AnswerErrorCode
  | ArchiveProblem
  | 'file-empty'
  | 'file-name'
  | 'file-program'
  | 'file-infected'
  | 'file-unfit'
  | 'storage-full'
  | 'too-many-files'
  | 'too-much-stored';

/** A file that is safe on disk and waits for the transaction that makes it part of the draft. */
export interface ReceivedFile {
  control: FilesControl;
  answer: CheckedFileAnswer;
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

/** Where a file goes, and how much of it may come. */
export interface FileTarget {
  blobs: Blobs;
  key: DataKey;
  /** What the person may still store. */
  freeBytes: number;
}

/** Null: the browser sent an input without a file. */
export async function storeFile(
  target: FileTarget,
  control: FilesControl,
  file: UploadedFile,
): Promise<ReceivedFile | Refusal | null> {
  const head = await peek(file.stream);
  try {
    return await storeContent(target, control, file, head);
  } finally {
    // What a refused file still sends must be read, or the rest of the request never comes. By the same iterator: a
    // stream that is iterated does not flow again.
    await head.readOn();
  }
}

export interface Refusal {
  code: UploadProblem;
  params: ErrorParams;
  /** What is stored already and must go again. */
  blob?: StoredBlob;
}

async function storeContent(
  target: FileTarget,
  control: FilesControl,
  file: UploadedFile,
  head: Peeked,
): Promise<ReceivedFile | Refusal | null> {
  if (head.bytes.length === 0) return file.filename === '' ? null : { code: 'file-empty', params: {} };
  const allowed = allowedTypesOf(control);
  const wrongType: Refusal = { code: 'file-type', params: { allowed: allowed.join(', ') } };
  const headType = await typeByContent(head.bytes, allowed);
  if (headType === null) return wrongType;
  const maxBytes = maxBytesOf(control);
  const look = new Look(headType);
  let blob: StoredBlob;
  try {
    const limit = Math.min(maxBytes, target.freeBytes);
    blob = await target.blobs.store(look.along(head.whole), { key: target.key, maxBytes: limit });
  } catch (error) {
    if (error instanceof AppError && error.code === 'blobs/too-large') {
      return maxBytes <= target.freeBytes
        ? { code: 'file-too-big', params: { max: maxBytes } }
        : { code: 'too-much-stored', params: {} };
    }
    // The entries of the page can still be saved; only the file has no room.
    if (error instanceof AppError && error.kind === 'unavailable') return { code: 'storage-full', params: {} };
    throw error;
  }
  const found = await look.finish(target, blob);
  if ('problem' in found) return { code: found.problem, params: {}, blob };
  const { mimeType, flags } = found;
  // A ZIP archive shows only by its parts whether it is a document.
  if (!allowed.includes(mimeType)) return { ...wrongType, blob };
  if (contradictsContent(file.filename, mimeType)) return { code: 'file-name', params: { type: mimeType }, blob };
  const answer: CheckedFileAnswer = {
    fileId: newUuid(),
    filename: safeFilename(file.filename, mimeType),
    mimeType,
    size: blob.bytes,
    sha512: blob.sha512,
    sha256: look.sha256(),
    flags,
  };
  return { control, answer, blob };
}

type Found = { mimeType: string; flags: readonly FileFlag[] } | { problem: UploadProblem };

/** What is found out while the content passes by on its way to the storage, and in an archive afterwards. */
class Look {
  readonly #hash = createHash('sha256');
  readonly #pdf: PdfLook | null;
  readonly #headType: string;
  #sha256 = '';

  constructor(headType: string) {
    this.#headType = headType;
    this.#pdf = headType === 'application/pdf' ? new PdfLook() : null;
  }

  async *along(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      this.#hash.update(piece);
      this.#pdf?.take(piece);
      yield piece;
    }
    this.#sha256 = this.#hash.digest('hex');
  }

  sha256(): string {
    return this.#sha256;
  }

  async finish({ blobs, key }: FileTarget, blob: StoredBlob): Promise<Found> {
    const pdf = this.#pdf?.finish();
    if (pdf?.startsProgram === true) return { problem: 'file-program' };
    if (!zipTypes.includes(this.#headType)) return { mimeType: this.#headType, flags: pdf?.flags ?? [] };
    const report = await inspectArchive({ bytes: blob.bytes, read: (range) => blobs.readRange(blob, key, range) });
    return report.ok ? report : { problem: report.problem };
  }
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
  // Which of them it is, the parts tell later; the head shows no more than that it is packed.
  const isPacked = detected !== undefined && (zipTypes.includes(detected.mime) || isZip(head));
  if (isPacked) return allowed.some((type) => zipTypes.includes(type)) ? 'application/zip' : null;
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

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}
