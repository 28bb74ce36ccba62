import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outsideOf, regionOfKey } from './own-region.ts';

const offers = (...lists: string[][]) =>
  lists.map((regions, index) => ({ identifier: `urn:x:${index}`, submissionSchemas: [], regions }));
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `DE${String(10 + index)}`);

describe('the region of a client', () => {
  it('follows from the regional key of its authority', () => {
    assert.equal(regionOfKey('051700052052'), 'DE051700052052');
    assert.equal(regionOfKey(null), null);
  });

  it('covers all below it and nothing beside it, each service by itself', () => {
    assert.equal(outsideOf('DE05', offers(['DE05', 'DE05170'], ['DE05170052052'])), null);
    assert.deepEqual(outsideOf('DE05', offers(['DE05'], ['DE05170', 'DE06'], []))?.problems, [
      { field: '/services/1/regions', code: 'outside-own-region' },
      { field: '/services/2/regions', code: 'outside-own-region' },
    ]);
    assert.match(outsideOf('DE05', offers([]))?.detail ?? '', /not in: everywhere\.$/);
  });

  it('names ten regions that lie outside, each once, and says when there are more', () => {
    const detail = (count: number) => outsideOf('DE05', offers(numbered(count), numbered(count)))?.detail ?? '';
    assert.match(detail(10), /DE18, DE19\.$/);
    assert.match(detail(11), /DE18, DE19, …\.$/);
  });
});
