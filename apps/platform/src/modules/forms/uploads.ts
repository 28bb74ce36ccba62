import { type Answers, type ErrorParams } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type UploadedFile } from '#kernel/http';
import { isUuid, type PersonId } from '#kernel/ids';
import { type FormsDeps } from './deps.ts';
import { type FilesControl } from './domain/blocks.ts';
import { maxDraftBytesPerPerson, maxFilesPerDraft } from './domain/file-limits.ts';
import { type FileState, isGone, maySend } from './domain/file-states.ts';
import { maxCountOf, type ReceivedFile, type Refusal, storeFile, type UploadProblem } from './receive-file.ts';
import { scanJob } from './scan-file.ts';
import {
  allUploadStates,
  blobsOf,
  deleteUploads,
  insertUpload,
  selectUploadsOfDraft,
  sumDraftBytes,
} from './store/uploads.ts';

export interface Received {
  files: readonly ReceivedFile[];
  problems: readonly { path: string; code: UploadProblem; params: ErrorParams }[];
}

/** State of each file of a draft. */
export type FileStates = ReadonlyMap<string, FileState>;

export interface Uploads {
  /** Streams all files of a request into the storage; a refused file does not stop the others. */
  receive(
    person: PersonId,
    draft: string,
    controls: readonly FilesControl[],
    files: AsyncIterable<UploadedFile>,
  ): Promise<Received>;
  /** In the transaction of the save: from here on the file is the platform's to check, whatever happens. */
  record(tx: Tx, person: PersonId, draft: string, files: readonly ReceivedFile[]): Promise<void>;
  /** In the transaction of the save: forgets and discards what is no longer among the answers. */
  discardUnused(tx: Tx, draft: string, answers: Answers): Promise<void>;
  states(tx: Tx, draft: string): Promise<FileStates>;
  /** Files among the answers that must not leave quarantine. */
  held(tx: Tx, draft: string, answers: Answers): Promise<FileStates>;
  /** Null when there is no such file; a file in quarantine is refused to its owner, too. */
  read(person: PersonId, draft: string, upload: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** For the operator: how many files are in which state, and since when the oldest is. */
  statistics(): Promise<readonly { state: FileState; files: number; oldest: Date | null }[]>;
}

export function createUploads({ kernel }: FormsDeps): Uploads {
  const { db, secrets, blobs, clock, jobs, scanner } = kernel;

  /** What was refused after it was stored is deleted within seconds, not by the sweep of the next day. */
  async function discardStored(person: PersonId, refusal: Refusal): Promise<void> {
    const { blob } = refusal;
    if (blob === undefined) return;
    await db.tx({ person }, async (tx) => {
      await blobs.record(tx, { person }, blob);
      await blobs.discard(tx, blob.id);
    });
  }

  async function states(tx: Tx, draft: string): Promise<FileStates> {
    return new Map((await selectUploadsOfDraft(tx, draft)).map((upload) => [upload.upload_id, upload.state]));
  }

  return {
    async receive(person, draft, controls, files) {
      const { key, count, bytes } = await db.tx({ person }, async (tx) => ({
        key: await secrets.dataKey(tx, { person }),
        count: (await selectUploadsOfDraft(tx, draft)).length,
        bytes: await sumDraftBytes(tx, person),
      }));
      const received: ReceivedFile[] = [];
      const problems: { path: string; code: UploadProblem; params: ErrorParams }[] = [];
      for await (const file of files) {
        const control = controls.find((candidate) => candidate.path === file.field);
        const isFull =
          control !== undefined &&
          (count + received.length >= maxFilesPerDraft ||
            control.values.length + received.filter((one) => one.control === control).length >= maxCountOf(control));
        const freeBytes = maxDraftBytesPerPerson - sum(received, bytes);
        if (control === undefined || isFull) {
          if (control !== undefined && file.filename !== '') {
            problems.push({ path: control.path, code: 'too-many-files', params: { max: maxCountOf(control) } });
          }
        } else if (freeBytes <= 0) {
          if (file.filename !== '') problems.push({ path: control.path, code: 'too-much-stored', params: {} });
        } else {
          const result = await storeFile({ blobs, key, freeBytes }, control, file);
          if (result !== null && 'answer' in result) received.push(result);
          else if (result !== null) {
            await discardStored(person, result);
            problems.push({ path: control.path, code: result.code, params: result.params });
          }
        }
        // What a refused file still sends must be read, or the rest of the request never comes.
        file.stream.resume();
      }
      return { files: received, problems };
    },
    async record(tx, person, draft, files) {
      for (const { answer, blob } of files) {
        await blobs.record(tx, { person }, blob);
        const state = scanner.isConnected ? 'waiting' : 'unscanned';
        const upload = answer.fileId;
        await insertUpload(tx, { upload, person, draft, blob: blob.id, bytes: blob.bytes, state, now: clock.now() });
        // The page checks it at once; the job does when the process dies or the scanner is away.
        if (scanner.isConnected) {
          const options = { key: upload, startAfterSeconds: scanJob.startAfterSeconds };
          await jobs.enqueue(tx, scanJob.type, { upload, person }, options);
        }
      }
    },
    async discardUnused(tx, draft, answers) {
      const used = usedFiles(answers);
      const unused = (await selectUploadsOfDraft(tx, draft)).filter((upload) => !used.has(upload.upload_id));
      for (const blob of blobsOf(unused)) await blobs.discard(tx, blob);
      if (unused.length > 0)
        await deleteUploads(
          tx,
          unused.map((upload) => upload.upload_id),
        );
    },
    states,
    async held(tx, draft, answers) {
      const used = usedFiles(answers);
      return new Map(
        [...(await states(tx, draft))].filter(([id, state]) => used.has(id) && !maySend(state, scanner.isConnected)),
      );
    },
    async read(person, draft, upload) {
      if (!isUuid(upload)) return null;
      const found = await db.tx({ person }, async (tx) => {
        const row = (await selectUploadsOfDraft(tx, draft)).find((candidate) => candidate.upload_id === upload);
        return row === undefined ? null : { row, key: await secrets.dataKey(tx, { person }) };
      });
      if (found === null) return null;
      const { blob_id: blob, state } = found.row;
      if (blob === null || isGone(state)) return null;
      if (!maySend(state, scanner.isConnected)) throw new AppError('conflict', 'forms/file-in-quarantine');
      return blobs.read(blob, found.key);
    },
    statistics: () => db.tx({}, allUploadStates),
  };
}

function usedFiles(answers: Answers): Set<string> {
  return new Set(Object.values(answers).flatMap((value) => (typeof value === 'object' ? [value.fileId] : [])));
}

function sum(received: readonly ReceivedFile[], stored: number): number {
  return received.reduce((bytes, { blob }) => bytes + blob.bytes, stored);
}
