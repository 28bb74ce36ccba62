import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBlueprint } from '../adapters/blueprint-file.ts';
import { changesSince, isNewer, reopenedSteps } from './version-change.ts';

const change = (version: string, kind: 'initial' | 'law' | 'breaking' | 'feature' | 'fix') => ({
  version,
  kind,
  date: '2026-11-02',
  text: { de: 'x', en: 'x' },
});

describe('a new version', () => {
  it('is newer by its numbers, not by its letters', () => {
    for (const [a, b, expected] of [
      ['1.10.0', '1.9.9', true],
      ['2.0.0', '1.99.99', true],
      ['1.0.0', '1.0.0', false],
      ['1.0.1', '1.1.0', false],
    ] as const) {
      assert.equal(isNewer(a, b), expected, `${a} > ${b}`);
    }
  });

  it('reopens data protection and test when law or interface change, nothing else', () => {
    const blueprint = readBlueprint();
    const changes = [
      change('3.0.0', 'breaking'),
      change('2.1.0', 'fix'),
      change('2.0.0', 'law'),
      change('1.0.0', 'initial'),
    ];
    assert.deepEqual(
      changesSince({ changes }, '2.0.0').map(({ version }) => version),
      ['3.0.0', '2.1.0'],
    );
    assert.deepEqual(reopenedSteps(blueprint, changesSince({ changes }, '1.0.0')), ['N06', 'N15']);
    assert.deepEqual(reopenedSteps(blueprint, [change('2.1.0', 'fix'), change('2.2.0', 'feature')]), []);
    // A list without the version that runs says nothing about what came since: everything counts.
    assert.equal(changesSince({ changes }, '0.9.0').length, 4);
  });
});
