import { fileTypeFromBuffer } from 'file-type';
import { type AnswerErrorCode, type Answers, type ErrorParams, type FileAnswer } from '@verbund/xdatenfelder';
import { type StoredBlob } from '#kernel/blobs';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type UploadedFile } from '#kernel/http';
import { isUuid, newUuid, type PersonId } from '#kernel/ids';
import { type DataKey } from '#kernel/secrets';
import { type FormsDeps } from './deps.ts';
import { type FilesControl } from './domain/blocks.ts';
import {
  defaultMaxFileBytes,
  defaultMediaTypes,
  maxFilesPerDraft,
  maxFilesPerField,
  safeFilename,
} from './domain/file-names.ts';
import { deleteUploads, insertUpload, selectUploadsOfDraft } from './store/uploads.ts';

/** Enough for every signature that `file-type` knows of our types. */
const sniffBytes = 4100;

export type UploadProblem = AnswerErrorCode | 'file-empty' | 'storage-full' | 'too-many-files';

/** A file that is safe on disk and waits for the transaction that makes it part of the draft. */
export interface ReceivedFile {
  control: FilesControl;
  answer: FileAnswer;
  blob: StoredBlob;
}

export interface Received {
  files: readonly ReceivedFile[];
  problems: readonly { path: string; code: UploadProblem; params: ErrorParams }[];
}

export interface Uploads {
  /** Streams all files of a request into the storage; a refused file does not stop the others. */
  receive(
    person: PersonId,
    draft: string,
    controls: readonly FilesControl[],
    files: AsyncIterable<UploadedFile>,
  ): Promise<Received>;
  /** In the transaction of the save. */
  record(tx: Tx, person: PersonId, draft: string, files: readonly ReceivedFile[]): Promise<void>;
  /** In the transaction of the save: forgets and discards what is no longer among the answers. */
  discardUnused(tx: Tx, draft: string, answers: Answers): Promise<void>;
  read(person: PersonId, draft: string, upload: string): Promise<AsyncIterable<Uint8Array> | null>;
}

export function maxBytesOf(control: FilesControl): number {
  return control.node.maxSize ?? defaultMaxFileBytes;
}

export function maxCountOf(control: FilesControl): number {
  return control.isList ? Math.min(control.node.max ?? maxFilesPerField, maxFilesPerField) : 1;
}

export function allowedTypesOf(control: FilesControl): readonly string[] {
  return control.node.mediaTypes.length > 0 ? control.node.mediaTypes : defaultMediaTypes;
}

export function createUploads({ kernel }: FormsDeps): Uploads {
  const { db, secrets, blobs, clock } = kernel;

  async function store(
    control: FilesControl,
    file: UploadedFile,
    key: DataKey,
  ): Promise<ReceivedFile | Refusal | null> {
    const head = await peek(file.stream);
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

  return {
    async receive(person, draft, controls, files) {
      const { key, count } = await db.tx({ person }, async (tx) => ({
        key: await secrets.dataKey(tx, { person }),
        count: (await selectUploadsOfDraft(tx, draft)).length,
      }));
      const received: ReceivedFile[] = [];
      const problems: { path: string; code: UploadProblem; params: ErrorParams }[] = [];
      for await (const file of files) {
        const control = controls.find((candidate) => candidate.path === file.field);
        const isFull =
          control !== undefined &&
          (count + received.length >= maxFilesPerDraft ||
            control.values.length + received.filter((one) => one.control === control).length >= maxCountOf(control));
        if (control === undefined || isFull) {
          if (control !== undefined && file.filename !== '') {
            problems.push({ path: control.path, code: 'too-many-files', params: { max: maxCountOf(control) } });
          }
        } else {
          const result = await store(control, file, key);
          if (result !== null && 'blob' in result) received.push(result);
          else if (result !== null) problems.push({ path: control.path, ...result });
        }
        // What a refused file still sends must be read, or the rest of the request never comes.
        file.stream.resume();
      }
      return { files: received, problems };
    },
    async record(tx, person, draft, files) {
      for (const { answer, blob } of files) {
        await blobs.record(tx, { person }, blob);
        await insertUpload(tx, {
          upload: answer.fileId,
          person,
          draft,
          blob: blob.id,
          bytes: blob.bytes,
          now: clock.now(),
        });
      }
    },
    async discardUnused(tx, draft, answers) {
      const used = new Set(
        Object.values(answers).flatMap((value) => (typeof value === 'object' ? [value.fileId] : [])),
      );
      const unused = (await selectUploadsOfDraft(tx, draft)).filter((upload) => !used.has(upload.upload_id));
      for (const upload of unused) await blobs.discard(tx, upload.blob_id);
      if (unused.length > 0)
        await deleteUploads(
          tx,
          unused.map((upload) => upload.upload_id),
        );
    },
    async read(person, draft, upload) {
      if (!isUuid(upload)) return null;
      const found = await db.tx({ person }, async (tx) => {
        const row = (await selectUploadsOfDraft(tx, draft)).find((candidate) => candidate.upload_id === upload);
        return row === undefined ? null : { row, key: await secrets.dataKey(tx, { person }) };
      });
      return found === null ? null : blobs.read(found.row.blob_id, found.key);
    },
  };
}

interface Refusal {
  code: UploadProblem;
  params: ErrorParams;
}

/** The first bytes, and the whole stream including them. */
async function peek(stream: AsyncIterable<unknown>): Promise<{ bytes: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
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
  return { bytes: Buffer.concat(first), whole: whole() };
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
