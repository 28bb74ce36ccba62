import { newEventsBody, newRepliesBody, newSubmissionsBody, signCallback } from '../callbacks.ts';
import { type EventAction } from '../events/event-names.ts';
import { type Callback } from '../client/wire.ts';
import { type Clock } from '../ports.ts';
import { type Store, type StoredItem } from './store.ts';

export type CallbackRequest = {
  url: string;
  headers: Record<'callback-authentication' | 'callback-timestamp' | 'content-type', string>;
  body: string;
};

/** Takes callbacks in place of a web server. Whatever is not answered 2xx is tried again by `callbacksDelivered`. */
export type CallbackReceiver = (request: CallbackRequest) => Promise<{ status: number }> | { status: number };

export type Callbacks = {
  /** Tells each side about a change that it did not cause (reference 8). */
  changed(item: StoredItem, action: EventAction, by: 'service' | 'receiver', onHeard: () => Promise<void>): void;
  /** Waits for all, trying refused ones once more; resolves with how many are still refused. */
  delivered(): Promise<number>;
};

type Waiting = { target: Callback; body: string; onHeard?: () => Promise<void> };

/** @param receiver without one no callback is sent at all */
export function createCallbacks(store: Store, clock: Clock, receiver: CallbackReceiver | undefined): Callbacks {
  let queue = Promise.resolve();
  let queued = 0;
  let refused: Waiting[] = [];

  async function deliver(receive: CallbackReceiver, waiting: Waiting): Promise<void> {
    const { target, body, onHeard } = waiting;
    const signature = signCallback(target.secret, Math.floor(clock() / 1000), body);
    try {
      const headers = { ...signature, 'content-type': 'application/json' };
      const { status } = await receive({ url: target.url, headers, body });
      if (status < 200 || status > 299) throw new Error(`answered ${status}`);
    } catch {
      refused.push(waiting);
      return;
    }
    await onHeard?.();
  }

  function send(target: Callback | undefined, body: string, onHeard?: () => Promise<void>): void {
    if (!receiver || !target) return;
    const waiting = { target, body, ...(onHeard ? { onHeard } : {}) };
    queued += 1;
    // One after the other, in the background: the call that caused it is answered first, as by a real service.
    queue = queue.then(() => deliver(receiver, waiting)).finally(() => (queued -= 1));
  }

  return {
    changed(item, action, by, onHeard) {
      const ofCase = store.cases.get(item.caseId);
      if (!ofCase || action === 'create') return;
      const subscriber = store.destinations.get(ofCase.destinationId)?.callback;
      const [writer, reader] =
        item.kind === 'submission' ? [ofCase.callback, subscriber] : [subscriber, ofCase.callback];
      const { caseId, destinationId } = ofCase;
      const submissions = item.kind === 'submission' ? [{ submissionId: item.id, caseId, destinationId }] : [];
      const replies = item.kind === 'reply' ? [{ replyId: item.id, caseId }] : [];
      if (action === 'submit') {
        send(reader, item.kind === 'reply' ? newRepliesBody(replies) : newSubmissionsBody(submissions), onHeard);
        return;
      }
      const body = newEventsBody({ submissions, replies });
      send(writer, body);
      if (by === 'service' && action !== 'notify') send(reader, body);
    },
    async delivered() {
      const again = refused;
      refused = [];
      for (const { target, body, onHeard } of again) send(target, body, onHeard);
      while (queued > 0) await queue;
      return refused.length;
    },
  };
}
