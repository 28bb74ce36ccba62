import { type SigningKeys } from '#kernel/fit-connect';
import { newUuid } from '#kernel/ids';
import { createEvent, type EventPayload, type EventAction, type EventName, type ItemKind } from '@verbund/fit-connect';
import { type TransportKernel } from './transport-kernel.ts';
import { type NewEvent } from './store/events.ts';

/** What the service itself says about an item. */
export interface ServiceEvents {
  /** `iss` of its events: base URL of the Submission API. */
  issuer: string;
  /** Signs on the thread pool; always before the transaction, so that no connection waits for a signature. */
  sign(
    action: Exclude<EventAction, 'forward'>,
    item: { kind: ItemKind; itemId: string; caseId: string },
    payload?: EventPayload,
  ): Promise<NewEvent>;
  keys(): Promise<SigningKeys>;
}

export function createServiceEvents(
  kernel: TransportKernel,
  issuer: string,
  keys: () => Promise<SigningKeys>,
): ServiceEvents {
  return {
    issuer,
    keys,
    async sign(action, { kind, itemId, caseId }, payload) {
      const name: EventName = `${action}-${kind}`;
      const jti = newUuid();
      const { signer } = await keys();
      const token = await createEvent(
        {
          iss: issuer,
          sub: `${kind}:${itemId}`,
          txn: `case:${caseId}`,
          event: name,
          jti,
          ...(payload ? { payload } : {}),
        },
        signer,
        () => kernel.clock.now().getTime(),
      );
      return { jti, name, token };
    },
  };
}
