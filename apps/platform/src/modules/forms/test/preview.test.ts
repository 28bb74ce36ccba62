import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { applyOverlay, parseOverlay, readSchema, recogniseRules } from '@verbund/xdatenfelder';
import { renderToString } from 'preact-render-to-string';
import { previewPage, type PagePreview } from '../index.ts';

const seeds = new URL('../../../../seeds/schemas/', import.meta.url);

async function dogTax(): Promise<PagePreview> {
  const { schema } = await readSchema(await readFile(new URL('hundesteuer-anmeldung.xml', seeds)));
  const overlay = JSON.parse(await readFile(new URL('hundesteuer-anmeldung.overlay.json', seeds), 'utf8')) as unknown;
  const form = applyOverlay(schema, parseOverlay(overlay, schema));
  const rules = { rules: recogniseRules(schema).recognised };
  return { schema, form, rules, answers: {}, pageId: form.pages[1]?.id ?? '', lang: 'de', today: '2026-11-02' };
}

test('a preview is the page of the form, without anything that could be sent', async () => {
  const input = await dogTax();
  const html = renderToString(previewPage(input));
  assert.match(html, /^<fieldset class="vb-preview" disabled/u);
  assert.match(html, /Schritt 2 von \d/u);
  assert.doesNotMatch(html, /<form\b/u);
  const ids = [...html.matchAll(/ (?:id|name)="([^"]+)"/gu)].map((match) => match[1] ?? '');
  assert.ok(ids.length > 2);
  assert.deepEqual(ids.filter((id) => !id.startsWith('vorschau-') && id !== '_action'), []); // prettier-ignore
});

test('a preview speaks the chosen language and knows an unknown page as the first one', async () => {
  const input = await dogTax();
  const html = renderToString(previewPage({ ...input, lang: 'en', pageId: 'gibt-es-nicht' }));
  assert.match(html, /lang="en"/u);
  assert.match(html, /Step 1 of/u);
  assert.match(html, new RegExp(input.form.pages[0]?.title.en ?? 'no title', 'u'));
});

test('a preview shows what the answers bring up', async () => {
  const input = await dogTax();
  const with_ = renderToString(previewPage({ ...input, answers: { 'G99000010400/F99000010401': true } }));
  const without = renderToString(previewPage({ ...input, answers: { 'G99000010400/F99000010401': false } }));
  assert.ok(with_.length > without.length + 100);
});
