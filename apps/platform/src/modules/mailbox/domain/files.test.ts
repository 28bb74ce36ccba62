import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeContentType, safeFilename } from './files.ts';

test('names lose folders, tricks and wrong endings', () => {
  const cases: [string, string, string][] = [
    ['../../etc/passwd', 'application/pdf', 'passwd.pdf'],
    ['C:\\Temp\\Nachweis.PDF', 'application/pdf', 'Nachweis.pdf'],
    ['bild.jpeg', 'image/jpeg', 'bild.jpeg'],
    ['rechnung.exe', 'application/pdf', 'rechnung.exe.pdf'],
    ['a\u202egnp.exe', 'image/png', 'agnp.exe.png'],
    ['', 'image/png', 'datei.png'],
    ['bescheid.xml', 'application/xml', 'bescheid.xml'],
  ];
  for (const [claimed, type, expected] of cases) assert.equal(safeFilename(claimed, type), expected);
});

test('no name can carry a path, a quote or a line break', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('application/pdf', 'text/html'), (claimed, type) => {
      const name = safeFilename(claimed, type);
      return name !== '' && !/[\\/"\r\n\0]/u.test(name) && !name.startsWith('.') && name.length <= 260;
    }),
  );
});

test('types that a browser runs become bytes', () => {
  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'x"; y'])
    assert.equal(safeContentType(type), 'application/octet-stream');
  assert.equal(safeContentType('application/pdf'), 'application/pdf');
});
