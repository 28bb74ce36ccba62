import { type Tx } from '#kernel/db';
import { type DispatchEvent, type DispatchListener, type OutgoingSubmission } from './types.ts';

export interface Listeners {
  add(listener: DispatchListener): void;
  /** In order, in the transaction of the event: when one fails, nothing of it has happened. */
  tell(tx: Tx, kind: OutgoingSubmission['kind'], event: DispatchEvent): Promise<void>;
}

export function createListeners(): Listeners {
  const listeners: DispatchListener[] = [];
  return {
    add: (listener) => void listeners.push(listener),
    async tell(tx, kind, event) {
      for (const listener of listeners) await listener(tx, kind, event);
    },
  };
}
