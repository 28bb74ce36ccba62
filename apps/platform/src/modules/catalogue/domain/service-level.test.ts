import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServiceLevel, serviceLevelNames, uniformServiceLevel } from './service-level.ts';

test('the uniform levels are levels, each better than the one before', () => {
  const levels = serviceLevelNames.map(uniformServiceLevel);
  for (const level of levels) assert.equal(parseServiceLevel(level).ok, true);
  assert.deepEqual(
    levels.map(({ availabilityPercent, recoveryTimeHours, recoveryPointHours }) => [
      availabilityPercent,
      recoveryTimeHours,
      recoveryPointHours,
    ]),
    [
      [99, 48, 24],
      [99.5, 24, 4],
      [99.9, 4, 1],
    ],
  );
});

test('contents from before and contents of others are none', () => {
  const level = uniformServiceLevel('basis');
  for (const value of [
    null,
    {},
    { supportHours: 'Mo–Fr' },
    { ...level, availabilityPercent: 101 },
    { ...level, more: 1 },
  ]) {
    const result = parseServiceLevel(value);
    assert.ok(!result.ok && result.findings.length > 0, JSON.stringify(value));
  }
});
