import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readBlueprint } from '../adapters/blueprint-file.ts';
import { type CaseState, caseStates, isAllowedMove, variantOf } from './blueprint.ts';
import { emptyStep, evaluate, type EvaluationInput, type StoredStep } from './evaluate.ts';
import { type PlatformFacts } from './facts.ts';

const blueprint = readBlueprint();
const marketplace = variantOf(blueprint, 'marketplace') ?? assert.fail();
const kommunal = variantOf(blueprint, 'kommunalvertreter') ?? assert.fail();

const nothing: PlatformFacts = {
  factSheet: true,
  conformity: null,
  privacy: { state: 'none', by: null, date: null },
  hasAssessment: true,
  frameAgreement: null,
  missingParameters: ['Gebühr'],
  parameters: 1,
  destination: null,
  test: null,
  hasSample: true,
  support: null,
  hasFee: false,
  isLive: false,
};
const all: PlatformFacts = {
  ...nothing,
  privacy: { state: 'adopted', by: 'Dora', date: new Date(0) },
  frameAgreement: { signedOn: '2026-01-01', reference: 'R 1' },
  missingParameters: [],
  destination: { kind: 'platform', id: 'x', problem: null, keyValidUntil: null },
  test: { state: 'accepted', at: new Date(0), reference: 'TEST-1' },
  support: { name: 'Amt', email: 'a@b.example', phone: '' },
};
const ticked = (...ids: string[]): Map<string, StoredStep> =>
  new Map(ids.map((id) => [id, { ...emptyStep(id), state: 'done' as const, doneBy: 'x', doneAt: new Date(0) }]));
const everything = ticked('N03', 'N07', 'N09');

const look = (more: Partial<EvaluationInput> = {}) =>
  evaluate({
    ...{ blueprint, variant: marketplace, state: 'entwurf', stored: new Map(), facts: nothing },
    today: '2026-11-02',
    ...more,
  });
/** As the service does it: on, until something stands before the next state. */
function moveOn(input: Partial<EvaluationInput>): CaseState {
  let state = input.state ?? 'entwurf';
  for (let at = 0; at < 20; at += 1) {
    const { next } = look({ ...input, state });
    if (next === null) return state;
    assert.ok(isAllowedMove(blueprint, state, next), `${state} → ${next}`);
    state = next;
  }
  return assert.fail('never ends');
}

describe('a case', () => {
  it('waits for what stands before each state, and moves on when it is there', () => {
    const way: readonly (readonly [Partial<EvaluationInput>, CaseState])[] = [
      [{}, 'entwurf'],
      [{ stored: ticked('N03') }, 'in_pruefung'],
      [{ stored: ticked('N03', 'N07') }, 'in_pruefung'],
      [{ stored: ticked('N03', 'N07'), facts: { ...nothing, privacy: all.privacy } }, 'vertrag_in_zeichnung'],
      [{ stored: everything, facts: { ...nothing, privacy: all.privacy } }, 'anbindung'],
      [{ stored: everything, facts: { ...all, test: null } }, 'test'],
      [{ stored: everything, facts: { ...all, support: null } }, 'test'],
      [{ stored: everything, facts: all }, 'bereit'],
    ];
    for (const [input, expected] of way) assert.equal(moveOn(input), expected);
  });

  it('needs the frame agreement on the way by the Kommunalvertreter only', () => {
    const facts = { ...all, frameAgreement: null };
    assert.equal(moveOn({ stored: everything, facts }), 'bereit');
    assert.equal(moveOn({ stored: everything, facts, variant: kommunal }), 'vertrag_in_zeichnung');
    assert.equal(moveOn({ stored: everything, facts: all, variant: kommunal }), 'bereit');
  });

  it('is never moved to live, nor out of a state aside', () => {
    for (const state of [
      'bereit',
      'zurueckgestellt',
      'live',
      'gestoert',
      'gekuendigt',
      'beendet',
      'abgebrochen',
    ] as const) {
      assert.equal(look({ state, stored: everything, facts: all }).next, null, state);
    }
  });

  it('is stopped on its way by a gate that opens again', () => {
    const facts = { ...all, privacy: { ...all.privacy, state: 'to-renew' as const } };
    const { next, blockedBy } = look({ state: 'test', stored: everything, facts });
    assert.equal(next, null);
    assert.deepEqual(
      blockedBy.map(({ id }) => id),
      ['data-protection'],
    );
  });

  it('goes on with a waiver, which stays to be seen', () => {
    const waiver = { by: 'Leitung', reason: 'Testsystem ist abgeschaltet.', at: new Date(0) };
    const stored = new Map(everything).set('N15', { ...emptyStep('N15'), state: 'waived', waiver });
    const facts = { ...all, test: null };
    assert.equal(moveOn({ stored, facts }), 'bereit');
    const gate = look({ state: 'bereit', stored, facts }).gates.find(({ id }) => id === 'end-to-end');
    assert.deepEqual([gate?.met, gate?.waiver?.by], [true, 'Leitung']);
  });

  it('is not ready with a key that is valid for 89 days, but with one of 90', () => {
    const until = (day: string) => ({
      ...all,
      destination: { kind: 'own' as const, id: 'x', problem: null, keyValidUntil: day },
    });
    assert.equal(moveOn({ stored: everything, facts: until('2027-01-30') }), 'anbindung');
    assert.equal(moveOn({ stored: everything, facts: until('2027-01-31') }), 'bereit');
  });

  it('says whose turn it is, and nothing of what is done', () => {
    const { steps } = look({ state: 'in_pruefung', stored: ticked('N03') });
    const turn = steps.filter(({ actionable }) => actionable).map(({ id }) => id);
    assert.deepEqual(turn, ['N02', 'N04', 'N05', 'N06', 'N07']);
  });

  it('does not believe a person who ticks off what a fact decides', () => {
    const stored = new Map([...everything, ...ticked('N06', 'N11', 'N12', 'N15', 'N16')]);
    assert.equal(moveOn({ stored, facts: nothing }), 'in_pruefung');
    assert.equal(moveOn({ stored, facts: { ...nothing, privacy: all.privacy } }), 'anbindung');
  });

  it('never moves against the blueprint, whatever the facts are', () => {
    const bool = fc.boolean();
    fc.assert(
      fc.property(
        fc.constantFrom(...caseStates),
        fc.tuple(bool, bool, bool, bool, bool, bool),
        fc.subarray(['N03', 'N07', 'N09']),
        (state, is, done) => {
          const facts = {
            ...nothing,
            privacy: is[0] ? all.privacy : nothing.privacy,
            missingParameters: is[1] ? [] : ['x'],
            destination: is[2] ? all.destination : null,
            test: is[3] ? all.test : null,
            support: is[4] ? all.support : null,
            hasAssessment: is[5],
          };
          const { next, blockedBy } = look({ state, facts, stored: ticked(...done) });
          assert.ok(
            next === null || (isAllowedMove(blueprint, state, next) && blockedBy.length === 0 && next !== 'live'),
          );
        },
      ),
    );
  });
});
