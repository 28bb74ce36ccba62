import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReview, reviewProblems } from './review-form.ts';

const good = { rating: '4', office: 'Steueramt', experience: 'Lief nach zwei Tagen ohne Rückfragen.' };

test('a whole review has no problems', () => assert.deepEqual(reviewProblems(good), []));

test('names what is missing, too long or a person', () => {
  const codes = (change: Partial<typeof good>) =>
    reviewProblems({ ...good, ...change }).map(({ field, code }) => `${field}:${code}`);
  assert.deepEqual(codes({ rating: '6' }), ['rating:rating']);
  assert.deepEqual(codes({ rating: '' }), ['rating:rating']);
  assert.deepEqual(codes({ office: '' }), ['office:office']);
  assert.deepEqual(codes({ office: 'Frau Muster, Steueramt' }), ['office:officePerson']);
  assert.deepEqual(codes({ office: 'steuer@xanten.example' }), ['office:officePerson']);
  assert.deepEqual(codes({ office: 'Frauenbüro' }), []);
  assert.deepEqual(codes({ office: 'x'.repeat(121) }), ['office:tooLong']);
  assert.deepEqual(codes({ experience: 'gut' }), ['experience:experience']);
  assert.deepEqual(codes({ experience: 'x'.repeat(4001) }), ['experience:tooLong']);
});

test('reads what browsers send', () => {
  const form = new URLSearchParams({ bewertung: '3', stelle: ' Ordnungs \n amt ', erfahrung: ' a\r\nb ' });
  assert.deepEqual(readReview(form), { rating: '3', office: 'Ordnungs amt', experience: 'a\nb' });
});
