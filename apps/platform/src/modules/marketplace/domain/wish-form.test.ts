import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDay, readWish, wishAnswerProblems, wishProblems } from './wish-form.ts';

test('a need in words is enough', () => {
  assert.deepEqual(wishProblems(readWish(new URLSearchParams({ bedarf: ' Brennholz  bestellen ' }))), []);
  assert.deepEqual(wishProblems({ need: '', key: '12', details: 'x'.repeat(2001) }), ['need', 'key', 'details']);
  assert.deepEqual(wishProblems({ need: 'x', key: '99102013002000', details: '' }), []);
});

test('days are real days', () => {
  const cases = [['30.06.2027', '2027-06-30'], ['1.2.2027', '2027-02-01'], ['31.02.2027', null], ['2027-06-30', '2027-06-30'], ['bald', null]] as const; // prettier-ignore
  for (const [text, day] of cases) assert.equal(readDay(text), day, text);
});

test('an answer has words, and a day if any', () => {
  assert.deepEqual(wishAnswerProblems({ text: '', packageId: '', expected: 'bald' }), ['text', 'date']);
  assert.deepEqual(wishAnswerProblems({ text: 'Kommt.', packageId: '', expected: '' }), []);
});
