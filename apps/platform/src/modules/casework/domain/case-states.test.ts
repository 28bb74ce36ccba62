import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { caseStates, caseTransitions, isCaseState, nextCaseState, type CaseAction } from './case-states.ts';
import { mergeOffers } from './service-offers.ts';

const actions: readonly CaseAction[] = ['assign', 'answer', 'decide', 'close', 'reopen', 'follow-up'];

test('every state is reached, and a message of the person is taken in each', () => {
  const reached = new Set(Object.values(caseTransitions).flatMap((row) => Object.values(row)));
  assert.deepEqual([...reached].sort(), [...caseStates].sort());
  for (const state of caseStates) assert.notEqual(nextCaseState(state, 'follow-up'), null);
});

test('a decision stays until the case is closed', () => {
  const others = actions.filter((action) => action !== 'close');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...others)), (path) => {
      let state: string = 'decided';
      for (const action of path) if (isCaseState(state)) state = nextCaseState(state, action) ?? state;
      assert.equal(state, 'decided');
    }),
  );
});

test('a closed case takes no answer, a new one is not closed unseen', () => {
  assert.equal(nextCaseState('closed', 'answer'), null);
  assert.equal(nextCaseState('new', 'close'), null);
});

test('merged offers lose nothing and merging again changes nothing', () => {
  const offer = fc.record({
    identifier: fc.constantFrom('urn:a', 'urn:b'),
    submissionSchemas: fc.array(
      fc.record({
        schemaUri: fc.constantFrom('urn:1', 'urn:2'),
        mimeType: fc.constantFrom<'application/json' | 'application/xml'>('application/json', 'application/xml'),
      }),
    ),
    regions: fc.array(fc.constantFrom('DE', 'DE05')),
  });
  fc.assert(
    fc.property(fc.array(offer), fc.array(offer), (known, added) => {
      const merged = mergeOffers(known, added);
      assert.deepEqual(mergeOffers(merged, added), merged);
      for (const given of [...known, ...added]) {
        const found = merged.find((one) => one.identifier === given.identifier);
        assert.ok(found);
        for (const region of given.regions) assert.ok(found.regions.includes(region));
        assert.ok(found.submissionSchemas.some((schema) => schema.schemaUri === 'urn:verbund:follow-up:1'));
      }
    }),
  );
});
