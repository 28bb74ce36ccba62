import {
  followUpSchemaUri,
  problem,
  statusOf,
  type DataToValidate,
  type Destination,
  type KeyUnwrapper,
  type ReceivedSubmission,
  type ReceiveResult,
  type Signer,
  type Spool,
  type Subscriber,
} from '@verbund/fit-connect';
import { isUuid } from '../durable.ts';
import { type Files } from '../files.ts';
import { type Ending, type Handover, type HandoverStore, type NewHandover } from '../store/handovers.ts';
import { refuseDoubtfulRejection } from './doubt.ts';
import { createStaging } from './staging.ts';
import { TargetBusyError, type Target } from './target.ts';

export type InboxDeps = {
  subscriber: Pick<Subscriber, 'receiveSubmission' | 'settle' | 'accept' | 'reject' | 'verifiedCaseLog'>;
  files: Files;
  store: HandoverStore;
  target: Target;
  destinationId: string;
  unwrapper: KeyUnwrapper;
  signer: Signer;
  /** For ciphertext whose tag is not verified yet. */
  spool: Spool;
  validateData: (data: DataToValidate) => Promise<readonly string[]> | readonly string[];
  clock: () => number;
  /** Milliseconds between the first two attempts of one hand-over; then longer each time. */
  retryAfterMs: number;
};

/** `stateAtService` differs from the outcome when the service gave up on the submission before our answer came. */
export type Settled = {
  outcome: 'handed-over' | 'rejected' | 'given-up';
  caseId: string;
  problems: string[];
  stateAtService: 'accepted' | 'rejected';
};

/**
 * Hands submissions over, each once, whatever crashes when. The order is the point:
 *
 * 1. everything goes into a part, every file and folder synced;
 * 2. the store learns of it: from now on the content is known to be complete and good;
 * 3. the target takes or refuses it; that can be repeated without harm;
 * 4. the store learns of the decision;
 * 5. the service is told, the part removed, the store closed.
 *
 * A part that the store does not know is thrown away and fetched again; with an entry only the missing steps are done.
 */
export type Inbox = {
  /** Call once at the start: removes parts that never got complete. */
  cleanUp(): Promise<void>;
  /** Every step that is still missing. Throws when something has to wait. */
  advance(submissionId: string, destination: Destination): Promise<Settled>;
  open(): Handover[];
  /** For one that waits and is not listed any more: undefined when it is still wanted. */
  giveUpUnlessWanted(handover: Handover): Promise<Settled | undefined>;
};

const longestPauseMs = 900_000;

export function createInbox(deps: InboxDeps): Inbox {
  const { files, store, target, subscriber, signer, clock } = deps;

  async function close(handover: Handover, ending: Ending): Promise<void> {
    await files.remove(target.partOf(handover.submissionId));
    store.closed(handover.submissionId, ending);
  }

  async function accept(handover: Handover): Promise<Settled> {
    const { state } = await subscriber.accept(handover, signer);
    await close(handover, state);
    return { outcome: 'handed-over', caseId: handover.caseId, problems: [], stateAtService: state };
  }

  async function reject(handover: Handover): Promise<Settled> {
    const problems = [problem('schema-violation', 'data', (handover.refusal ?? []).join('; ').slice(0, 2000))];
    const { state } = await subscriber.reject(handover, problems, signer);
    await close(handover, state);
    return {
      outcome: 'rejected',
      caseId: handover.caseId,
      problems: ['refused by the back office'],
      stateAtService: state,
    };
  }

  async function handOver(handover: Handover): Promise<Settled> {
    const { submissionId, attempts } = handover;
    const verdict = await target.handOver(submissionId, target.partOf(submissionId));
    if (verdict.outcome === 'later') {
      const pause = Math.max(verdict.retryAfterMs ?? 0, Math.min(deps.retryAfterMs * 2 ** attempts, longestPauseMs));
      store.postponed(submissionId, clock() + pause);
      throw new TargetBusyError(verdict.reason);
    }
    if (verdict.outcome === 'taken') store.taken(submissionId);
    else store.refused(submissionId, verdict.words);
    const decided = store.find(submissionId) ?? handover;
    return verdict.outcome === 'taken' ? accept(decided) : reject(decided);
  }

  async function fetchAndStage(submissionId: string, destination: Destination): Promise<Settled | Handover> {
    // Taken before, our memory lost since: what lies there was verified once, only the acceptance is missing.
    const isThere = await target.holds(submissionId);
    const staging = createStaging(files, isThere ? undefined : target.partOf(submissionId));
    const result = await orCleanUp(deps, submissionId, isThere, async () => {
      await staging.begin();
      const received = await receive(deps, submissionId, destination, staging);
      if (received.ok) await staging.finish(received.submission, clock());
      return received;
    });
    if (result.ok) {
      if (!isThere) await files.sync(target.staging);
      const next = toNewHandover(result);
      store.stage(next);
      return { ...next, state: 'staged', attempts: 0, nextAttemptAt: 0 };
    }
    if (isThere) throw new Error('the folder was handed over before, but the submission is not acceptable now');
    await files.remove(target.partOf(submissionId));
    await refuseDoubtfulRejection(subscriber, result);
    const { state } = await subscriber.settle(result, signer);
    const problems = result.problems.map(({ type, instance }) => `${type.split('/').at(-1) ?? type} ${instance}`);
    return { outcome: 'rejected', caseId: result.head.caseId, problems, stateAtService: state };
  }

  return {
    async cleanUp() {
      for (const { name } of await files.list(target.staging)) {
        const id = target.idOfPart(name);
        if (id !== undefined && (store.find(id)?.state ?? 'closed') === 'closed') await files.remove(target.partOf(id));
      }
    },
    open: () => store.open(deps.destinationId),
    async advance(submissionId, destination) {
      if (!isUuid(submissionId)) throw new Error('the service listed a submission whose id is no UUID');
      const known = store.find(submissionId);
      const handover = known ?? (await fetchAndStage(submissionId, destination));
      if ('outcome' in handover) return handover;
      if (handover.state === 'staged') return handOver(handover);
      if (handover.ending === 'given-up') throw new Error('the service lists again what it had ended');
      if (handover.state === 'refused' || handover.ending === 'rejected') return reject(handover);
      return accept(handover);
    },
    giveUpUnlessWanted: (handover) => giveUpUnlessWanted(deps, handover, close),
  };
}

async function giveUpUnlessWanted(
  { subscriber, store }: InboxDeps,
  handover: Handover,
  close: (handover: Handover, ending: Ending) => Promise<void>,
): Promise<Settled | undefined> {
  const { submissionId, caseId, destinationId } = handover;
  const verdict = await subscriber.verifiedCaseLog(caseId, { destinationId });
  if (!verdict.ok) return undefined;
  const { history } = statusOf(verdict.log, 'submission', submissionId);
  // Accepted without our knowing: the state came back from an old backup.
  const isAccepted = history.includes('accepted');
  if (!isAccepted && !history.includes('rejected') && !history.includes('deleted')) return undefined;
  if (isAccepted) store.taken(submissionId);
  await close(handover, isAccepted ? 'accepted' : 'given-up');
  const outcome = isAccepted ? 'handed-over' : 'given-up';
  return { outcome, caseId, problems: [], stateAtService: isAccepted ? 'accepted' : 'rejected' };
}

function receive(
  { subscriber, unwrapper, validateData, spool }: InboxDeps,
  submissionId: string,
  destination: Destination,
  staging: ReturnType<typeof createStaging>,
): Promise<ReceiveResult<ReceivedSubmission>> {
  return subscriber.receiveSubmission(submissionId, {
    unwrapper,
    destination,
    validateData,
    spool,
    furtherSchemas: [followUpSchemaUri],
    // v1 senders compress; the delivery service lets no other call do so.
    allowZipDeflate: true,
    onAttachmentStream: (attachment) => staging.take(attachment),
  });
}

/** Frees the space of a part that cannot be finished now; a failure of that must not hide the cause. */
async function orCleanUp<T>(
  { files, target }: InboxDeps,
  submissionId: string,
  isThere: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isThere) await files.remove(target.partOf(submissionId)).catch(() => undefined);
    throw error;
  }
}

function toNewHandover(result: ReceiveResult<ReceivedSubmission> & { ok: true }): NewHandover {
  const { submissionId, caseId, destinationId, authenticationTags, submittedAt, replyKey } = result.submission;
  if (!isUuid(caseId)) throw new Error('the id of the case is no UUID');
  return {
    submissionId,
    caseId,
    destinationId,
    authenticationTags,
    submittedAt,
    ...(result.head.schema === undefined ? {} : { schema: result.head.schema }),
    ...(replyKey ? { replyKey } : {}),
  };
}
