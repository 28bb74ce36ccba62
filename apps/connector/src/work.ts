import { FitConnectError, type Destination, type SubmissionHead, type Subscriber } from '@verbund/fit-connect';
import { errorCode } from './files.ts';
import { type Inbox, type Settled } from './handover/inbox.ts';
import { TargetBusyError } from './handover/target.ts';
import { loggable, type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type Outbox } from './replies/outbox.ts';
import { type StoredReply } from './store/replies.ts';
import { createTargetPause } from './target-pause.ts';

export type WorkDeps = {
  subscriber: Pick<Subscriber, 'listSubmissions'>;
  destination: () => Promise<Destination>;
  inbox: Inbox;
  outbox: Outbox;
  /** Sent replies whose turn has come, and a look at one. */
  dueLooks: () => StoredReply[];
  look: (reply: StoredReply) => Promise<'accepted' | 'rejected' | undefined>;
  log: Log;
  metrics: Metrics;
  clock: () => number;
  retryAfterMs: number;
  /** Looked at between two items. */
  isStopping: () => boolean;
};

/** `isGood`: nothing had to be postponed. `nextAt`: when something that waits has its turn, if sooner than the next poll. */
export type Round = { isGood: boolean; nextAt?: number };
/** One round: what was left unconfirmed, what waits, what is new, what is to be sent. */
export type Work = () => Promise<Round>;

const pageSize = 100;
/** More than any office leaves lying; an endless list would fill the memory. */
const maximalHeads = 10_000;
/** Three failures in a row: the service, the receiver or the disk has a problem, not the item. */
const maximalFailures = 3;

export function createWork(deps: WorkDeps): Work {
  const { inbox, outbox, log, metrics, clock } = deps;
  /** Items that failed before come last, so that a few bad ones do not hold up all others. */
  const failures = new Map<string, number>();
  const firstSeen = new Map<string, number>();
  const pause = createTargetPause(clock, deps.retryAfterMs);

  async function each(ids: readonly string[], what: string, one: (id: string) => Promise<void>): Promise<boolean> {
    let inARow = 0;
    let isGood = true;
    for (const id of ids) {
      if (deps.isStopping()) break;
      try {
        await one(id);
        failures.delete(id);
        inARow = 0;
      } catch (error) {
        isGood = false;
        failures.set(id, (failures.get(id) ?? 0) + 1);
        inARow += 1;
        metrics.count('postponed');
        log.warn({ [what]: id, attempts: failures.get(id), error: loggable(error) }, 'Postponed');
        if (isAboutDisk(error) || inARow >= maximalFailures || (error instanceof TargetBusyError && pause.failed()))
          break;
      }
    }
    return isGood;
  }

  const leastFailedFirst = (ids: readonly string[]): string[] =>
    [...ids].sort((a, b) => (failures.get(a) ?? 0) - (failures.get(b) ?? 0));

  function report(submissionId: string, settled: Settled): void {
    const { outcome, caseId, stateAtService, problems } = settled;
    firstSeen.delete(submissionId);
    if (outcome === 'given-up') {
      metrics.count('given_up');
      log.error({ submissionId, caseId }, 'The service ended it before the back office took it; ask the sender');
      return;
    }
    metrics.count(outcome === 'rejected' ? 'rejected' : 'handed_over');
    log.info(
      { submissionId, caseId, ...(problems.length > 0 ? { problems } : {}) },
      outcome === 'rejected' ? 'Rejected' : 'Handed over and accepted',
    );
    if ((outcome === 'rejected') === (stateAtService === 'rejected')) return;
    metrics.count('given_up');
    log.error({ submissionId, caseId, stateAtService }, 'The service had decided otherwise before; ask the sender');
  }

  async function receiveAll(destination: Destination): Promise<boolean> {
    const advance = async (id: string): Promise<void> => {
      report(id, await inbox.advance(id, destination));
      pause.succeeded();
    };
    const decided = inbox.open().filter(({ state }) => state !== 'staged');
    const isConfirmed = await each(
      decided.map(({ submissionId }) => submissionId),
      'submissionId',
      advance,
    );
    const listed = new Set(
      (await listAll(deps.subscriber, destination.destinationId)).map((head) => head.submissionId),
    );
    for (const id of listed) if (!firstSeen.has(id)) firstSeen.set(id, clock());
    const staged = inbox.open().filter(({ state }) => state === 'staged');
    const isLookedAt = await each(
      staged.map(({ submissionId }) => submissionId).filter((id) => !listed.has(id)),
      'submissionId',
      async (id) => {
        const handover = staged.find(({ submissionId }) => submissionId === id);
        const settled = handover && (await inbox.giveUpUnlessWanted(handover));
        if (settled) report(id, settled);
      },
    );
    const known = new Set(inbox.open().map(({ submissionId }) => submissionId));
    // While the receiver is down nothing more is fetched: it lies safer, and encrypted, at the service.
    let isReceived = true;
    if (!pause.isOn()) {
      const due = staged
        .filter(({ submissionId }) => known.has(submissionId))
        .filter(({ nextAttemptAt }) => pause.isProbing() || nextAttemptAt <= clock())
        .map(({ submissionId }) => submissionId);
      const fresh = [...listed].filter((id) => !staged.some(({ submissionId }) => submissionId === id));
      const ordered = pause.isProbing() ? [...due, ...leastFailedFirst(fresh)] : leastFailedFirst([...due, ...fresh]);
      isReceived = await each(ordered, 'submissionId', advance);
    }
    measure(listed);
    return isConfirmed && isLookedAt && isReceived && !pause.isOn();
  }

  function measure(listed: ReadonlySet<string>): void {
    const open = new Map(inbox.open().map(({ submissionId, submittedAt }) => [submissionId, submittedAt]));
    for (const id of firstSeen.keys()) if (!listed.has(id) && !open.has(id)) firstSeen.delete(id);
    for (const [id, submittedAt] of open) firstSeen.set(id, submittedAt);
    metrics.set('waiting', firstSeen.size);
    const oldest = Math.min(clock(), ...firstSeen.values());
    metrics.set('oldest_waiting_seconds', Math.round((clock() - oldest) / 1000));
  }

  async function send(id: string): Promise<void> {
    const result = await outbox.send(id);
    if (!result) return;
    if (result.outcome === 'later') throw result.error;
    metrics.count(result.outcome === 'sent' ? 'replies_sent' : 'replies_failed');
    if (result.outcome === 'sent') {
      log.info({ reply: result.replyId, caseId: result.caseId }, 'Reply sent');
    } else log.warn({ id, errors: result.errors, reason: result.reason }, 'Reply failed');
  }

  async function sendReplies(): Promise<boolean> {
    const refused = await outbox.takeReady();
    for (const error of refused) log.warn({ error: loggable(error) }, 'A reply folder cannot be taken');
    const isSent = await each(leastFailedFirst(outbox.ids()), 'reply', send);
    metrics.set('replies_waiting', outbox.ids().length);
    const due = deps.dueLooks();
    const isLookedAt = await each(
      due.map(({ id }) => id),
      'reply',
      async (id) => {
        const reply = due.find((candidate) => candidate.id === id);
        const state = reply && (await deps.look(reply));
        if (!reply || !state) return;
        metrics.count(`replies_${state}`);
        log.info({ reply: reply.replyId, caseId: reply.caseId, state }, 'Reply decided');
      },
    );
    return isSent && isLookedAt && refused.length === 0;
  }

  return async () => {
    const destination = await deps.destination();
    const isReceived = await receiveAll(destination);
    const isSent = await sendReplies();
    const times = inbox.open().flatMap(({ state, nextAttemptAt }) => (state === 'staged' ? [nextAttemptAt] : []));
    const nextAt =
      times.length > 0 ? Math.max(Math.min(...times), pause.until()) : pause.isOn() ? pause.until() : undefined;
    return { isGood: isReceived && isSent, ...(nextAt === undefined ? {} : { nextAt }) };
  };
}

/** Everything first: accepted items leave the list, so pages would shift while we work. */
async function listAll(subscriber: WorkDeps['subscriber'], destinationId: string): Promise<SubmissionHead[]> {
  const heads = new Map<string, SubmissionHead>();
  for (let offset = 0; offset < maximalHeads;) {
    const page = await subscriber.listSubmissions({ destinationId, offset, limit: pageSize });
    for (const head of page.items) heads.set(head.submissionId, head);
    offset += page.items.length;
    if (page.items.length === 0 || offset >= page.totalCount) break;
  }
  return [...heads.values()];
}

function isAboutDisk(error: unknown): boolean {
  if (error instanceof FitConnectError) return false;
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'].includes(errorCode(error) ?? '');
}
