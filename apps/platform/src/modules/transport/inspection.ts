import { type Database } from '#kernel/db';
import { allDeadCalls } from './store/callbacks.ts';
import { allCallbackKeys } from './store/callback-targets.ts';
import { countItems } from './store/due.ts';

/** What the database of the delivery service knows about the files beside it, and what nobody looks after. */
export interface DeliveryInspection {
  /** Submissions and replies: with any, there must be the key that signed their events. */
  items: number;
  /** Keys that the secrets of callbacks are sealed with. */
  callbackKeys: string[];
  /** Calls that were given up. */
  deadCallbacks: number;
}

export function inspectDelivery(db: Pick<Database, 'tx'>): Promise<DeliveryInspection> {
  return db.tx({}, async (tx) => {
    const items = (await countItems(tx)).reduce((sum, { count }) => sum + count, 0);
    const deadCallbacks = (await allDeadCalls(tx)).reduce((sum, { calls }) => sum + calls, 0);
    return { items, callbackKeys: await allCallbackKeys(tx), deadCallbacks };
  });
}
