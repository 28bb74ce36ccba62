import { type Destination, type Subscriber } from '@verbund/fit-connect';
import { type EachItem } from './each-item.ts';
import { type Inbox, type Settled } from './handover/inbox.ts';
import { listAll } from './handover/list-all.ts';
import { type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type TargetPause } from './target-pause.ts';

export type WorkDeps = {
  subscriber: Pick<Subscriber, 'listSubmissions'>;
  destination: () => Promise<Destination>;
  inbox: Inbox;
  replies: () => Promise<boolean>;
  each: EachItem;
  pause: TargetPause;
  log: Log;
  metrics: Metrics;
  clock: () => number;
};

/** `isGood`: nothing had to be postponed. `nextAt`: when something that waits has its turn, if sooner than the next poll. */
export type Round = { isGood: boolean; nextAt?: number };
/** One round: what was left unconfirmed, what waits, what is new, what is to be sent. */
export type Work = () => Promise<Round>;

export function createWork(deps: WorkDeps): Work {
  const { inbox, each, pause, metrics, clock } = deps;
  const firstSeen = new Map<string, number>();
  const staged = () => inbox.open().filter(({ state }) => state === 'staged');

  function finish(submissionId: string, settled: Settled): void {
    firstSeen.delete(submissionId);
    report(deps, submissionId, settled);
  }

  /** What waits here and is listed no more: the service may have ended it. */
  async function giveUpOld(listed: ReadonlySet<string>): Promise<boolean> {
    const doubtful = new Map(staged().map((handover) => [handover.submissionId, handover]));
    for (const id of listed) doubtful.delete(id);
    return each.run([...doubtful.keys()], 'submissionId', async (id) => {
      const handover = doubtful.get(id);
      const settled = handover && (await inbox.giveUpUnlessWanted(handover));
      if (settled) finish(id, settled);
    });
  }

  /** While the receiver is down nothing more is fetched: it lies safer, and encrypted, at the service. */
  function chooseNext(listed: ReadonlySet<string>): string[] {
    if (pause.isOn()) return [];
    const waiting = staged();
    const due = waiting
      .filter(({ nextAttemptAt }) => pause.isProbing() || nextAttemptAt <= clock() || isBeyond(nextAttemptAt, clock()))
      .map(({ submissionId }) => submissionId);
    const fresh = [...listed].filter((id) => !waiting.some(({ submissionId }) => submissionId === id));
    return pause.isProbing() ? [...due, ...each.leastFailedFirst(fresh)] : each.leastFailedFirst([...due, ...fresh]);
  }

  function measure(listed: ReadonlySet<string>): void {
    const open = new Map(inbox.open().map(({ submissionId, submittedAt }) => [submissionId, submittedAt]));
    for (const id of firstSeen.keys()) if (!listed.has(id) && !open.has(id)) firstSeen.delete(id);
    for (const [id, submittedAt] of open) firstSeen.set(id, submittedAt);
    metrics.set('waiting', firstSeen.size);
    const oldest = Math.min(clock(), ...firstSeen.values());
    metrics.set('oldest_waiting_seconds', Math.round((clock() - oldest) / 1000));
  }

  async function receiveAll(destination: Destination): Promise<boolean> {
    const advance = async (id: string): Promise<void> => {
      finish(id, await inbox.advance(id, destination));
      pause.succeeded();
    };
    const decided = inbox.open().filter(({ state }) => state !== 'staged');
    const isConfirmed = await each.run(
      decided.map(({ submissionId }) => submissionId),
      'submissionId',
      advance,
    );
    const listed = await listAll(deps.subscriber, destination.destinationId);
    for (const id of listed) if (!firstSeen.has(id)) firstSeen.set(id, clock());
    const isLookedAt = await giveUpOld(listed);
    const isReceived = await each.run(chooseNext(listed), 'submissionId', advance);
    measure(listed);
    return isConfirmed && isLookedAt && isReceived && !pause.isOn();
  }

  return async () => {
    const isReceived = await receiveAll(await deps.destination());
    const isSent = await deps.replies();
    const times = staged().map(({ nextAttemptAt }) => nextAttemptAt);
    if (pause.isOn()) times.push(pause.until());
    const nextAt = Math.max(Math.min(...times), pause.until());
    return { isGood: isReceived && isSent, ...(times.length === 0 ? {} : { nextAt }) };
  };
}

/** No pause is that long: the clock was set back since. */
const isBeyond = (at: number, now: number): boolean => at - now > 7_200_000;

function report({ log, metrics }: Pick<WorkDeps, 'log' | 'metrics'>, submissionId: string, settled: Settled): void {
  const { outcome, caseId, stateAtService, problems } = settled;
  if (outcome === 'given-up') {
    metrics.count('given_up');
    log.error({ submissionId, caseId }, 'The service ended it before the back office took it; ask the sender');
    return;
  }
  const isRejected = outcome === 'rejected';
  metrics.count(isRejected ? 'rejected' : 'handed_over');
  const about = { submissionId, caseId, ...(problems.length > 0 ? { problems } : {}) };
  log.info(about, isRejected ? 'Rejected' : 'Handed over and accepted');
  if (isRejected === (stateAtService === 'rejected')) return;
  metrics.count('given_up');
  log.error({ submissionId, caseId, stateAtService }, 'The service had decided otherwise before; ask the sender');
}
