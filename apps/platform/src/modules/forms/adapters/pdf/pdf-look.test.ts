import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { newPdfBudget, PdfLook, type PdfFindings } from './pdf-look.ts';

function look(bytes: Uint8Array, step = bytes.length): PdfFindings {
  const pdf = new PdfLook();
  for (let at = 0; at < bytes.length; at += step) pdf.take(bytes.subarray(at, at + step));
  return pdf.finish();
}

const file = (...objects: (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'),
    ...objects.map((object, index) =>
      Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]),
    ),
    Buffer.from('trailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  ]);
const stream = (dictionary: string, content: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${content.length} >>\nstream\r\n`),
    content,
    Buffer.from('\nendstream'),
  ]);
const objects = (content: string): Buffer =>
  stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(content));

const nothing = { startsProgram: false, flags: [] };
const script = { startsProgram: false, flags: ['active-content'] };
const launch = { startsProgram: true, flags: [] };

const cases: readonly (readonly [string, Buffer, PdfFindings | typeof script])[] = [
  ['plain', file('<< /Type /Catalog >>', stream('/Length 3', Buffer.from('BT (JavaScript) Tj ET'))), nothing],
  ['the word in a text', file('<< /Title (About JavaScript and Launch) >>'), nothing],
  ['a longer name', file('<< /JavaScriptish 1 /Launcher 2 /JSON 3 >>'), nothing],
  ['a script', file('<< /S /JavaScript /JS (app.alert(1)) >>'), script],
  ['a script with a written-out name', file('<< /S /J#61vaScr#69pt /J#53 (x) >>'), script],
  ['a script in an object stream', file(objects('1 0 << /S /JavaScript /JS (x) >>')), script],
  ['a film', file('<< /Subtype /RichMedia >>'), script],
  ['a launch action', file('<< /S /Launch /Win << /F (cmd.exe) >> >>'), launch],
  ['a launch action in an object stream', file(objects('1 0 << /S /Launch /F (x) >>')), launch],
  ['a launch action with a written-out name', file('<< /S /#4caunch /F (x) >>'), launch],
  [
    'a launch action behind a stream without end',
    Buffer.concat([file(), Buffer.from('<< >>\nstream\n<< /S /#4caunch >>')]),
    launch,
  ],
  ['a password', file('<< /Encrypt 5 0 R >>'), { startsProgram: false, flags: ['encrypted'] }],
  [
    'an object stream that nobody can read',
    file(stream('/Type /ObjStm', randomBytes(50))),
    { startsProgram: false, flags: ['encrypted'] },
  ],
];
for (const [what, bytes, expected] of cases) {
  test(`${what}: the same whole and in pieces of any size`, () => {
    assert.deepEqual(look(bytes), expected);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (step) => {
        assert.deepEqual(look(bytes, step), expected);
      }),
      { numRuns: 40 },
    );
  });
}

test('the bytes of pictures are not taken for scripts', () => {
  const picture = Buffer.alloc(3_000_000);
  for (let at = 0; at < picture.length - 8; at += 4096) picture.write('/JS (x)', at, 'latin1');
  assert.deepEqual(look(file(stream('/Subtype /Image', picture)), 65_536), nothing);
});

test('an object stream that unpacks without end is flagged, not unpacked', () => {
  const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
  assert.deepEqual(look(file(stream('/Type /ObjStm', bomb)), 65_536), { startsProgram: false, flags: ['encrypted'] });
});

/** How long the quickest of three looks takes. */
function timeOf(bytes: Uint8Array): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    look(bytes, 65_536);
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('many object streams that unpack without end cost no more than one', () => {
  const bomb = stream('/Type /ObjStm', deflateSync(Buffer.alloc(64 * 1024 * 1024)));
  const one = timeOf(file(bomb));
  const many = timeOf(file(...Array.from({ length: 40 }, () => bomb)));
  assert.ok(many < 10 * (one + 10), `one takes ${one} ms, forty take ${many} ms`);
});

test('files of one archive share what may be unpacked for them', () => {
  const budget = newPdfBudget();
  const bomb = file(stream('/Type /ObjStm', deflateSync(Buffer.alloc(64 * 1024 * 1024))));
  const first = new PdfLook(budget);
  first.take(bomb);
  assert.deepEqual(first.finish().flags, ['encrypted']);
  const second = new PdfLook(budget);
  second.take(file(objects('1 0 << /S /JavaScript /JS (x) >>')));
  // Not looked into any more, and said so.
  assert.deepEqual(second.finish().flags, ['encrypted']);
});
