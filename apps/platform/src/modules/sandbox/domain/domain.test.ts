import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallModel } from '../../../../test/support/small-schema.ts';
import { lastNight } from './nights.ts';
import { samplesOf } from './samples.ts';

it('the last night began at three o’clock UTC, today or yesterday', () => {
  const at = (iso: string): string => lastNight(new Date(iso)).toISOString();
  assert.equal(at('2026-11-24T02:59:59Z'), '2026-11-23T03:00:00.000Z');
  assert.equal(at('2026-11-24T03:00:00Z'), '2026-11-24T03:00:00.000Z');
  assert.equal(at('2026-01-01T00:00:00Z'), '2025-12-31T03:00:00.000Z');
});

describe('samples of a package', () => {
  const form = async () => {
    const schema = await smallModel({ fields: [{ id: 'F99000000001' }] });
    return { schema, form: { pages: [] } as never, rules: { rules: [] } };
  };

  it('are its test cases that end with a delivery, without files', async () => {
    const test = (name: string, outcome: string) => ({
      name,
      answers: { F1: 'x', F2: true, F3: { fileId: 'a' } },
      expected: { outcome },
    });
    const manifest = { tests: [test('gut', 'accepted'), test('schlecht', 'refused')] };
    assert.deepEqual(samplesOf(manifest, await form(), { today: '2026-11-24' }), [
      { name: 'gut', answers: { F1: 'x', F2: true }, isGenerated: false },
    ]);
  });

  it('are made from the schema where a package brings none', async () => {
    const [sample] = samplesOf({ tests: [] }, await form(), { today: '2026-11-24' });
    assert.equal(sample?.isGenerated, true);
    assert.equal(typeof sample?.answers['F99000000001'], 'string');
  });
});
