import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type FileEvent,
  type FileState,
  fileStates,
  fileSteps,
  isGone,
  maySend,
  nextFileState,
} from './file-states.ts';

const events = Object.keys(fileSteps) as FileEvent[];

test('there is one way to clean, and none back from what was found', () => {
  const toClean = events.flatMap((event) =>
    fileStates.filter((state) => nextFileState(state, event) === 'clean').map((state) => `${state} ${event}`),
  );
  assert.deepEqual(toClean, ['waiting found-clean', 'scanner-down found-clean']);
  for (const state of ['clean', 'infected', 'refused'] as const) {
    assert.ok(
      events.every((event) => nextFileState(state, event) === null),
      state,
    );
  }
});

test('only clean files may be sent; unchecked ones only where nobody can check, which is said', () => {
  const sendable = (hasScanner: boolean): FileState[] => fileStates.filter((state) => maySend(state, hasScanner));
  assert.deepEqual(sendable(true), ['clean']);
  assert.deepEqual(sendable(false), ['clean', 'unscanned']);
  assert.deepEqual(fileStates.filter(isGone), ['infected', 'refused']);
});

test('whatever happens in any order, a file that was found bad never becomes sendable', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...fileStates),
      fc.array(fc.constantFrom(...events), { maxLength: 20 }),
      (first, what) => {
        let state = first;
        let wasBad = isGone(first);
        for (const event of what) {
          state = nextFileState(state, event) ?? state;
          wasBad ||= isGone(state);
          assert.ok(!(wasBad && maySend(state, false)));
        }
      },
    ),
  );
});
