import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyOverlay, type FieldNode, type SchemaModel } from '@verbund/xdatenfelder';
import { smallModel } from '../../../../test/support/small-schema.ts';
import { type CompiledForm } from '../types.ts';
import { checkData } from './check-data.ts';

const id = 'F99000000001';

async function formWith(pattern: string): Promise<CompiledForm> {
  const read = await smallModel({ fields: [{ id }] });
  const [field] = read.nodes as readonly FieldNode[];
  assert.ok(field);
  const schema: SchemaModel = {
    ...read,
    nodes: [{ ...field, constraints: { ...field.constraints, pattern } }],
  };
  return { digest: '', schema, form: applyOverlay(schema, {}), rules: { rules: [] } };
}

const check = (form: CompiledForm, text: string): readonly string[] =>
  checkData(form, { [id]: text }, [], { ars: null, applicationDate: null, today: '2026-11-01' }).violations;

test('a text that does not match its pattern is a violation, however long it is', async () => {
  const form = await formWith('[a-z]+');
  assert.deepEqual(check(form, 'gut'), []);
  assert.deepEqual(check(form, 'NEIN'), [`/${id} pattern`]);
  assert.deepEqual(check(form, 'x'.repeat(5000)), []);
  assert.deepEqual(check(form, `${'x'.repeat(5000)}!`), [`${id} pattern`]);
});

test('a long text against a slow pattern does not hold up everybody else', async () => {
  const form = await formWith('[a-z]*[a-z]*[a-z]*1');
  check(form, 'a');
  const start = performance.now();
  assert.equal(check(form, 'a'.repeat(3000)).length, 1);
  const took = performance.now() - start;
  assert.ok(took < 1000, `it took ${Math.round(took)} ms`);
});
