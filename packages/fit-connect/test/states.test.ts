import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventAction } from '../src/events/event-names.ts';
import { isSettled, nextState, type EventWriter, type ItemState } from '../src/events/states.ts';

const states: ItemState[] = ['none', 'incomplete', 'submitted', 'forwarded', 'accepted', 'rejected', 'deleted'];

/** Reference 5.6 and 7.3, written out: what follows a state; everything else is refused. */
const expected: Record<EventAction, { by: EventWriter[]; next: Partial<Record<ItemState, ItemState>> }> = {
  create: { by: ['service'], next: { none: 'incomplete' } },
  submit: { by: ['service'], next: { incomplete: 'submitted' } },
  notify: {
    by: ['service'],
    next: { submitted: 'submitted', forwarded: 'forwarded', accepted: 'accepted', rejected: 'rejected' },
  },
  forward: { by: ['receiver'], next: { submitted: 'forwarded' } },
  accept: { by: ['receiver'], next: { submitted: 'accepted', forwarded: 'accepted' } },
  reject: { by: ['receiver', 'service'], next: { submitted: 'rejected', forwarded: 'rejected' } },
  delete: { by: ['service'], next: { incomplete: 'deleted', accepted: 'deleted', rejected: 'deleted' } },
};
const actions = Object.keys(expected) as EventAction[];

for (const kind of ['submission', 'reply'] as const) {
  test(`every action in every state by every writer: ${kind}`, () => {
    for (const action of actions) {
      const { by, next } = expected[action];
      const allowedFrom = Object.keys(next);
      for (const state of states) {
        for (const writer of ['service', 'receiver'] as const) {
          const result = nextState(kind, state, action, writer);
          const to = next[state];
          const message = `${action} of ${kind} in ${state} by ${writer}`;
          if (kind === 'reply' && action === 'forward') {
            assert.deepEqual(result, { ok: false, reason: 'wrong-kind', allowedFrom }, message);
          } else if (!by.includes(writer)) {
            assert.deepEqual(result, { ok: false, reason: 'wrong-writer', allowedFrom }, message);
          } else if (to === undefined) {
            assert.deepEqual(result, { ok: false, reason: 'wrong-state', allowedFrom }, message);
          } else {
            assert.deepEqual(result, { ok: true, state: to }, message);
          }
        }
      }
    }
  });
}

test('settled is what the receiver has decided on, or what is gone', () => {
  assert.deepEqual(states.filter(isSettled), ['accepted', 'rejected', 'deleted']);
});
