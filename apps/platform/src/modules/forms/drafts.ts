import { type EvaluationContext, evaluationContext } from '@verbund/xdatenfelder';
import { LRUCache } from 'lru-cache';
import { germanDate } from '#kernel/clock';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, type PersonId } from '#kernel/ids';
import { type CompiledForm } from '#modules/catalogue';
import { type FormsDeps, sealContext } from './deps.ts';
import { decodeContent, type DraftContent, encodeContent, maxContentBytes } from './domain/draft-content.ts';
import { selectApplicationOfDraft } from './store/applications.ts';
import { deleteDraft, type DraftHead, lockDraft, selectDraft, selectDrafts, updateDraft } from './store/drafts.ts';
import { blobsOf, deleteUploads, selectUploadsOfDraft } from './store/uploads.ts';
import { type DraftRow } from './store/drafts.ts';

const draftDays = 30;
const dayMs = 86_400_000;
const saveAttempts = 5;
const cachedForms = 50;

class FormNotLoaded extends Error {
  readonly digest: string;

  constructor(digest: string) {
    super('form not loaded');
    this.digest = digest;
  }
}

export interface OpenDraft {
  row: DraftRow;
  content: DraftContent;
  compiled: CompiledForm;
  context: EvaluationContext;
}

export interface Drafts {
  open(person: PersonId, draft: string): Promise<OpenDraft>;
  /** Reads in the caller's transaction; null when there is no such draft. */
  read(tx: Tx, person: PersonId, draft: string): Promise<OpenDraft | null>;
  /** A transaction as the person in which `read` works; `work` may run twice. */
  tx<T>(person: PersonId, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Reads, lets `change` decide on the newest state, and writes. `change` is asked again when another tab saved in
   * between; null leaves the draft as it is. `also` runs in the transaction of the save.
   */
  save(
    person: PersonId,
    draft: string,
    change: (open: OpenDraft) => DraftContent | null,
    also?: (tx: Tx) => Promise<void>,
  ): Promise<OpenDraft>;
  remove(person: PersonId, draft: string): Promise<void>;
  list(person: PersonId): Promise<readonly DraftHead[]>;
}

/** The day on which a draft is deleted: § 8a OZG keeps it for thirty days after the last edit. */
export function expiry(now: Date): string {
  return germanDate(new Date(now.getTime() + draftDays * dayMs));
}

export function createDrafts({ kernel, catalogue }: Pick<FormsDeps, 'kernel' | 'catalogue'>): Drafts {
  const { db, secrets, clock, blobs } = kernel;
  const compiledForms = new LRUCache<string, CompiledForm>({ max: cachedForms });

  async function read(tx: Tx, person: PersonId, draft: string): Promise<OpenDraft | null> {
    const row = await selectDraft(tx, draft, person);
    if (row === null) return null;
    const key = await secrets.dataKey(tx, { person });
    const content = decodeContent(secrets.open(key, row.content, sealContext.draft(draft, person)));
    const compiled = compiledForms.get(row.version_digest);
    if (compiled === undefined) throw new FormNotLoaded(row.version_digest);
    return { row, content, compiled, context: evaluationContext(row.pinned.area, germanDate(clock.now())) };
  }

  /**
   * The catalogue may need a connection of its own. Waiting for it inside a transaction could stop the whole pool when
   * every connection waits for another one, so the transaction ends, the form is loaded, and the work begins anew.
   */
  async function inTx<T>(person: PersonId, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await db.tx({ person }, work);
      } catch (error) {
        if (!(error instanceof FormNotLoaded)) throw error;
        compiledForms.set(error.digest, await catalogue.compiledForm(error.digest));
      }
    }
  }

  /** Sent drafts lead to their receipt; everything else that is not hers does not exist. */
  async function missing(tx: Tx, person: PersonId, draft: string): Promise<AppError> {
    const application = await selectApplicationOfDraft(tx, draft, person);
    if (application === null) return new AppError('not-found', 'forms/draft-not-found');
    return new AppError('conflict', 'forms/already-sent', { params: { application } });
  }

  function assertId(draft: string): void {
    if (!isUuid(draft)) throw new AppError('not-found', 'forms/draft-not-found');
  }

  return {
    read,
    tx: inTx,
    async open(person, draft) {
      assertId(draft);
      return inTx(person, async (tx) => {
        const open = await read(tx, person, draft);
        if (open === null) throw await missing(tx, person, draft);
        return open;
      });
    },
    async save(person, draft, change, also) {
      assertId(draft);
      return inTx(person, async (tx) => {
        for (let attempt = 1; ; attempt += 1) {
          // Saves of one draft meet rarely; only who lost the race twice waits for its turn.
          if (attempt > 2) await lockDraft(tx, draft);
          const open = await read(tx, person, draft);
          if (open === null) throw await missing(tx, person, draft);
          const content = change(open);
          if (content === null) return open;
          const now = clock.now();
          const sealed = await sealDraft(secrets, tx, { person, draft }, content);
          const { revision } = open.row;
          const written = await updateDraft(tx, draft, {
            content: sealed,
            fromRevision: revision,
            now,
            expiresOn: expiry(now),
          });
          if (written) {
            await also?.(tx);
            return { ...open, content, row: { ...open.row, revision: revision + 1, edited_at: now } };
          }
          if (attempt >= saveAttempts) throw new AppError('conflict', 'forms/busy');
        }
      });
    },
    async remove(person, draft) {
      assertId(draft);
      await db.tx({ person }, async (tx) => {
        await lockDraft(tx, draft);
        if ((await selectDraft(tx, draft, person)) === null) throw await missing(tx, person, draft);
        await removeDraft(tx, blobs, draft);
      });
    },
    list: (person) => db.tx({ person }, (tx) => selectDrafts(tx, person)),
  };
}

/** The draft with its files. Owner of tx: the person. */
export async function removeDraft(tx: Tx, blobs: FormsDeps['kernel']['blobs'], draft: string): Promise<void> {
  const uploads = await selectUploadsOfDraft(tx, draft);
  for (const blob of blobsOf(uploads)) await blobs.discard(tx, blob);
  await deleteUploads(
    tx,
    uploads.map((upload) => upload.upload_id),
  );
  await deleteDraft(tx, draft);
}

export async function sealDraft(
  secrets: FormsDeps['kernel']['secrets'],
  tx: Tx,
  of: { person: PersonId; draft: string },
  content: DraftContent,
): Promise<Uint8Array> {
  const text = encodeContent(content);
  if (text.length > maxContentBytes) throw new AppError('too-large', 'forms/draft-too-large');
  return secrets.seal(await secrets.dataKey(tx, { person: of.person }), text, sealContext.draft(of.draft, of.person));
}
