import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compactIban, groupedIban, ibanProblem } from './iban.ts';

// Examples of the IBAN registry: no account of a person.
const valid = ['DE89370400440532013000', 'AT611904300234573201', 'NL91ABNA0417164300', 'MT84MALT011000012345MTLCAST001S', 'NO9386011117947']; // prettier-ignore

test('an IBAN is read with blanks, points and small letters, and shown in groups of four', () => {
  assert.equal(compactIban(' de89 3704\u00a00044.0532-0130 00 '), 'DE89370400440532013000');
  assert.equal(groupedIban('DE89370400440532013000'), 'DE89 3704 0044 0532 0130 00');
  assert.equal(groupedIban('keine'), 'keine');
});

test('valid ones pass; length and check digits are told apart', () => {
  for (const iban of valid) assert.equal(ibanProblem(iban), null, iban);
  assert.deepEqual(ibanProblem('DE8937040044053201300'), { code: 'iban-length', params: { country: 'DE', length: 22, entered: 21 } }); // prettier-ignore
  assert.equal(ibanProblem('DE88370400440532013000')?.code, 'iban-checksum');
  assert.equal(ibanProblem('1234567')?.code, 'iban-form');
  assert.equal(ibanProblem('')?.code, 'iban-form');
});

test('every single wrong digit and every two neighbours changed over are found', () => {
  const iban = valid[0] ?? '';
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 21 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digit = (Number(iban[at]) + by) % 10;
      assert.notEqual(ibanProblem(`${iban.slice(0, at)}${digit}${iban.slice(at + 1)}`), null);
    }),
  );
  for (let at = 2; at < 21; at += 1) {
    if (iban[at] === iban[at + 1]) continue;
    const swapped = `${iban.slice(0, at)}${iban[at + 1]}${iban[at]}${iban.slice(at + 2)}`;
    assert.notEqual(ibanProblem(swapped), null, swapped);
  }
});
