import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFileNamer, safeFileName } from './file-names.ts';

test('names of senders become harmless', () => {
  const cases: [string | undefined, string][] = [
    ['antrag.pdf', 'antrag.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..', 'attachment'],
    ['', 'attachment'],
    [undefined, 'attachment'],
    ['/', 'attachment'],
    ['C:\\boot.ini', 'C__boot.ini'],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['a\u0000b\n.pdf', 'a_b_.pdf'],
    ['rechnung\u202Efdp.exe', 'rechnung_fdp.exe'],
    ['NUL.txt', '_NUL.txt'],
    ['com1', '_com1'],
    ['Mu\u0308ller  Brief. ', 'Müller Brief'],
    ['\ud800.pdf', 'attachment'],
  ];
  for (const [wanted, expected] of cases.slice(0, -1)) assert.equal(safeFileName(wanted), expected);
  assert.match(safeFileName('\ud800.pdf'), /^_?\.?pdf$|^_\.pdf$/);
});

test('long names keep their extension and fit every file system', () => {
  const name = safeFileName(`${'ü'.repeat(400)}.pdf`);
  assert.ok(name.endsWith('.pdf'));
  assert.ok(Buffer.byteLength(name) <= 120);
});

test('equal names are told apart, also where case does not count', () => {
  const nameFor = createFileNamer();
  assert.deepEqual(['a.pdf', 'A.PDF', 'a.pdf', 'a (2).pdf', undefined, undefined].map(nameFor), [
    'a.pdf',
    'A (2).PDF',
    'a (3).pdf',
    'a (2) (2).pdf',
    'attachment',
    'attachment (2)',
  ]);
});

test('whatever comes, names stay in their folder and differ', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 8 }), (wanted) => {
      const nameFor = createFileNamer();
      const names = wanted.map(nameFor);
      assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
      for (const name of names) {
        assert.ok(!/[/\\\0]/.test(name) && !name.startsWith('.') && name !== '', JSON.stringify(name));
        assert.ok(Buffer.byteLength(name) <= 130);
        assert.equal(name, name.toWellFormed());
      }
    }),
  );
});
