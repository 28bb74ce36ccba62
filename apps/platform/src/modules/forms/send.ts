import { randomInt } from 'node:crypto';
import Type from 'typebox';
import { type Answers, pruneAnswers } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, type Lang, newUuid, type PersonId } from '#kernel/ids';
import { type JobType } from '#kernel/jobs';
import { type Offering } from '#modules/catalogue';
import { type FormsDeps, sealContext } from './deps.ts';
import { findProblems } from './domain/check.ts';
import { stateOf } from './domain/form-state.ts';
import { makeReceiptNumber } from './domain/receipt-number.ts';
import { type Drafts, type OpenDraft } from './drafts.ts';
import { isOpenFor } from './start-draft.ts';
import { insertApplication, selectApplicationOfDraft } from './store/applications.ts';
import { deleteDraft, lockDraft } from './store/drafts.ts';
import { moveUploads } from './store/uploads.ts';
import { type Uploads } from './uploads.ts';

export const deliverJob = {
  name: 'forms.deliver',
  payload: Type.Object({ application: Type.String(), person: Type.String() }),
  retry: { attempts: 'unlimited', firstDelaySeconds: 2, maxDelaySeconds: 300 },
} as const satisfies JobType;

/** What was sent, sealed. `today` and the answers are as checked; nothing is computed anew later. */
export interface Snapshot {
  answers: Answers;
  today: string;
  lang: Lang;
  declaration: string;
}

export type SendOutcome =
  | { kind: 'sent'; application: string }
  /** Sent before: double click, resend, second tab. */
  | { kind: 'already-sent'; application: string }
  /**
   * Something is missing, the answers are no longer those that the page for checking showed, or files are in
   * quarantine.
   */
  | { kind: 'not-ready'; reason: 'problems' | 'changed' | 'files' };

const receiptAttempts = 5;

export interface Send {
  send(person: PersonId, draft: string, shown: { revision: number; lang: Lang }): Promise<SendOutcome>;
}

export function createSend(deps: FormsDeps, drafts: Drafts, uploads: Uploads): Send {
  const { kernel, catalogue } = deps;

  return {
    async send(person, draft, shown) {
      if (!isUuid(draft)) throw new AppError('not-found', 'forms/draft-not-found');
      const offering = await offeringOf(person, draft);
      return drafts.tx(person, async (tx) => {
        await lockDraft(tx, draft);
        const open = await drafts.read(tx, person, draft);
        if (open === null) {
          const application = await selectApplicationOfDraft(tx, draft, person);
          if (application === null) throw new AppError('not-found', 'forms/draft-not-found');
          return { kind: 'already-sent', application };
        }
        if (!isOpenFor(offering, kernel.clock.now())) throw new AppError('conflict', 'forms/offering-ended');
        if (open.row.revision !== shown.revision) return { kind: 'not-ready', reason: 'changed' };
        const { compiled, content, context } = open;
        if (findProblems(compiled, content, stateOf(compiled, content.answers, context), context).length > 0) {
          return { kind: 'not-ready', reason: 'problems' };
        }
        return store(tx, person, open, offering, shown.lang);
      });
    },
  };

  /** Outside the transaction, because the catalogue opens its own. */
  async function offeringOf(person: PersonId, draft: string): Promise<Offering | null> {
    const open = await drafts.tx(person, (tx) => drafts.read(tx, person, draft));
    return open === null ? null : catalogue.offering(open.row.offering_id);
  }

  async function store(
    tx: Tx,
    person: PersonId,
    open: OpenDraft,
    offering: Offering,
    lang: Lang,
  ): Promise<SendOutcome> {
    const { row, compiled, content, context } = open;
    const { pinned } = row;
    const answers = pruneAnswers(compiled.schema, compiled.rules, content.answers, context);
    // The constraint upload_sent_is_clean says the same; here is where a person can be told.
    if ((await uploads.held(tx, row.draft_id, answers)).size > 0) return { kind: 'not-ready', reason: 'files' };
    const application = newUuid();
    const snapshot: Snapshot = {
      answers,
      today: context.today,
      lang,
      declaration: pinned.declaration[lang] || pinned.declaration.de,
    };
    const key = await kernel.secrets.dataKey(tx, { person });
    const sealed = kernel.secrets.seal(key, JSON.stringify(snapshot), sealContext.snapshot(application, person));
    const receipt = await insertWithNumber(tx, pinned.townSlug, (receiptNumber) =>
      insertApplication(tx, {
        application_id: application,
        draft_id: row.draft_id,
        person_id: person,
        tenant_id: row.tenant_id,
        offering_id: row.offering_id,
        version_digest: row.version_digest,
        pinned,
        destination_id: offering.destinationId,
        receipt_number: receiptNumber,
        snapshot: sealed,
        stored_at: kernel.clock.now(),
      }),
    );
    // Files that a rule removed from the answers do not leave the form and are not kept.
    await uploads.discardUnused(tx, row.draft_id, answers);
    await moveUploads(tx, row.draft_id, application);
    await deleteDraft(tx, row.draft_id);
    await deps.mailbox.openThread(tx, {
      applicationId: application,
      person,
      tenant: row.tenant_id,
      destinationId: offering.destinationId,
      publicService: pinned.publicService,
      title: pinned.service[lang] || pinned.service.de,
      reference: receipt,
    });
    await kernel.jobs.enqueue(tx, deliverJob, { application, person }, { key: application });
    return { kind: 'sent', application };
  }
}

async function insertWithNumber(
  tx: Tx,
  town: string,
  insert: (receiptNumber: string) => Promise<boolean>,
): Promise<string> {
  for (let attempt = 0; attempt < receiptAttempts; attempt += 1) {
    const number = makeReceiptNumber(town, (bound) => randomInt(bound));
    if (await insert(number)) return number;
  }
  throw new AppError('unavailable', 'forms/busy');
}
