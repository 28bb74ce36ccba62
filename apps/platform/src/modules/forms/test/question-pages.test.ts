import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { applyOverlay, parseOverlay, readSchema, recogniseRules } from '@verbund/xdatenfelder';
import { renderToString } from 'preact-render-to-string';
import { type CompiledForm } from '#modules/catalogue';
import { pageOfProblem } from '../domain/check.ts';
import { lookAt, relevantPages } from '../domain/form-state.ts';
import { previewPage } from '../index.ts';

const seeds = new URL('../../../../seeds/schemas/', import.meta.url);
const context = { today: '2026-11-02', land: 'NW' };

async function questions(name: string): Promise<CompiledForm> {
  const { schema } = await readSchema(await readFile(new URL(`${name}.xml`, seeds)));
  const overlay = JSON.parse(await readFile(new URL(`${name}.overlay.json`, seeds), 'utf8')) as unknown;
  const form = applyOverlay(schema, { ...parseOverlay(overlay, schema), mode: 'questions' });
  return { digest: 'd', schema, form, rules: { rules: recogniseRules(schema).recognised } };
}

const dogTax = await questions('hundesteuer-anmeldung');
const idsFor = (answers: Parameters<typeof lookAt>[1]): string[] =>
  relevantPages(lookAt(dogTax, answers, context)).map((page) => page.id);
const show = (pageId: string): string =>
  renderToString(previewPage({ ...dogTax, answers: {}, pageId, lang: 'de', today: context.today }));

test('rules skip whole questions', () => {
  const asked = idsFor({ 'G99000010400/F99000010401': true });
  const skipped = idsFor({ 'G99000010400/F99000010401': false });
  assert.ok(asked.length > skipped.length);
  assert.ok(skipped.every((id) => asked.includes(id)));
});

test('the question is the heading of its page, once', () => {
  const page = dogTax.form.pages.find(({ nodes }) => nodes.at(-1) === 'G99000010400/F99000010401');
  assert.ok(page);
  const html = show(page.id);
  assert.equal(html.split(page.title.de).length - 1, 1);
  assert.match(html, /<legend class="kern-label"><h3 class="vb-question">/u);
});

test('a composite stays together on one page', () => {
  const page = dogTax.form.pages.find(({ nodes }) => nodes.includes('G99000010101/G99000010210'));
  assert.ok(page, dogTax.form.pages.map(({ nodes }) => nodes.join(' ')).join('\n'));
  assert.equal([...show(page.id).matchAll(/<input /gu)].length, 5);
});

test('a problem of a group leads to its first question', () => {
  const error = { path: 'G99000010101', code: 'required', params: {} } as const;
  assert.equal(pageOfProblem(dogTax, error), dogTax.form.pages[0]);
  const last = { path: 'G99000010400/F99000010401', code: 'required', params: {} } as const;
  assert.deepEqual(pageOfProblem(dogTax, last)?.nodes, ['G99000010400/F99000010401']);
});

test('an address is one block: parts beside each other, each with its purpose', () => {
  const page = dogTax.form.pages.find(({ nodes }) => nodes.includes('G99000010101/G99000010210'));
  const html = show(page?.id ?? '');
  assert.match(html, /<div class="vb-together">/u);
  for (const part of ['street', 'house-number', 'postcode', 'city'])
    assert.match(html, new RegExp(`vb-together__${part}"`, 'u'));
  // A section of its own: two persons of a form are not filled with each other's address.
  assert.match(html, /autocomplete="section-g99000010101-g99000010210 postal-code"/u);
});
