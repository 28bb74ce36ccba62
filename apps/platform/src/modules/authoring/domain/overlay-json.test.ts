import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOverlay } from '@verbund/xdatenfelder';
import { field, schemaOf } from '../test/small-model.ts';
import { textAt, withoutRest, withValue } from './overlay-json.ts';

test('sets and removes texts and leaves no empty shells', () => {
  const once = withValue({}, ['texts', 'F1', 'en', 'label'], 'Name');
  assert.deepEqual(once, { texts: { F1: { en: { label: 'Name' } } } });
  const twice = withValue(once, ['texts', 'F1', 'simple', 'label'], 'Ihr Name');
  assert.equal(textAt(twice, ['texts', 'F1', 'simple', 'label']), 'Ihr Name');
  assert.deepEqual(withValue(twice, ['texts', 'F1', 'simple', 'label'], null), once);
  assert.deepEqual(withValue(once, ['texts', 'F1', 'en', 'label'], null), {});
  assert.deepEqual(withValue({ mode: 'pages' }, ['texts', 'F1', 'en', 'label'], null), { mode: 'pages' });
});

test('members of other programs stay, and keys of the language harm nobody', () => {
  assert.deepEqual(withValue({ own: [1] }, ['title', 'de'], 'T'), { own: [1], title: { de: 'T' } });
  const odd = withValue({}, ['values', '__proto__', 'de'], 'x');
  assert.equal(textAt(odd, ['values', '__proto__', 'de']), 'x');
  assert.equal(Object.getPrototypeOf(odd['values']), Object.prototype);
  assert.equal(textAt({}, ['values', 'constructor', 'name']), '');
});

test('takes out exactly what has no place', () => {
  const overlay = {
    pages: [{ id: 'a', title: { de: 'A' }, nodes: ['F9', 'F1'] }],
    texts: { F1: { de: { label: 'Bleibt' } }, F9: { de: { label: 'Geht' } } },
    prefill: { F9: 'email' },
    mode: 'questions',
  };
  const schema = schemaOf(field('F1'));
  const cleaned = withoutRest(overlay, readOverlay(overlay, schema).rest);
  assert.deepEqual(cleaned, {
    pages: [{ id: 'a', title: { de: 'A' }, nodes: ['F1'] }],
    texts: { F1: { de: { label: 'Bleibt' } } },
    mode: 'questions',
  });
  assert.deepEqual(readOverlay(cleaned, schema).rest, []);
});
