import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCount, readEuros, writeEuros } from './entries.ts';

describe('entries of amounts', () => {
  it('are read as people write them', () => {
    const max = 100_000_000_000;
    const cases: [string, number | null | undefined][] = [
      ['', null], ['  ', null], ['0', 0], ['12', 1200], ['12,5', 1250], ['12,50', 1250], ['12.50', 1250],
      ['1.200', 120_000], ['1.200,05', 120_005], ['1 200 €', 120_000], ['1.2', 120], ['90 EUR', 9000],
      ['-1', undefined], ['1,234', undefined], ['1.20.0', undefined], ['1e5', undefined], ['€', undefined],
      ['9999999999999', undefined], ['1000000000,01', undefined],
    ]; // prettier-ignore
    for (const [text, cents] of cases) assert.equal(readEuros(text, max), cents, text);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (cents) => {
        assert.equal(readEuros(writeEuros(cents), 100_000_000_000), cents);
      }),
    );
  });

  it('of counts are whole numbers', () => {
    assert.deepEqual(['', '7', '1.200', '1 200', '1,5', '-2', 'x', '11001'].map((text) => readCount(text, 11_000)), [null, 7, 1200, 1200, undefined, undefined, undefined, undefined]); // prettier-ignore
  });
});
