import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { narrowOptions, readDateParts, renderDocument, safeHref, safeSrc, shell, StructuredText } from '../index.ts';
import { FormPage, gallery } from './gallery.tsx';

test('safeHref keeps links people need and refuses the rest', () => {
  for (const good of ['/a?b=c', '#x', '?q=1', 'https://x.de/', 'http://x.de', 'mailto:a@b.de', 'tel:+491']) {
    assert.equal(safeHref(good), good);
  }
  const bad = [
    '',
    '//x.de',
    '/\\x.de',
    'javascript:alert(1)',
    'JAVASCRIPT:1',
    'java\tscript:1',
    ' /x',
    'data:text/html,x',
    'https:/x',
  ];
  for (const href of bad) assert.equal(safeHref(href), '#', href);
});

test('safeSrc never leaves our origin', () => {
  assert.equal(safeSrc('/wappen/1.png'), '/wappen/1.png');
  assert.equal(safeSrc('data:image/png;base64,AA'), 'data:image/png;base64,AA');
  for (const src of ['https://x.de/a.png', '//x.de/a.png', 'data:text/html,x', null, undefined]) {
    assert.equal(safeSrc(src), undefined);
  }
});

test('structured text never lets markup through', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '"', '[a](', ')', 'javascript:', 'https://x.de', '# ', '- ', '\n', 'x', '&')),
      (parts) => {
        const html = renderToString(h(StructuredText, { text: parts.join('') }));
        assert.doesNotMatch(html, /<(?!\/?(?:div|p|ul|li|h2|h3|a)[ >])/);
        assert.doesNotMatch(html, /href="(?!https:\/\/x\.de)/);
      },
    ),
  );
  const html = renderToString(
    h(StructuredText, { text: '# Titel\n\nText\nweiter [hier](https://x.de)\n- eins\n- zwei' }),
  );
  assert.equal(
    html,
    '<div class="vb-text"><h2 class="kern-heading-medium">Titel</h2><p>Text weiter <a href="https://x.de">hier</a></p><ul><li>eins</li><li>zwei</li></ul></div>',
  );
});

test('a search finds letters with marks and puts beginnings first', () => {
  const options = ['Groß-Gerau', 'Österreich', 'Neu-Österreich'].map((label) => ({ value: label, label }));
  assert.deepEqual(
    narrowOptions(options, 'osterr').shown.map((o) => o.label),
    ['Österreich', 'Neu-Österreich'],
  );
  assert.equal(narrowOptions(options, 'gross').total, 1);
  assert.deepEqual(narrowOptions(options, ' '), { shown: [], total: 0 });
});

test('date parts are read as typed', () => {
  assert.deepEqual(readDateParts(new URLSearchParams('d-tag= 1&d-monat=2&d-jahr=1990'), 'd'), {
    day: '1',
    month: '2',
    year: '1990',
  });
});

test('every page has one h1, one main, a language, unique ids and labels that reach their input', () => {
  for (const [name, page] of Object.entries(gallery)) {
    const html = renderDocument(page());
    assert.match(html, /^<!doctype html><html lang="de">/, name);
    assert.equal(html.match(/<h1/g)?.length, 1, name);
    assert.equal(html.match(/<main/g)?.length, 1, name);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
    assert.deepEqual(ids.length, new Set(ids).size, name);
    for (const [, target] of html.matchAll(/ (?:for|aria-labelledby)="([^"]+)"/g))
      assert.ok(ids.includes(target), `${name} ${target}`);
    for (const [, targets = ''] of html.matchAll(/ aria-describedby="([^"]+)"/g)) {
      for (const target of targets.split(' ')) assert.ok(ids.includes(target), `${name} ${target}`);
    }
  }
});

test('the frame shows the demonstration banner until told otherwise', () => {
  const ctx = shell({ lang: 'de', csrfToken: 't', url: new URL('http://x/'), person: null, staff: null });
  assert.equal(ctx.isDemo, true, 'demo until told otherwise');
});

test('a page of ten fields renders in well under a millisecond', () => {
  for (let i = 0; i < 300; i++) renderDocument(h(FormPage, {}));
  const start = performance.now();
  for (let i = 0; i < 300; i++) renderDocument(h(FormPage, {}));
  const each = (performance.now() - start) / 300;
  // The goal is 0.4 ms on a quiet machine; the bound leaves room for a busy one.
  assert.ok(each < 2, `${each.toFixed(3)} ms`);
  console.log(`render ten fields: ${each.toFixed(3)} ms`);
});
