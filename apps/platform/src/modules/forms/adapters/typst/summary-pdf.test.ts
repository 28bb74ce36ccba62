import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SummaryDocument } from '../../domain/ports.ts';
import { withCodePoints } from './displayable.ts';
import { createSummaryPdf } from './summary-pdf.ts';

const document: SummaryDocument = {
  authority: 'Stadt Xanten',
  watermark: null,
  service: 'Anmeldung zur Hundesteuer',
  receiptNumber: 'XAN-4444-4447',
  storedAt: new Date('2026-11-02T09:00:00Z'),
  declaration: 'Ich versichere, dass alles stimmt.',
  sections: [
    {
      pageId: 'a',
      title: 'Angaben zu Ihnen',
      groups: [{ heading: null, rows: [{ pageId: 'a', path: 'x', label: 'Vornamen', value: 'Erika Łódź' }] }],
    },
  ],
};

test('the summary is PDF/A-3a, tagged, German, and the same bytes each time', async () => {
  const render = createSummaryPdf();
  const first = Buffer.from(await render(document));
  const text = first.toString('latin1');
  assert.match(text, /pdfaid:part>3</u);
  assert.match(text, /pdfaid:conformance>A</u);
  assert.match(text, /\/Marked true/u);
  assert.match(text, /\/Lang \(de\)/u);
  assert.match(text, /FiraSans/u);
  assert.ok(first.equals(Buffer.from(await createSummaryPdf()(document))));
});

test('a watermark of a test system lies on the page and the file stays PDF/A', async () => {
  const render = createSummaryPdf();
  const plain = Buffer.from(await render(document));
  const marked = Buffer.from(await render({ ...document, watermark: 'Testsystem – keine echten Anträge' }));
  assert.match(marked.toString('latin1'), /pdfaid:conformance>A</u);
  assert.ok(marked.byteLength > plain.byteLength, 'nothing was added');
});

test('a character without a glyph never stops a delivery', async () => {
  const render = createSummaryPdf();
  for (const value of ['日本 Erika', '\ue000', '\ufeff\ufffe', '\ud800', '\u{10ffff} Ł ẖ̇ Ω', '\u0000', '😀 العربية']) {
    const rows = [{ pageId: 'a', path: 'x', label: 'Vornamen', value }];
    const sections = [{ pageId: 'a', title: 'Seite', groups: [{ heading: null, rows }] }];
    const pdf = Buffer.from(await render({ ...document, sections }));
    assert.match(pdf.toString('latin1'), /pdfaid:part>3</u, JSON.stringify(value));
  }
});

test('what cannot be shown is named by its code point, everything else stays', () => {
  const asked: string[] = [];
  const isShown = (text: string): boolean => {
    asked.push(text);
    return !text.includes('ж');
  };
  assert.deepEqual(withCodePoints({ a: ['日 Łж', 1, null] }, isShown), { a: ['[U+65E5] Ł[U+0436]', 1, null] });
  assert.ok(!asked.join('').includes('日'), 'hopeless signs are not tried one by one');
});

test('what looks like markup is only text', async () => {
  const value = '#panic("no") #include "/etc/passwd" *x* $y$ ] } \\ " \u0000';
  const rows = [{ pageId: 'a', path: 'x', label: '#panic("no")', value }];
  const sections = [{ pageId: 'a', title: '= #panic()', groups: [{ heading: '#panic()', rows }] }];
  const hostile = { ...document, service: '#panic("no")', declaration: '#panic("no")', sections };
  const pdf = Buffer.from(await createSummaryPdf()(hostile));
  assert.ok(pdf.subarray(0, 5).equals(Buffer.from('%PDF-')));
});
