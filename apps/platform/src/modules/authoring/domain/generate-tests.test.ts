import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyOverlay, type SchemaModel } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { smallModel } from '../../../../test/support/small-schema.ts';
import { makeSample, type SampleResult } from './generate-tests.ts';

const idOf = (index: number): string => `F99${String(index).padStart(9, '0')}`;
const large = (fields: number): Promise<SchemaModel> =>
  smallModel({ fields: Array.from({ length: fields }, (_, index) => ({ id: idOf(index) })) });

function sampleOf(schema: SchemaModel): { result: SampleResult; took: number } {
  const form: CompiledForm = { digest: '', schema, form: applyOverlay(schema, {}), rules: { rules: [] } };
  const start = performance.now();
  const result = makeSample(form, { kind: 'valid', fill: 'typical', seed: 1, day: '2026-11-01', area: null });
  return { result, took: performance.now() - start };
}

test('the largest form that can be imported is filled, and nobody waits long', async () => {
  const { result, took } = sampleOf(await large(4900));
  assert.ok(result.ok);
  assert.ok(took < 15_000, `it took ${Math.round(took)} ms`);
});

test('a large form that contradicts itself is given up on soon', async () => {
  const schema = await large(2000);
  const nodes = schema.nodes.map((node, index) =>
    node.kind === 'field' && index % 2 === 0
      ? { ...node, constraints: { ...node.constraints, minLength: 5, maxLength: 2 } }
      : node,
  );
  const { result, took } = sampleOf({ ...schema, nodes });
  assert.equal(result.ok, false);
  assert.ok(took < 8000, `it took ${Math.round(took)} ms`);
});
