import { join } from 'node:path';
import { type AuthenticationTags, type PublicJwk } from '@verbund/fit-connect';
import { isObject, isUuid, loadJson, saveJson } from '../durable.ts';
import { privateFolder, type Files } from '../files.ts';

/** What must be known to accept a submission whose folder is complete, and to answer its case later. */
export type HandoverRecord = {
  submissionId: string;
  caseId: string;
  destinationId: string;
  authenticationTags: AuthenticationTags;
  /** Payload schema of the event log. */
  schema?: string;
  /** Milliseconds. */
  submittedAt: number;
  replyKey?: PublicJwk;
};

/** The latest submission of a case: whom and how to answer. */
export type CaseRecord = Pick<HandoverRecord, 'caseId' | 'submissionId' | 'destinationId' | 'submittedAt' | 'replyKey'>;

/**
 * Memory across restarts. `open`: the folder was complete before the record was written, and the service may not know
 * of our acceptance yet. `done`: accepted; kept for two calendar months, so that a submission that is listed once more
 * does not become a second folder after the back office took the first away.
 */
export type Records = {
  open(record: HandoverRecord): Promise<void>;
  close(submissionId: string): Promise<void>;
  find(submissionId: string): Promise<HandoverRecord | undefined>;
  isOpen(submissionId: string): Promise<boolean>;
  openIds(): Promise<string[]>;
  rememberCase(record: HandoverRecord): Promise<void>;
  findCase(caseId: string): Promise<CaseRecord | undefined>;
  /** Drops what is older than its purpose. */
  prune(): Promise<void>;
};

/** The service deletes a case 730 days after its last event; then nobody can answer it any more. */
const caseLife = 730 * 86_400_000;

export async function createRecords(files: Files, folder: string, clock: () => number): Promise<Records> {
  const [openFolder, doneFolder, caseFolder] = [join(folder, 'open'), join(folder, 'done'), join(folder, 'cases')];
  for (const path of [openFolder, doneFolder, caseFolder]) await files.makeFolder(path, privateFolder);
  const openPath = (id: string) => join(openFolder, `${id}.json`);
  const casePath = (id: string) => join(caseFolder, `${id}.json`);
  const month = (back: number) => monthOf(clock(), back);

  return {
    open: (record) => saveJson(files, openPath(record.submissionId), record),
    async close(submissionId) {
      if ((await files.kind(openPath(submissionId))) === undefined) return;
      const target = join(doneFolder, month(0));
      await files.makeFolder(target, privateFolder);
      await files.sync(doneFolder);
      await files.rename(openPath(submissionId), join(target, `${submissionId}.json`));
      await files.sync(target);
      await files.sync(openFolder);
    },
    async find(submissionId) {
      const places = [openPath(submissionId), ...[0, 1].map((n) => join(doneFolder, month(n), `${submissionId}.json`))];
      for (const place of places) {
        const value = await loadJson(files, place);
        if (value) return toRecord(value, place);
      }
      return undefined;
    },
    isOpen: async (submissionId) => (await files.kind(openPath(submissionId))) === 'file',
    openIds: async () => idsOf(await files.list(openFolder)),
    async rememberCase({ caseId, submissionId, destinationId, submittedAt, replyKey }) {
      const known = await loadJson(files, casePath(caseId));
      if (known && Number(known['submittedAt']) > submittedAt) return;
      if (known?.['submissionId'] === submissionId) return;
      const record: CaseRecord = {
        caseId,
        submissionId,
        destinationId,
        submittedAt,
        ...(replyKey ? { replyKey } : {}),
      };
      await saveJson(files, casePath(caseId), record);
    },
    async findCase(caseId) {
      const value = await loadJson(files, casePath(caseId));
      return value && toCase(value, casePath(caseId));
    },
    async prune() {
      for (const { name } of await files.list(doneFolder)) {
        if (name !== month(0) && name !== month(1)) await files.remove(join(doneFolder, name));
      }
      for (const caseId of idsOf(await files.list(caseFolder))) {
        const submittedAt = Number((await loadJson(files, casePath(caseId)))?.['submittedAt']);
        if (submittedAt < clock() - caseLife) await files.remove(casePath(caseId));
      }
    },
  };
}

function monthOf(now: number, back: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
}

function idsOf(entries: readonly { name: string }[]): string[] {
  return entries.flatMap(({ name }) => {
    const id = name.replace(/\.json$/, '');
    return id !== name && isUuid(id) ? [id] : [];
  });
}

/** Our own files: the shape is checked as far as a damaged one would do harm. */
function toRecord(value: Record<string, unknown>, path: string): HandoverRecord {
  if (!isObject(value['authenticationTags'])) throw new Error(`${path} is damaged`);
  toCase(value, path);
  return value as HandoverRecord;
}

function toCase(value: Record<string, unknown>, path: string): CaseRecord {
  for (const name of ['submissionId', 'caseId', 'destinationId'])
    if (typeof value[name] !== 'string') throw new Error(`${path} is damaged`);
  return value as CaseRecord;
}
