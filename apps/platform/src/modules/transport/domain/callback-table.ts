import { type EventName } from '@verbund/fit-connect';
import { type StoredState } from './event-facts.ts';

export type Side = 'sender' | 'subscriber';
export type CallbackKind = 'new-submissions' | 'new-events' | 'new-replies';

export interface CallbackRule {
  event: EventName;
  /** Only then; rules with a circumstance stand before the one without. */
  when?: 'timed-out' | 'never-submitted' | 'withdrawn';
  to: readonly Side[];
  kind: CallbackKind;
}

/**
 * Who is told of what (reference 8). Behind it: each side hears about every change that it did not cause. The rows on
 * notify, accept, reject and delete of replies follow from that rule; the reference does not list them.
 */
export const callbackRules: readonly CallbackRule[] = [
  { event: 'submit-submission', to: ['subscriber'], kind: 'new-submissions' },
  { event: 'notify-submission', to: ['sender'], kind: 'new-events' },
  { event: 'forward-submission', to: ['sender'], kind: 'new-events' },
  { event: 'accept-submission', to: ['sender'], kind: 'new-events' },
  { event: 'reject-submission', when: 'timed-out', to: ['sender', 'subscriber'], kind: 'new-events' },
  { event: 'reject-submission', to: ['sender'], kind: 'new-events' },
  // Of what was never submitted the other side has never heard, and who withdraws it knows.
  { event: 'delete-submission', when: 'withdrawn', to: [], kind: 'new-events' },
  { event: 'delete-submission', when: 'never-submitted', to: ['sender'], kind: 'new-events' },
  { event: 'delete-submission', to: ['sender', 'subscriber'], kind: 'new-events' },
  { event: 'submit-reply', to: ['sender'], kind: 'new-replies' },
  { event: 'notify-reply', to: ['subscriber'], kind: 'new-events' },
  { event: 'accept-reply', to: ['subscriber'], kind: 'new-events' },
  { event: 'reject-reply', when: 'timed-out', to: ['sender', 'subscriber'], kind: 'new-events' },
  { event: 'reject-reply', to: ['subscriber'], kind: 'new-events' },
  { event: 'delete-reply', when: 'withdrawn', to: [], kind: 'new-events' },
  { event: 'delete-reply', when: 'never-submitted', to: ['subscriber'], kind: 'new-events' },
  { event: 'delete-reply', to: ['sender', 'subscriber'], kind: 'new-events' },
];

/** Null: nobody is told. */
export function callbackFor(
  event: EventName,
  change: { from: StoredState; timedOut?: boolean; withdrawn?: boolean },
): Pick<CallbackRule, 'to' | 'kind'> | null {
  const holds = {
    'timed-out': change.timedOut === true,
    'never-submitted': change.from === 'incomplete',
    withdrawn: change.withdrawn === true,
  };
  const found = callbackRules.find((rule) => rule.event === event && (!rule.when || holds[rule.when]));
  return found && found.to.length > 0 ? found : null;
}
