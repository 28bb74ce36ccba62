import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyOverlay, parseOverlay, pickText, readOverlay, XdfError } from '../src/index.ts';
import { field, group, schema, values } from './support.ts';

const model = schema([
  group('G1', [field('F1', { path: 'G1/F1', label: 'Nachname', helpInput: 'Wie im Ausweis' })]),
  field('F2', { path: 'F2', label: 'Farbe', fieldKind: 'select', values: values('rot', 'blau') }),
]);

test('plain language is German of its own, falls back to the German text and never to English', () => {
  const overlay = parseOverlay(
    {
      title: { simple: 'Hund anmelden' },
      texts: { 'G1/F1': { simple: { label: 'Wie heißen Sie?' }, en: { label: 'Last name', help: 'As on your id' } } },
      values: { F2: { rot: { simple: 'Rot', en: 'red' } } },
    },
    model,
  );
  const form = applyOverlay(model, overlay);
  const { label, help } = form.nodes['G1/F1'] ?? assert.fail();
  assert.deepEqual(pickText(label, 'simple'), { text: 'Wie heißen Sie?', lang: 'de' });
  assert.deepEqual(pickText(label, 'de'), { text: 'Nachname', lang: 'de' });
  assert.deepEqual(pickText(label, 'en'), { text: 'Last name', lang: 'en' });
  assert.deepEqual(pickText(help ?? assert.fail(), 'simple'), { text: 'Wie im Ausweis', lang: 'de' });
  const [red, blue] = form.nodes['F2']?.values ?? assert.fail();
  assert.deepEqual(
    [red, blue].map((value) => pickText(value?.label ?? assert.fail(), 'simple').text),
    ['Rot', 'Wert blau'],
  );
  assert.equal(pickText(form.title, 'simple').text, 'Hund anmelden');
});

test('mode and prefilling are read; the mode is pages unless it says something else', () => {
  assert.equal(applyOverlay(model, null).mode, 'pages');
  assert.equal(applyOverlay(model, parseOverlay({ mode: 'questions' }, model)).mode, 'questions');
  assert.equal(applyOverlay(model, parseOverlay({ mode: 'loud' }, model)).mode, 'pages');
  assert.deepEqual(parseOverlay({ prefill: { 'G1/F1': 'familyName', F2: 3 } }, model).prefill, {
    'G1/F1': 'familyName',
  });
});

test('what has no place any more is told, and the rest is kept', () => {
  const old = {
    pages: [{ id: 'eins', title: { de: 'Eins' }, nodes: ['G1', 'G9'] }],
    texts: { F9: { de: { label: 'Weg' } }, F2: { de: { label: 'Lieblingsfarbe' } } },
    values: { F8: { a: {} }, F2: { rot: { de: 'Rot' }, gelb: { de: 'Gelb' } } },
    prefill: { F9: 'email', G1: 'email', F2: 'city' },
  };
  const { overlay, rest } = readOverlay(old, model);
  assert.deepEqual(rest, [
    { part: 'pages', path: 'G9', key: 'eins' },
    { part: 'texts', path: 'F9', key: null },
    { part: 'values', path: 'F8', key: null },
    { part: 'values', path: 'F2', key: 'gelb' },
    { part: 'prefill', path: 'F9', key: null },
    { part: 'prefill', path: 'G1', key: null },
  ]);
  assert.deepEqual(overlay.pages?.[0]?.nodes, ['G1']);
  assert.deepEqual(overlay.texts, { F2: { de: { label: 'Lieblingsfarbe' } } });
  assert.throws(() => parseOverlay(old, model), XdfError);
  for (const part of ['pages', 'texts'] as const)
    assert.throws(() => parseOverlay({ [part]: old[part] }, model), XdfError);
  assert.deepEqual(parseOverlay({ prefill: old.prefill }, model).prefill, { F2: 'city' });
});
