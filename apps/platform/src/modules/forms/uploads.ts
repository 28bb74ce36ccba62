import { type Answers, type ErrorParams } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type UploadedFile } from '#kernel/http';
import { isUuid, type PersonId } from '#kernel/ids';
import { type FormsDeps } from './deps.ts';
import { type FilesControl } from './domain/blocks.ts';
import { maxDraftBytesPerPerson, maxFilesPerDraft } from './domain/file-limits.ts';
import { maxCountOf, type ReceivedFile, storeFile, type UploadProblem } from './receive-file.ts';
import { deleteUploads, insertUpload, selectUploadsOfDraft, sumDraftBytes } from './store/uploads.ts';

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

export function createUploads({ kernel }: FormsDeps): Uploads {
  const { db, secrets, blobs, clock } = kernel;

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
        if (control === undefined || isFull) {
          if (control !== undefined && file.filename !== '') {
            problems.push({ path: control.path, code: 'too-many-files', params: { max: maxCountOf(control) } });
          }
        } else if (sum(received, bytes) >= maxDraftBytesPerPerson) {
          if (file.filename !== '') problems.push({ path: control.path, code: 'too-much-stored', params: {} });
        } else {
          const result = await storeFile(blobs, control, file, key);
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

function sum(received: readonly ReceivedFile[], stored: number): number {
  return received.reduce((bytes, { blob }) => bytes + blob.bytes, stored);
}
