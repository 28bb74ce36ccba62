import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkJweShape } from '@verbund/fit-connect';
import fc from 'fast-check';
import { scanJwe } from './jwe-scan.ts';

const header = Buffer.from(
  JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'test-key-1', cty: 'application/pdf' }),
).toString('base64url');
const good = [header, 'A'.repeat(683), 'B'.repeat(16), 'CCCC'.repeat(100), 'D'.repeat(22)].join('.');

function scan(text: string, cuts: readonly number[]) {
  const scanner = scanJwe({});
  const bytes = Buffer.from(text, 'utf8');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  places.slice(1).forEach((end, index) => scanner.add(bytes.subarray(places[index], end)));
  return scanner.finish();
}

describe('form of a JWE that streams by (4.1)', () => {
  it('takes a good one, however it is cut, and gives its tag', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
        assert.deepEqual(scan(good, cuts), { findings: [], tag: 'D'.repeat(22) });
      }),
    );
  });

  it('refuses what the check of the whole text refuses', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom('.', '*', 'ä', '', 'A', '\n'));
    fc.assert(
      fc.property(change, fc.array(fc.nat(), { maxLength: 5 }), ([at, put], cuts) => {
        const changed = good.slice(0, at) + put + good.slice(at + 1);
        const whole = checkJweShape(changed, { cty: 'any' }).length > 0;
        assert.equal(scan(changed, cuts).findings.length > 0, whole, changed);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no more than head and tail of something endless', () => {
    const scanner = scanJwe({});
    const chunk = Buffer.alloc(64 * 1024, 'A');
    for (let count = 0; count < 100; count += 1) scanner.add(chunk);
    assert.ok(scanner.finish().findings.length > 0);
  });
});
