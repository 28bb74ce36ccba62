import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { applyOverlay, type Overlay, parseOverlay, readSchema, recogniseRules } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { createWorld, type World } from './world.ts';

const seeds = new URL('../../../../seeds/schemas/', import.meta.url);
const holder = 'G99000010101';
let world: World;

async function dogTax(digest: string, more: (overlay: Overlay) => Overlay): Promise<CompiledForm> {
  const { schema } = await readSchema(await readFile(new URL('hundesteuer-anmeldung.xml', seeds)));
  const json = JSON.parse(await readFile(new URL('hundesteuer-anmeldung.overlay.json', seeds), 'utf8')) as unknown;
  const form = applyOverlay(schema, more(parseOverlay(json, schema)));
  return { digest, schema, form, rules: { rules: recogniseRules(schema).recognised } };
}

before(async () => {
  const fragen = await dogTax('sha256:fragen', (overlay) => ({ ...overlay, mode: 'questions' }));
  const einfach = await dogTax('sha256:einfach', (overlay) => {
    const texts = { ...overlay.texts };
    const first = `${holder}/F99000010102`;
    texts[first] = { ...texts[first], simple: { label: 'Wie heißen Sie mit Vornamen?' } };
    return { ...overlay, texts };
  });
  world = await createWorld(() => ({}), { fragen, einfach });
});
after(() => world.close());

test('question by question, with the real pages and without JavaScript: forward, back, skipping, check, change', async () => {
  const browser = world.browser('erika');
  await browser.start('fragen');
  const seen: string[] = [];
  const titles: string[] = [];
  for (let step = 0; step < 60 && !browser.path.endsWith('/pruefen'); step += 1) {
    const place = browser.path;
    seen.push(place);
    assert.equal([...browser.page.text.matchAll(/<h1[ >]/gu)].length, 1, `one heading on ${place}`);
    titles.push(/<title>([^<]*)/u.exec(browser.page.text)?.[1] ?? '');
    await browser.send(answersFor(browser.fields(), browser.page.text));
    assert.equal(
      browser.page.status,
      200,
      `${place}: ${/kern-error[\s\S]{0,400}/u.exec(browser.page.text)?.[0] ?? ''}`,
    );
  }
  assert.ok(browser.path.endsWith('/pruefen'), browser.path);
  assert.ok(seen.length > 8, `${seen.length} questions`);
  assert.equal(new Set(titles).size, new Set(seen).size, 'every question has a title of its own');
  assert.match(browser.page.text, /name="erklaerung"/u, 'nothing is missing');
  const sections = [...browser.page.text.matchAll(/<div class="vb-sectionhead">/gu)].length;
  assert.ok(sections < seen.length, 'the check joins the questions of a section');
  const change = /href="(\/konto\/entwurf\/[^"#]+#[^"]+)"/u.exec(browser.page.text)?.[1] ?? '';
  await browser.get(change);
  assert.equal(browser.page.status, 200);
  await browser.get(seen[2] ?? '');
  await browser.send({}, 'zurueck');
  assert.equal(browser.path, seen[1]);
});

/** Without the head of the page, so that a failure is readable. */
function tail(browser: ReturnType<World['browser']>): string {
  return browser.page.text.slice(browser.page.text.indexOf('</form><p'));
}

/** Fills what a page shows empty, by the kind of its controls. */
function answersFor(fields: URLSearchParams, html: string): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const match of html.matchAll(/<(input|textarea|select)\b([^>]*)>((?<=<select[^>]*>)[\s\S]*?<\/select>)?/gu)) {
    const name = /\bname="([^"]+)"/u.exec(match[2] ?? '')?.[1] ?? '';
    if (name === '' || name.startsWith('_') || (fields.get(name) ?? '') !== '' || typed[name] !== undefined) continue;
    const value = /\bvalue="([^"]*)"/u.exec(match[2] ?? '')?.[1] ?? '';
    // Without an exemption, which would want a file.
    if (name.startsWith('G99000010600') && value === 'true') continue;
    if (match[1] === 'select') typed[name] = /<option value="([^"]+)"/u.exec(match[3] ?? '')?.[1] ?? '';
    else if (/type="(?:radio|checkbox)"/u.test(match[2] ?? '')) typed[name] = value;
    else if (name.endsWith('/F99000010506')) typed[name] = '276098100000001';
    else if (/-tag$/u.test(name)) typed[name] = '1';
    else if (/-monat$/u.test(name)) typed[name] = '3';
    else if (/-jahr$/u.test(name)) typed[name] = '2024';
    else if (/autocomplete="[^"]*postal-code"/u.test(match[2] ?? '')) typed[name] = '46509';
    else if (/email/u.test(match[2] ?? '')) typed[name] = 'erika@example.org';
    else if (/inputmode="tel"/u.test(match[2] ?? '')) typed[name] = '02801 1234';
    else if (/inputmode="(?:numeric|decimal)"/u.test(match[2] ?? '')) typed[name] = '1';
    else if (!/type="(?:file|hidden)"/u.test(match[2] ?? '')) typed[name] = 'Muster';
  }
  return typed;
}

test('plain language: chosen on the page, nothing typed is lost, other texts stay usual', async () => {
  const browser = world.browser('erika');
  await browser.start('einfach');
  assert.match(browser.page.text, />In Einfacher Sprache anzeigen</u);
  assert.doesNotMatch(browser.page.text, /Wie heißen Sie mit Vornamen/u);
  await browser.send({ [`${holder}/F99000010102`]: 'Erika Maria' }, 'sprache:einfach');
  assert.match(browser.page.text, /Wie heißen Sie mit Vornamen\?/u);
  assert.match(browser.page.text, /value="Erika Maria"/u);
  const path = browser.path;
  await browser.get(`${path.slice(0, path.lastIndexOf('/'))}/pruefen`);
  assert.match(browser.page.text, /<dt>Wie heißen Sie mit Vornamen\?<\/dt>/u, 'the check speaks it, too');
  await browser.get(path);
  await browser.send({}, 'sprache:alltag');
  assert.doesNotMatch(browser.page.text, /Wie heißen Sie mit Vornamen/u);
  const english = browser.tab();
  english.speak('en');
  await english.get(path);
  assert.doesNotMatch(english.page.text, /plain language|Einfache/u, 'plain language is German');
});

test('a form without plain language offers none', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  assert.doesNotMatch(browser.page.text, /Einfacher Sprache/u);
});

test('what the sign-in filled in says so until the person changes it', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  const note = /Aus Ihrer Anmeldung übernommen/gu;
  assert.equal([...browser.page.text.matchAll(note)].length, 3);
  await browser.send({ [`${holder}/F99000010102`]: 'Erika Maria' }, 'sprache:alltag');
  assert.equal([...browser.page.text.matchAll(note)].length, 2);
  assert.match(tail(browser), /bis zum [\w. ]+ \d{4} gespeichert/u);
  const path = browser.path;
  await browser.get(`${path.slice(0, path.lastIndexOf('/'))}/pruefen`);
  assert.match(tail(browser), /bis zum [\w. ]+ \d{4} gespeichert/u);
});
