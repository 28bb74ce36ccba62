import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isReceiptNumber, makeReceiptNumber } from './receipt-number.ts';

const numbers = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/u), fc.array(fc.nat(30), { minLength: 7, maxLength: 7 }))
  .map(([town, picks]) => {
    let next = 0;
    return makeReceiptNumber(town, () => picks[next++] ?? 0);
  });

test('a made number is valid, begins with the town and has no letters that people confuse', () => {
  assert.match(
    makeReceiptNumber('xanten', () => 3),
    /^XAN-4444-444/u,
  );
  assert.match(
    makeReceiptNumber('au', () => 0),
    /^AUX-1111-1111$/u,
  );
  fc.assert(
    fc.property(numbers, (number) => {
      assert.ok(isReceiptNumber(number), number);
      assert.doesNotMatch(number.slice(4), /[0ILOU]/u);
    }),
  );
});

test('one wrong character or two swapped neighbours are noticed', () => {
  fc.assert(
    fc.property(numbers, fc.nat(7), fc.constantFrom(...'123456789ABCDEFGHJKMNPQRSTVWXYZ'), (number, at, wrong) => {
      const body = number.slice(4).replace('-', '');
      const changed = body.slice(0, at) + wrong + body.slice(at + 1);
      const back = (text: string): string => `${number.slice(0, 4)}${text.slice(0, 4)}-${text.slice(4)}`;
      assert.equal(isReceiptNumber(back(changed)), changed === body);
      const swapped =
        body.slice(0, at) +
        body
          .slice(at, at + 2)
          .split('')
          .reverse()
          .join('') +
        body.slice(at + 2);
      if (at < 6) assert.equal(isReceiptNumber(back(swapped)), swapped === body);
    }),
  );
});
