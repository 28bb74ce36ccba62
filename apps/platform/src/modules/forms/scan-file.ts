import Type from 'typebox';
import { AppError } from '#kernel/errors';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type JobType } from '#kernel/jobs';
import { type ScanResult } from '#kernel/scanner';
import { type FormsDeps } from './deps.ts';
import { type FileEvent, type FileState, isGone } from './domain/file-states.ts';
import { type ReceivedFile } from './receive-file.ts';
import { moveUpload, selectUploadToScan } from './store/uploads.ts';
import { formsTexts } from './texts/index.ts';
import { type Received } from './receive-request.ts';

export const scanJob = {
  type: {
    name: 'forms.scan-file',
    payload: Type.Object({ upload: Type.String(), person: Type.String() }),
    // As long as it takes: files wait in quarantine until the scanner is back, and are checked a minute later at most.
    retry: { attempts: 'unlimited', firstDelaySeconds: 5, maxDelaySeconds: 60 },
  } satisfies JobType,
  /** Past the time in which the page itself gets the verdict. */
  startAfterSeconds: 8,
} as const;

export interface ScanFile {
  /**
   * The state afterwards; null when the file is gone. Throws AppError 'scanner/unavailable' when there is no verdict:
   * with an aborted `signal` the file goes on waiting, otherwise it is known that the scanner is down.
   * `tells` sends a mail when something bad is found: nobody is looking at the page then.
   */
  scan(person: PersonId, upload: string, how: { signal: AbortSignal; tells: boolean }): Promise<FileState | null>;
}

export function createScanFile(deps: FormsDeps): ScanFile {
  const { kernel, identity } = deps;
  const { db, blobs, secrets, scanner, clock, audit, log } = kernel;

  /** What the scanner said, written down; bad content goes in the same transaction. */
  async function settle(
    of: { person: PersonId; tenant: TenantId; upload: string; blob: string },
    result: ScanResult,
    tells: boolean,
  ): Promise<FileState | null> {
    const { event, finding } = outcomeOf(result);
    const { person, tenant, upload, blob } = of;
    return db.tx({ person, tenant }, async (tx) => {
      const state = await moveUpload(tx, upload, event, { now: clock.now(), finding });
      if (state === null || !isGone(state)) return state;
      await blobs.discard(tx, blob);
      const action = state === 'infected' ? 'forms.infected-file-removed' : 'forms.unfit-file-removed';
      await audit.record(tx, { tenant, action, actor: 'virus-scanner', actorKind: 'system', subject: upload });
      if (!tells) return state;
      const contact = await identity.personContact(tx, person);
      if (contact.email === null) return state;
      const t = formsTexts(contact.lang).badFileMail;
      const text = t.body(new URL('/konto', kernel.config.publicUrl).href);
      await kernel.mail.send(tx, {
        to: contact.email,
        lang: contact.lang,
        subject: t.subject,
        text,
        kind: 'forms.bad-file',
      });
      return state;
    });
  }

  async function silent(person: PersonId, upload: string): Promise<void> {
    await db.tx({ person }, (tx) => moveUpload(tx, upload, 'scanner-silent', { now: clock.now(), finding: null }));
  }

  return {
    async scan(person, upload, { signal, tells }) {
      const found = await db.tx({ person }, async (tx) => {
        if (scanner.isConnected) {
          await moveUpload(tx, upload, 'scanner-connected', { now: clock.now(), finding: null });
        }
        const row = await selectUploadToScan(tx, upload);
        return row === null ? null : { row, key: await secrets.dataKey(tx, { person }) };
      });
      if (found === null) return null;
      const { row, key } = found;
      const blob = row.blob_id;
      if (blob === null || (row.state !== 'waiting' && row.state !== 'scanner-down')) return row.state;
      let result: ScanResult;
      try {
        result = await scanner.scan(blobs.read(blob, key), { signal });
      } catch (error) {
        // Removed by the person while it was read.
        if (error instanceof AppError && error.code === 'blobs/not-found') return null;
        if (error instanceof AppError && error.kind === 'unavailable' && !signal.aborted) await silent(person, upload);
        throw error;
      }
      if (result.kind !== 'clean') log.warn({ upload, ...result }, 'An uploaded file was refused');
      return settle({ person, tenant: row.tenant_id, upload, blob }, result, tells);
    },
  };
}

/** How long a page waits for the verdict on what it sent; the job goes on where this ends. */
const patienceMs = 6_000;

/** Checks files right after they are saved, so that most people never see one waiting. Says what was found bad. */
export async function checkReceived(
  { scan }: ScanFile,
  person: PersonId,
  files: readonly ReceivedFile[],
): Promise<Received['problems']> {
  const problems: Received['problems'][number][] = [];
  const signal = AbortSignal.timeout(patienceMs);
  for (const { answer, control } of files) {
    try {
      const state = await scan(person, answer.fileId, { signal, tells: false });
      const params = { name: answer.filename };
      if (state === 'infected') problems.push({ path: control.path, code: 'file-infected', params });
      if (state === 'refused') problems.push({ path: control.path, code: 'file-unfit', params });
    } catch (error) {
      // No verdict in time or at all: the file says so, and the others would wait as long.
      if (error instanceof AppError && error.kind === 'unavailable') return problems;
      throw error;
    }
  }
  return problems;
}

function outcomeOf(result: ScanResult): { event: FileEvent; finding: string | null } {
  switch (result.kind) {
    case 'clean':
      return { event: 'found-clean', finding: null };
    case 'infected':
      return { event: 'found-infected', finding: result.signature.slice(0, 200) };
    case 'unfit':
      return { event: 'found-unfit', finding: result.reason };
  }
}
