import { type EventAction, type ItemKind } from './event-names.ts';

/** `none`: not yet created. */
export type ItemState = 'none' | 'incomplete' | 'submitted' | 'forwarded' | 'accepted' | 'rejected' | 'deleted';

/** `receiver`: the subscriber for submissions, the sender of the submission for replies. */
export type EventWriter = 'service' | 'receiver';

export type Transition = {
  from: readonly ItemState[];
  to: ItemState | 'unchanged';
  writers: readonly EventWriter[];
  kinds: readonly ItemKind[];
};

const both = ['submission', 'reply'] as const;

/**
 * The state machine of submissions and replies (reference 5.6 and 7.3), read by client, log check and server.
 * `notify` may still come after the receiver has decided: the service writes it when the callback returns, and a fast
 * receiver is done by then. `delete` follows a decision or ends an item that was never submitted.
 */
export const transitions = {
  create: { from: ['none'], to: 'incomplete', writers: ['service'], kinds: both },
  submit: { from: ['incomplete'], to: 'submitted', writers: ['service'], kinds: both },
  notify: {
    from: ['submitted', 'forwarded', 'accepted', 'rejected'],
    to: 'unchanged',
    writers: ['service'],
    kinds: both,
  },
  forward: { from: ['submitted'], to: 'forwarded', writers: ['receiver'], kinds: ['submission'] },
  accept: { from: ['submitted', 'forwarded'], to: 'accepted', writers: ['receiver'], kinds: both },
  reject: { from: ['submitted', 'forwarded'], to: 'rejected', writers: ['receiver', 'service'], kinds: both },
  delete: { from: ['incomplete', 'accepted', 'rejected'], to: 'deleted', writers: ['service'], kinds: both },
} as const satisfies Record<EventAction, Transition>;

export type TransitionResult =
  | { ok: true; state: ItemState }
  | { ok: false; reason: 'wrong-state' | 'wrong-writer' | 'wrong-kind'; allowedFrom: readonly ItemState[] };

/** Decides whether an event may follow, and what state it leads to. */
export function nextState(
  kind: ItemKind,
  state: ItemState,
  action: EventAction,
  writer: EventWriter,
): TransitionResult {
  const rule: Transition = transitions[action];
  const refuse = (reason: 'wrong-state' | 'wrong-writer' | 'wrong-kind') =>
    ({ ok: false, reason, allowedFrom: rule.from }) as const;
  if (!rule.kinds.includes(kind)) return refuse('wrong-kind');
  if (!rule.writers.includes(writer)) return refuse('wrong-writer');
  if (!rule.from.includes(state)) return refuse('wrong-state');
  return { ok: true, state: rule.to === 'unchanged' ? state : rule.to };
}

/** True once nothing but deletion can follow. */
export function isSettled(state: ItemState): boolean {
  return state === 'accepted' || state === 'rejected' || state === 'deleted';
}
