import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contrast, mix, parseColour } from './colour.ts';
import { checkColours, darkColours, styleSheet } from './town-colours.ts';

test('contrast agrees with published values', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['000000', 'ffffff', 21],
    ['ffffff', 'ffffff', 1],
    // The well-known pair on both sides of 4.5 on white.
    ['767676', 'ffffff', 4.54],
    ['777777', 'ffffff', 4.48],
    ['ff0000', 'ffffff', 4.0],
    ['0000ff', 'ffffff', 8.59],
    ['008000', 'ffffff', 5.14],
    ['ffff00', 'ffffff', 1.07],
    ['949494', 'ffffff', 3.03],
    ['959595', 'ffffff', 2.99],
  ];
  for (const [one, other, expected] of cases) {
    assert.ok(Math.abs(contrast(one, other) - expected) < 0.006, `${one}/${other}: ${String(contrast(one, other))}`);
    assert.equal(contrast(one, other), contrast(other, one));
  }
});

test('reads colours as people write them', () => {
  assert.deepEqual(['#1A3DA5', '1a3da5', ' #abc ', 'rgb(1,2,3)', '#12345', 'url(x)', '#1a3da5;}'].map(parseColour), [
    '1a3da5',
    '1a3da5',
    'aabbcc',
    null,
    null,
    null,
    null,
  ]);
});

test('mixes as color-mix in oklab does', () => {
  assert.equal(mix('123456', 1, 'ffffff'), '123456');
  assert.equal(mix('123456', 0, 'ffffff'), 'ffffff');
  // Chromium gives rgb(99 99 99) for color-mix(in oklab, white, black).
  assert.equal(mix('ffffff', 0.5, '000000'), '636363');
});

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => value.toString(16).padStart(6, '0'));

test('whatever is refused comes with a proposal that passes', () => {
  fc.assert(
    fc.property(hex, hex, (main, accent) => {
      const findings = checkColours({ main, accent });
      for (const { ratio, needed } of findings) assert.ok(ratio < needed);
      const proposed = { main, accent };
      for (const { colour, proposal } of findings) proposed[colour] = proposal;
      assert.deepEqual(checkColours(proposed), []);
    }),
  );
});

test('yellow is refused with its ratio, KERN blue passes', () => {
  const [finding] = checkColours({ main: 'ffcc00', accent: '1a3da5' });
  assert.ok(finding);
  assert.deepEqual([finding.colour, finding.needed], ['main', 4.5]);
  assert.ok(finding.ratio < 1.5 && finding.ratio > 1.2, String(finding.ratio));
  assert.notEqual(finding.proposal, '000000');
  assert.deepEqual(checkColours({ main: '1a3da5', accent: '1a3da5' }), []);
});

test('every allowed pair has a readable dark form, and the sheet holds nothing but digits', () => {
  fc.assert(
    fc.property(hex, hex, (main, accent) => {
      fc.pre(checkColours({ main, accent }).length === 0);
      const dark = darkColours({ main, accent });
      assert.ok(contrast(dark.main, '000000') >= 4.5 && contrast(dark.main, '131629') >= 4.5);
      assert.match(
        styleSheet({ main, accent }),
        /^(?:@media\(prefers-color-scheme:(?:light|dark)\)\{:root\{(?:--[a-z-]+:#[0-9a-f]{6};?)+\}\}\n){2}$/,
      );
    }),
    { numRuns: 50 },
  );
});
