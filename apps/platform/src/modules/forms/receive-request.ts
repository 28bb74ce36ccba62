import { type ErrorParams } from '@verbund/xdatenfelder';
import { type UploadedFile } from '#kernel/http';
import { type PersonId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type FilesControl } from './domain/blocks.ts';
import { maxDraftBytesPerPerson, maxFilesPerDraft } from './domain/file-limits.ts';
import { maxCountOf, type ReceivedFile, type Refusal, storeFile, type UploadProblem } from './receive-file.ts';
import { selectUploadsOfDraft, sumDraftBytes } from './store/uploads.ts';

export interface Received {
  files: readonly ReceivedFile[];
  problems: readonly { path: string; code: UploadProblem; params: ErrorParams }[];
}

/** Streams all files of a request into the storage; a refused file does not stop the others. */
export type Receive = (
  person: PersonId,
  draft: string,
  controls: readonly FilesControl[],
  files: AsyncIterable<UploadedFile>,
) => Promise<Received>;

export function createReceive({ db, secrets, blobs }: Pick<Kernel, 'db' | 'secrets' | 'blobs'>): Receive {
  /** What was refused after it was stored is deleted within seconds, not by the sweep of the next day. */
  async function discardStored(person: PersonId, refusal: Refusal): Promise<void> {
    const { blob } = refusal;
    if (blob === undefined) return;
    await db.tx({ person }, async (tx) => {
      await blobs.record(tx, { person }, blob);
      await blobs.discard(tx, blob.id);
    });
  }

  return async (person, draft, controls, files) => {
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
  };
}

function sum(received: readonly ReceivedFile[], stored: number): number {
  return received.reduce((bytes, { blob }) => bytes + blob.bytes, stored);
}
