import { FitConnectError, type Destination, type SubmissionHead, type Subscriber } from '@verbund/fit-connect';
import { errorCode } from './files.ts';
import { type Handover, type Inbox } from './handover/inbox.ts';
import { loggable, type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type Outbox } from './replies/outbox.ts';

export type WorkDeps = {
  subscriber: Pick<Subscriber, 'listSubmissions'>;
  destination: () => Promise<Destination>;
  inbox: Inbox;
  outbox?: Outbox;
  log: Log;
  metrics: Metrics;
  /** Looked at between two items. */
  isStopping: () => boolean;
};

/** One round: what was left unconfirmed, what is new, what is to be sent. True when nothing had to be postponed. */
export type Work = () => Promise<boolean>;

const pageSize = 100;
/** More than any office leaves lying; an endless list would fill the memory. */
const maximalHeads = 10_000;
/** Three failures in a row: the service or the disk has a problem, not the item. */
const maximalFailures = 3;

export function createWork(deps: WorkDeps): Work {
  const { inbox, outbox, log, metrics } = deps;
  /** Items that failed before come last, so that a few bad ones do not hold up all others. */
  const failures = new Map<string, number>();

  async function each(ids: readonly string[], what: string, one: (id: string) => Promise<void>): Promise<boolean> {
    const ordered = [...ids].sort((a, b) => (failures.get(a) ?? 0) - (failures.get(b) ?? 0));
    let inARow = 0;
    let isGood = true;
    for (const id of ordered) {
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
        if (isAboutDisk(error) || inARow >= maximalFailures) break;
      }
    }
    return isGood;
  }

  function report(submissionId: string, handover: Handover): void {
    const { outcome, caseId, stateAtService } = handover;
    metrics.count(outcome === 'rejected' ? 'rejected' : 'handed_over');
    const problems = outcome === 'rejected' ? { problems: handover.problems } : {};
    log.info({ submissionId, caseId, ...problems }, outcome === 'rejected' ? 'Rejected' : 'Handed over and accepted');
    if ((outcome === 'rejected') === (stateAtService === 'rejected')) return;
    metrics.count('given_up');
    log.error({ submissionId, caseId, stateAtService }, 'The service had decided otherwise before; ask the sender');
  }

  async function send(claimId: string): Promise<void> {
    const result = await outbox?.send(claimId);
    if (!result) return;
    if (result.outcome === 'later') throw result.error;
    metrics.count(result.outcome === 'sent' ? 'replies_sent' : 'replies_failed');
    if (result.outcome === 'sent') {
      log.info({ reply: result.replyId, caseId: result.caseId }, 'Reply sent');
    } else log.warn({ claim: claimId, errors: result.errors, reason: result.reason }, 'Reply failed, see error.txt');
  }

  async function sendReplies(): Promise<boolean> {
    if (!outbox) return true;
    const refused = await outbox.claimReady();
    for (const error of refused) log.warn({ error: loggable(error) }, 'A reply folder cannot be taken');
    return (await each(await outbox.claims(), 'claim', send)) && refused.length === 0;
  }

  return async () => {
    const destination = await deps.destination();
    const confirmed = await each(await inbox.unconfirmed(), 'submissionId', async (id) =>
      report(id, await inbox.confirm(id)),
    );
    const heads = await listAll(deps.subscriber, destination.destinationId);
    const received = await each(
      heads.map(({ submissionId }) => submissionId),
      'submissionId',
      async (id) => report(id, await inbox.receive(id, destination)),
    );
    const sent = await sendReplies();
    return confirmed && received && sent;
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
