import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeFilename } from './file-names.ts';

test('names are bare, visible and fit the content', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['Zeugnis.pdf', 'application/pdf', 'Zeugnis.pdf'],
    ['ZEUGNIS.PDF', 'application/pdf', 'ZEUGNIS.pdf'],
    ['C:\\Users\\erika\\Foto.jpeg', 'image/jpeg', 'Foto.jpeg'],
    ['../../etc/passwd', 'application/pdf', 'passwd.pdf'],
    ['rechnung.exe', 'application/pdf', 'rechnung.exe.pdf'],
    ['gpj\u202e.exe', 'image/png', 'gpj.exe.png'],
    ['.htaccess', 'application/pdf', 'htaccess.pdf'],
    ['', 'image/png', 'datei.png'],
    ['bescheid.xml', 'application/xml', 'bescheid.xml'],
    ['a"b\r\nSet-Cookie: x.png', 'image/png', 'abSet-Cookie x.png'],
    ['Über\u0308sicht Łódź.pdf', 'application/pdf', 'Über\u0308sicht Łódź.pdf'.normalize('NFC')],
  ];
  for (const [claimed, type, expected] of cases) assert.equal(safeFilename(claimed, type), expected);
});

test('whatever is claimed, the name has no folder, no control character and a bounded length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (claimed) => {
      const name = safeFilename(claimed, 'application/pdf');
      assert.ok(name.endsWith('.pdf') && name.length <= 210);
      assert.doesNotMatch(name, /^\.|[\\/\p{Cc}"<>]/u);
    }),
  );
});

test('a name of another type is bounded, visible and bare as well', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (claimed) => {
      const name = safeFilename(claimed, 'text/html');
      assert.ok(name !== '' && name.length <= 200);
      assert.doesNotMatch(name, /^\.|[\\/\p{Cc}"<>]/u);
    }),
  );
});
