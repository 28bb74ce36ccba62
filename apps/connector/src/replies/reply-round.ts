import { type EachItem } from '../each-item.ts';
import { loggable, type Log } from '../log.ts';
import { type Metrics } from '../metrics.ts';
import { type StoredReply } from '../store/replies.ts';
import { type Outbox } from './outbox.ts';

export type ReplyRoundDeps = {
  outbox: Outbox;
  /** Sent replies whose turn has come, and a look at one. */
  dueLooks: () => StoredReply[];
  look: (reply: StoredReply) => Promise<'accepted' | 'rejected' | undefined>;
  each: EachItem;
  log: Log;
  metrics: Metrics;
};

/** Sends what is ready and looks what became of what was sent. True when nothing had to be postponed. */
export function createReplyRound({
  outbox,
  dueLooks,
  look,
  each,
  log,
  metrics,
}: ReplyRoundDeps): () => Promise<boolean> {
  async function send(id: string): Promise<void> {
    const result = await outbox.send(id);
    if (!result) return;
    if (result.outcome === 'later') throw result.error;
    metrics.count(result.outcome === 'sent' ? 'replies_sent' : 'replies_failed');
    if (result.outcome === 'sent') {
      log.info({ reply: result.replyId, caseId: result.caseId }, 'Reply sent');
    } else log.warn({ id, errors: result.errors, reason: result.reason }, 'Reply failed');
  }

  return async () => {
    const refused = await outbox.takeReady();
    for (const error of refused) log.warn({ error: loggable(error) }, 'A reply folder cannot be taken');
    const isSent = await each.run(each.leastFailedFirst(outbox.ids()), 'reply', send);
    metrics.set('replies_waiting', outbox.ids().length);
    const due = dueLooks();
    const isLookedAt = await each.run(
      due.map(({ id }) => id),
      'reply',
      async (id) => {
        const reply = due.find((candidate) => candidate.id === id);
        const state = reply && (await look(reply));
        if (!reply || !state) return;
        metrics.count(`replies_${state}`);
        log.info({ reply: reply.replyId, caseId: reply.caseId, state }, 'Reply decided');
      },
    );
    return isSent && isLookedAt && refused.length === 0;
  };
}
