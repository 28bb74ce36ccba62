import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { buildDocx, buildOdt, buildZip, type ZipPart } from '../../test/zip-builder.ts';
import { inspectArchive } from './inspect-archive.ts';
import { sourceOfBytes } from './range-reader.ts';

const inspect = (bytes: Uint8Array): ReturnType<typeof inspectArchive> => inspectArchive(sourceOfBytes(bytes));
const office = 'application/vnd.openxmlformats-officedocument';
const text = Buffer.from('Ein ganz gewöhnlicher Text.\n'.repeat(50));

test('the kind shows by the parts', async () => {
  const xlsx = buildZip([{ name: '[Content_Types].xml' }, { name: 'xl/workbook.xml' }]);
  const cases: readonly (readonly [Buffer, string])[] = [
    [
      buildZip([
        { name: 'a.txt', content: text },
        { name: 'Unterlagen/', content: Buffer.alloc(0), store: true },
      ]),
      'application/zip',
    ],
    [buildDocx(), `${office}.wordprocessingml.document`],
    [xlsx, `${office}.spreadsheetml.sheet`],
    [buildOdt(), 'application/vnd.oasis.opendocument.text'],
    [buildZip([{ name: 'word/document.xml' }]), 'application/zip'],
    [buildZip([]), 'application/zip'],
  ];
  for (const [bytes, mimeType] of cases) assert.deepEqual(await inspect(bytes), { ok: true, mimeType, flags: [] });
});

test('macros, controls, embedded objects and scripts in a PDF are flagged', async () => {
  const ole = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), randomBytes(100)]);
  const scripted = Buffer.from('%PDF-1.7\n1 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n%%EOF\n');
  const cases: readonly (readonly [Buffer, readonly string[]])[] = [
    [buildDocx([{ name: 'word/vbaProject.bin', content: ole }]), ['macros', 'active-content']],
    [buildDocx([{ name: 'word/activeX/activeX1.xml' }]), ['active-content']],
    [buildOdt([{ name: 'Basic/Standard/Modul1.xml' }]), ['macros']],
    [buildZip([{ name: 'Antrag.docm', content: buildDocx() }]), ['macros']],
    [buildZip([{ name: 'Brief.docx', content: buildDocx([{ name: 'word/vbaProject.bin' }]) }]), ['macros']],
    [buildZip([{ name: 'Formular.pdf', content: scripted }]), ['active-content']],
  ];
  for (const [bytes, flags] of cases) {
    const report = await inspect(bytes);
    assert.ok(report.ok, JSON.stringify(report));
    assert.deepEqual([...report.flags].sort(), [...flags].sort());
  }
});

const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)]);
const inner = (depth: number): Buffer =>
  depth === 0 ? text : buildZip([{ name: 'innen.zip', content: inner(depth - 1) }]);
const one = (part: Partial<ZipPart>): Buffer => buildZip([{ name: 'a.txt', content: text, ...part }]);

const refused: readonly (readonly [string, Buffer, string])[] = [
  ['a path that leads out', one({ name: '../../etc/passwd' }), 'archive-path'],
  ['an absolute path', one({ name: '/etc/passwd' }), 'archive-path'],
  ['a path of Windows', one({ name: 'C:\\Windows\\x.txt' }), 'archive-path'],
  ['a backslash', one({ name: '..\\x.txt' }), 'archive-path'],
  ['a zero byte in a name', one({ name: 'a.txt\0.pdf' }), 'archive-path'],
  ['a symbolic link', one({ claims: { unixMode: 0o120777 } }), 'archive-path'],
  ['an encrypted entry', one({ claims: { flags: 0x801 } }), 'archive-encrypted'],
  ['a strange method of packing', one({ claims: { method: 14 } }), 'archive-damaged'],
  ['a program by its name', one({ name: 'Rechnung.pdf.exe' }), 'archive-program'],
  ['a program whose name ends with a dot', one({ name: 'Rechnung.exe. ' }), 'archive-program'],
  ['a program by its content', one({ name: 'Rechnung.pdf', content: program }), 'archive-program'],
  [
    'a script by its content',
    one({ name: 'lies-mich', content: Buffer.from('#!/bin/sh\nrm -rf /\n') }),
    'archive-program',
  ],
  ['a program in a document', buildDocx([{ name: 'word/media/bild.png', content: program }]), 'archive-program'],
  ['a program in an inner archive', one({ name: 'b.zip', content: one({ content: program }) }), 'archive-program'],
  ['a Java archive', buildZip([{ name: 'META-INF/MANIFEST.MF' }, { name: 'A.txt' }]), 'archive-program'],
  ['three levels', inner(3), 'archive-nested'],
  ['an inner archive of another kind', one({ content: gzipSync(text) }), 'archive-nested'],
  ['a bomb that says so', one({ content: Buffer.alloc(20_000_000) }), 'archive-bomb'],
  ['a bomb that lies', one({ content: Buffer.alloc(20_000_000), claims: { unpacked: 1000 } }), 'archive-damaged'],
  ['a size too large to be true', one({ content: text, claims: { unpacked: 0x20000000 } }), 'archive-bomb'],
  [
    'entries that share their bytes',
    buildZip([{ name: 'a' }, { name: 'b', claims: { offset: 0, localName: 'b' } }]),
    'archive-bomb',
  ],
  ['two names for one entry', one({ claims: { localName: 'b.exe' } }), 'archive-damaged'],
  ['the same name twice', buildZip([{ name: 'a' }, { name: 'a' }]), 'archive-damaged'],
  ['something before the archive', buildZip([{ name: 'a' }], { before: program }), 'archive-damaged'],
  ['too many entries', buildZip(Array.from({ length: 2001 }, (_, n) => ({ name: `f${n}` }))), 'archive-too-many'],
  ['no archive at all', Buffer.from('PK\x03\x04 but nothing else'), 'archive-damaged'],
  ['a cut archive', buildZip([{ name: 'a', content: text }]).subarray(0, 60), 'archive-damaged'],
];
for (const [what, bytes, problem] of refused) {
  test(`${what} is refused`, async () => {
    assert.deepEqual(await inspect(bytes), { ok: false, problem });
  });
}

test('many middling entries together are a bomb, too', async () => {
  const part = Buffer.from(randomBytes(20_000).toString('hex').repeat(800));
  assert.ok(part.length > 30_000_000);
  const bytes = buildZip(Array.from({ length: 9 }, (_, n) => ({ name: `f${n}.txt`, content: part })));
  assert.deepEqual(await inspect(bytes), { ok: false, problem: 'archive-bomb' });
});

test('a large honest archive passes', async () => {
  const photo = randomBytes(5_000_000);
  const report = await inspect(
    buildZip(Array.from({ length: 8 }, (_, n) => ({ name: `Foto ${n}.jpg`, content: photo }))),
  );
  assert.deepEqual(report, { ok: true, mimeType: 'application/zip', flags: [] });
});

test('whatever is changed in an archive, it is refused or read, never a crash', async () => {
  const whole = buildDocx([{ name: 'word/media/a.png', content: randomBytes(300) }]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
      async (changes) => {
        const changed = Buffer.from(whole);
        for (const [at, value] of changes) changed[at] = value;
        const report = await inspect(changed);
        assert.ok(report.ok || report.problem.startsWith('archive-'));
      },
    ),
    { numRuns: 300 },
  );
});

test('errors of the storage are not called damage of the archive', async () => {
  const broken = {
    bytes: 100,
    // eslint-disable-next-line require-yield -- it breaks before its first piece
    async *read(): AsyncGenerator<Uint8Array> {
      throw Object.assign(new Error('blobs/damaged'), { kind: 'internal' });
    },
  };
  await assert.rejects(inspectArchive(broken), /blobs\/damaged/u);
});
