import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noDecisions, reviewState, type RuleDecisions, type RuleReview, type Signed } from '#modules/catalogue';
import { reviewedSchema } from '../test/rules-world.ts';
import { decide, decisionMark, type RuleAct } from './rule-decide.ts';
import { elementsNamed, elementsOf, queueOf } from './rule-queue.ts';

const schema = reviewedSchema();
const signed: Signed = { by: 'Kim', on: '2026-03-01', reason: 'Darum.' };
const at = (decisions: RuleDecisions, index: number): RuleReview => {
  const review = reviewState(schema, decisions).texts[index];
  assert.ok(review);
  return review;
};

function after(decisions: RuleDecisions, index: number, act: RuleAct): RuleDecisions {
  const decided = decide(decisions, at(decisions, index), act, signed);
  assert.ok(decided !== 'nothing-recognised');
  return decided;
}

test('decisions change what is open and what is in force', () => {
  const open = (decisions: RuleDecisions) => reviewState(schema, decisions).open.length;
  assert.equal(open(noDecisions), 3);
  assert.equal(decide(noDecisions, at(noDecisions, 1), { kind: 'confirm' }, signed), 'nothing-recognised');
  const noted = after(noDecisions, 1, { kind: 'note' });
  assert.equal(open(noted), 2);
  assert.equal(open(after(noted, 1, { kind: 'reopen' })), 3);
  const rejected = after(noDecisions, 0, { kind: 'reject' });
  assert.deepEqual(at(rejected, 0).inForce, []);
  const confirmed = after(noDecisions, 0, { kind: 'confirm' });
  assert.deepEqual(at(confirmed, 0).inForce, at(noDecisions, 0).recognised);
  assert.deepEqual(at(confirmed, 0).decision?.signed, signed);
});

test('an acceptance does not cover a text that comes back to the queue', () => {
  const accepted = { ...after(noDecisions, 1, { kind: 'note' }), acceptance: signed };
  assert.equal(after(accepted, 1, { kind: 'reopen' }).acceptance, null);
  assert.deepEqual(after({ ...after(noDecisions, 0, { kind: 'reject' }), acceptance: signed }, 0, { kind: 'reopen' }).acceptance, signed); // prettier-ignore
});

test('the mark of a decision changes with it and with nothing else', () => {
  const { key } = at(noDecisions, 1);
  const before = decisionMark(noDecisions, key);
  assert.equal(decisionMark(after(noDecisions, 0, { kind: 'reject' }), key), before);
  assert.notEqual(decisionMark(after(noDecisions, 1, { kind: 'note' }), key), before);
});

test('the queue knows the state of each rule, what is found about it, and the elements', () => {
  const state = reviewState(schema, after(noDecisions, 2, { kind: 'note' }));
  const queue = queueOf(state, []);
  assert.deepEqual(queue.map((rule) => rule.state), ['recognised', 'open', 'decided', 'recognised', 'open']); // prettier-ignore
  assert.deepEqual(queue.map((rule) => rule.findings.map(({ code }) => code)), [['rule-same-condition'], [], [], ['rule-same-condition'], []]); // prettier-ignore
  assert.deepEqual(elementsOf(schema, queue[0]?.review.inForce ?? []), ['F99000000002', 'F99000000004']);
  assert.deepEqual(elementsNamed(schema, at(noDecisions, 4)), ['F99000000001', 'F99000000005']);
});
