import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Rule } from '@verbund/xdatenfelder';
import { type Signed } from '#modules/catalogue';
import { ownAsReview, toOwnRules } from './own-rules.ts';
import { reviewedSchema } from '../test/rules-world.ts';

const kim: Signed = { by: 'Kim', on: '2026-03-01', reason: '' };
const robin: Signed = { by: 'Robin', on: '2026-04-01', reason: 'Neu.' };
const rule = (id: string, target: string): Rule => {
  const when = { op: 'equal', path: 'F99000000002', value: true } as const;
  return { id, owner: '', when, effect: 'require', target, message: null, value: null, source: null };
};

test('what stays keeps its id and signature, what is new gets a free id', () => {
  const before = [
    { rule: rule('E.2', 'F99000000004'), signed: kim },
    { rule: rule('E.1', 'F99000000005'), signed: kim },
  ];
  const after = toOwnRules(before, [rule('E.1', 'F99000000004'), rule('E.2', 'F99000000006')], robin);
  assert.deepEqual(
    after.map((one) => [one.rule.id, one.rule.target, one.signed.by]),
    [
      ['E.2', 'F99000000004', 'Kim'],
      ['E.1', 'F99000000006', 'Robin'],
    ],
  );
});

test('is written by the same editor: a text without words', () => {
  const schema = reviewedSchema();
  const review = ownAsReview(schema, [{ rule: rule('E.1', 'F99000000004'), signed: kim }]);
  assert.deepEqual([review.decision?.kind, review.inForce.length, review.isOpen], ['written', 1, false]);
  assert.match(review.paraphrase, /„Haustier vorhanden“/u);
  assert.equal(ownAsReview(schema, []).decision, null);
});
