import { statusOf, verifyEventLog, type ItemStatus } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { type PersonId } from '#kernel/ids';
import { type Logger } from '#kernel/logging';
import { type Kernel } from '#kernel/module';
import { reasonOf } from './deliver.ts';
import { nextLook } from './domain/looks.ts';
import { type Listeners } from './listeners.ts';
import { type Portal } from './portal.ts';
import { takeAttachments } from './store/attachments.ts';
import { dueOutstanding, markSettled, scheduleLook, selectState, type StateRow } from './store/outgoing.ts';
import { type DispatchEvent } from './types.ts';

export interface Watch {
  /** Reads the event logs that are due; one that fails does not hold up the others. */
  lookAtAll(context: { log: Logger; signal: AbortSignal }): Promise<void>;
}

interface WatchDeps {
  portal: Portal;
  listeners: Listeners;
  access: FitConnectAccess;
}

const batchSize = 200;
const atOnce = 8;
const pauseAfterFailure = 30_000;

export function createWatch(kernel: Kernel, { portal, listeners, access }: WatchDeps): Watch {
  const { db, clock } = kernel;

  async function readStatus(row: StateRow): Promise<ItemStatus> {
    const { submission_id: submissionId, case_id: caseId, destination_id: destinationId } = row;
    if (submissionId === null || caseId === null) throw new Error('a submitted row without its ids');
    const sender = await portal.sender();
    const verdict = await verifyEventLog(await sender.submissionEvents(submissionId), {
      serviceIssuers: [access.submissionBaseUrl.replace(/\/+$/, '')],
      destinationId,
      caseId,
      resolveKey: sender.resolveKey,
      now: clock.now().getTime(),
    });
    // Never taken for a decision: somebody changed the log, or it is not signed by whom it says.
    if (!verdict.ok) throw new AppError('invalid', 'dispatch/invalid-log');
    return statusOf(verdict.log, 'submission', submissionId);
  }

  async function settle(id: string, person: PersonId, row: StateRow, status: ItemStatus): Promise<boolean> {
    const state = decisionOf(status);
    if (state === null || row.case_id === null) return false;
    const at = new Date(status.settledAt ?? clock.now().getTime());
    const about = { id, person, caseId: row.case_id, at };
    const problems = status.problems.map(({ type, title, detail }) => ({ type, title, detail }));
    const event: DispatchEvent =
      state === 'accepted' ? { kind: 'accepted', ...about } : { kind: 'rejected', ...about, problems };
    await db.tx({ person }, async (tx) => {
      if (!(await markSettled(tx, { id, state, at }))) return;
      for (const blob of await takeAttachments(tx, id)) await kernel.blobs.discard(tx, blob);
      await listeners.tell(tx, row.kind, event);
    });
    return true;
  }

  async function lookAt(id: string, person: PersonId, log: Logger): Promise<void> {
    const row = await db.once({ person }, (tx) => selectState(tx, id));
    if (row?.state !== 'submitted' || row.submitted_at === null) return;
    const submittedAt = row.submitted_at;
    try {
      if (await settle(id, person, row, await readStatus(row))) return;
      const at = nextLook(submittedAt, clock.now());
      await db.once({ person }, (tx) => scheduleLook(tx, { id, at, error: null }));
    } catch (cause) {
      const error = reasonOf(cause);
      log.warn({ outgoing: id, reason: error }, 'Could not read an event log');
      const at = new Date(clock.now().getTime() + pauseAfterFailure);
      await db.once({ person }, (tx) => scheduleLook(tx, { id, at, error }));
    }
  }

  return {
    async lookAtAll({ log, signal }) {
      const due = await db.once({}, (tx) => dueOutstanding(tx, clock.now(), batchSize));
      const next = due.values();
      const worker = async (): Promise<void> => {
        for (const { outgoing_id: id, person_id: person } of next) {
          if (signal.aborted) return;
          await lookAt(id, person, log);
        }
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, worker));
    },
  };
}

/** `deleted` follows a decision and must not hide it. */
function decisionOf({ history }: ItemStatus): 'accepted' | 'rejected' | null {
  if (history.includes('accepted')) return 'accepted';
  return history.includes('rejected') ? 'rejected' : null;
}
