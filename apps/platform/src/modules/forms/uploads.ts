import { type Answers } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, type PersonId } from '#kernel/ids';
import { type FormsDeps } from './deps.ts';
import { type FileState, isGone, maySend } from './domain/file-states.ts';
import { type ReceivedFile } from './receive-file.ts';
import { createReceive, type Receive } from './receive-request.ts';
import { scanJob } from './scan-file.ts';
import { allUploadStates, blobsOf, deleteUploads, insertUpload, selectUploadsOfDraft } from './store/uploads.ts';

/** State of each file of a draft. */
export type FileStates = ReadonlyMap<string, FileState>;

export interface Uploads {
  receive: Receive;
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

  async function states(tx: Tx, draft: string): Promise<FileStates> {
    return new Map((await selectUploadsOfDraft(tx, draft)).map((upload) => [upload.upload_id, upload.state]));
  }

  return {
    receive: createReceive(kernel),
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
