import { statusOf, type Subscriber } from '@verbund/fit-connect';
import { type ReplyStore, type StoredReply } from '../store/replies.ts';
import { type ReplyHome } from './reply-homes.ts';

export type WatchDeps = {
  subscriber: Pick<Subscriber, 'verifiedCaseLog'>;
  store: ReplyStore;
  homes: Partial<Record<StoredReply['source'], ReplyHome>>;
  clock: () => number;
  shortestPauseMs: number;
};

const longestPauseMs = 3_600_000;

/**
 * Looks whether the applicant's side has accepted or rejected a reply. The longer it is silent, the rarer the looks.
 * @returns the decision, or undefined as long as there is none
 */
export async function lookAtReply(deps: WatchDeps, reply: StoredReply): Promise<'accepted' | 'rejected' | undefined> {
  const { store, clock } = deps;
  const { id, caseId = '', replyId = '', destinationId = '', sentAt = 0 } = reply;
  const age = clock() - sentAt;
  store.lookAgain(id, clock() + Math.min(Math.max(age / 4, deps.shortestPauseMs), longestPauseMs));
  const verdict = await deps.subscriber.verifiedCaseLog(caseId, { destinationId });
  if (!verdict.ok) throw new Error('the event log of the reply is not valid');
  const { history, problems, settledAt = clock() } = statusOf(verdict.log, 'reply', replyId);
  const state = history.includes('accepted') ? 'accepted' : history.includes('rejected') ? 'rejected' : undefined;
  if (!state) return undefined;
  const about = {
    replyId,
    caseId,
    submittedAt: new Date(sentAt).toISOString(),
    state,
    settledAt: new Date(settledAt).toISOString(),
    ...(problems.length > 0 ? { problems } : {}),
  };
  // First the note: once the store knows, nobody looks again.
  await deps.homes[reply.source]?.noteState(reply, about);
  store.settled(id, state, settledAt, problems);
  return state;
}
