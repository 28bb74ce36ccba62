import { type Database } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type JobHandler, type RecurringTask } from '#kernel/jobs';
import { type Receiver } from '../receive.ts';
import { type Replies, sendReplyJob } from '../replies.ts';
import { allInboxes } from '../store/inboxes.ts';

/** Inboxes looked at side by side; how many submissions are in memory at once is the receiver's matter. */
const lanes = 4;

/** Looks into all inboxes; one that fails does not hold up the others. */
export function fetchTask(db: Database, receiver: Receiver): RecurringTask {
  return {
    name: 'casework.fetch',
    everySeconds: 2,
    async run({ log, signal }) {
      const waiting = [...(await db.once({}, allInboxes))];
      const work = async (): Promise<void> => {
        for (let tenant = waiting.shift(); tenant !== undefined && !signal.aborted; tenant = waiting.shift()) {
          try {
            await receiver.fetch(tenant, log, signal);
          } catch (error) {
            log.error({ tenant, error: error instanceof Error ? error : null }, 'Could not look into an inbox');
          }
        }
      };
      await Promise.all(Array.from({ length: lanes }, work));
    },
  };
}

export function watchTask(replies: Replies): RecurringTask {
  return { name: 'casework.watch-replies', everySeconds: 2, run: ({ log, signal }) => replies.watch(log, signal) };
}

export function sendReplyHandler(replies: Replies): JobHandler {
  return {
    type: sendReplyJob,
    concurrency: 4,
    async handle(payload) {
      const { tenant, entry } = parsePayload(payload);
      await replies.send(tenant, entry);
    },
  };
}

/** Checked against the type of the job before it comes here. */
function parsePayload(payload: unknown): { tenant: TenantId; entry: string } {
  return payload as { tenant: TenantId; entry: string };
}
