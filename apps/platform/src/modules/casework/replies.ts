import Type from 'typebox';
import { type DeliveryJournal, statusOf } from '@verbund/fit-connect';
import { type TenantId } from '#kernel/ids';
import { type JobType } from '#kernel/jobs';
import { type Logger } from '#kernel/logging';
import { type CaseworkDeps, type Inboxes } from './inboxes.ts';
import { loadReply } from './outgoing-reply.ts';
import { insertHistory, selectCase } from './store/cases.ts';
import { selectEntry } from './store/entries.ts';
import { dueReplies, lookLater, markSent, saveJournal, selectReply, settleReply } from './store/replies.ts';

export const sendReplyJob = {
  name: 'casework.send-reply',
  payload: Type.Object({ tenant: Type.String(), entry: Type.String() }),
  retry: { attempts: 'unlimited', firstDelaySeconds: 2, maxDelaySeconds: 300 },
} as const satisfies JobType;

export interface Replies {
  /** Repeatable until it succeeds; the reply arrives once. */
  send(tenant: TenantId, entry: string): Promise<void>;
  /** Looks whether sent replies were fetched; often in the beginning, later seldom. */
  watch(log: Logger, signal?: AbortSignal): Promise<void>;
}

const firstLookMs = 2000;
const longestPauseMs = 60 * 60_000;

export function createReplies(deps: CaseworkDeps, inboxes: Inboxes): Replies {
  const { kernel } = deps;
  const { db, clock } = kernel;

  function journalOf(tenant: TenantId, entry: string): DeliveryJournal {
    return {
      load: async () => (await db.once({ tenant }, (tx) => selectReply(tx, entry)))?.journal ?? undefined,
      save: (progress) => db.once({ tenant }, (tx) => saveJournal(tx, entry, progress)),
    };
  }

  async function send(tenant: TenantId, entry: string): Promise<void> {
    const row = await db.once({ tenant }, (tx) => selectReply(tx, entry));
    if (row?.state !== 'stored') return;
    const inbox = await inboxes.open(tenant);
    if (inbox === null) throw new Error('The inbox is not ready');
    const outgoing = await loadReply(kernel, tenant, entry);
    if (outgoing === null) return;
    const delivered = await inbox.subscriber.sendReply(outgoing, journalOf(tenant, entry));
    const now = clock.now();
    const nextLookAt = new Date(now.getTime() + firstLookMs);
    await db.tx({ tenant }, async (tx) => {
      const at = new Date(delivered.submittedAt);
      const isFirst = await markSent(tx, entry, { replyId: delivered.itemId, at, nextLookAt });
      const stored = isFirst ? await selectEntry(tx, entry) : null;
      if (stored === null) return;
      const { case_id: caseId, staff_id: staff } = stored;
      await insertHistory(tx, { tenant, caseId, at: now, what: 'reply-sent', staff });
    });
  }

  async function look(tenant: TenantId, entryId: string): Promise<void> {
    const inbox = await inboxes.open(tenant);
    const { row, found } = await db.tx({ tenant }, async (tx) => {
      const entry = await selectEntry(tx, entryId);
      return { row: await selectReply(tx, entryId), found: entry && (await selectCase(tx, entry.case_id)) };
    });
    if (inbox === null || found === null || row?.state !== 'sent' || row.fit_reply_id === null) return;
    const now = clock.now();
    const age = now.getTime() - (row.sent_at?.getTime() ?? 0);
    const pauseMs = Math.min(Math.max(age / 4, firstLookMs), longestPauseMs);
    // Before the call: a log that cannot be read must not be asked for without end.
    await db.once({ tenant }, (tx) => lookLater(tx, entryId, new Date(now.getTime() + pauseMs)));
    const about = { destinationId: found.destination_id };
    const verdict = await inbox.subscriber.verifiedCaseLog(found.fit_case_id, about);
    if (!verdict.ok) throw new Error(`event log refused: ${verdict.failures.map(({ code }) => code).join(', ')}`);
    const status = statusOf(verdict.log, 'reply', row.fit_reply_id);
    const state = status.history.includes('accepted')
      ? 'fetched'
      : status.history.includes('rejected')
        ? 'refused'
        : null;
    if (state === null) return;
    await db.tx({ tenant }, async (tx) => {
      const at = status.settledAt === undefined ? now : new Date(status.settledAt);
      if (!(await settleReply(tx, entryId, state, at))) return;
      const what = state === 'fetched' ? 'reply-fetched' : 'reply-refused';
      await insertHistory(tx, { tenant, caseId: found.case_id, at: now, what, staff: null });
    });
  }

  return {
    send,
    async watch(log, signal) {
      for (const { tenant_id: tenant, entry_id: entry } of await db.once({}, (tx) => dueReplies(tx, clock.now()))) {
        if (signal?.aborted === true) return;
        try {
          await look(tenant, entry);
        } catch (error) {
          log.warn({ tenant, entry, error: error instanceof Error ? error : null }, 'Could not read the event log');
        }
      }
    },
  };
}
