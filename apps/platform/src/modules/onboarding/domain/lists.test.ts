import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeList, readDelimited } from './delimited.ts';
import { readStaffList } from './staff-list.ts';
import { readTownList } from './town-list.ts';

const people = [
  ['Name', 'E-Mail', 'Rolle'],
  ['Jörg Müßig', 'joerg@alpen.example', 'Sachbearbeitung'],
  ['Äpfel, Öznur', 'oeznur@alpen.example', 'Verwaltung, Kämmerei'],
];
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

test('reads what spreadsheets write, whatever separator, quotes, line ends and encoding', () => {
  const expected = [
    ['Jörg Müßig', 'joerg@alpen.example', ['case-worker']],
    ['Äpfel, Öznur', 'oeznur@alpen.example', ['admin', 'treasurer']],
  ];
  const encodings: readonly ((text: string) => Uint8Array)[] = [
    (text) => Buffer.from(text),
    (text) => Buffer.from(`\ufeff${text}`),
    (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    // All letters used here are the same in Windows-1252 and Latin-1.
    (text) => Buffer.from(text, 'latin1'),
  ];
  for (const separator of [';', '\t', ',']) {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      for (const encode of encodings) {
        const text = people.map((row) => row.map(quoted).join(separator)).join(lineEnd) + lineEnd;
        const lines = readStaffList(decodeList(encode(text)));
        assert.deepEqual(
          lines.map(({ name, email, roles }) => [name, email, roles]),
          expected,
        );
        assert.deepEqual(
          lines.map(({ problem }) => problem),
          [null, null],
        );
      }
    }
  }
});

test('whatever stands in the cells comes back, with the right lines', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\ufeff\r]/g, '').trim());
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.constantFrom(';', '\t', ','), (rows, separator) => {
      const text = `sep=${separator}\n${rows.map((cells) => cells.map(quoted).join(separator)).join('\n')}`;
      const read = readDelimited(text);
      const kept = rows.filter((cells) => cells.some((one) => one !== ''));
      assert.deepEqual(
        read.map(({ cells }) => cells),
        kept.map((cells) => cells.map((one) => one)),
      );
      for (const { line } of read) assert.ok(line >= 2);
    }),
  );
});

test('names the error of each line and sends the others', () => {
  const list = `Vorname;Nachname;Mail;Funktion
Anna;Amtsfrau;anna@alpen.example;Sachbearbeiterin
Bernd;Bescheid;bernd(at)alpen.example;Sachbearbeitung
Carla;Leitung;;Verwaltung
Anna;Doppelt;ANNA@alpen.example;Kämmerei

Dora;Dachs;dora@alpen.example;Hausmeister
Emil;Esel;emil@alpen.example;
Frida;Fuchs;frida@alpen.example;Datenschutzbeauftragte und Informationssicherheit`;
  assert.deepEqual(
    readStaffList(list).map(({ line, problem, detail, roles }) => [line, problem, detail, roles.join()]),
    [
      [2, null, '', 'case-worker'],
      [3, 'mail-invalid', '', 'case-worker'],
      [4, 'mail-missing', '', 'admin'],
      [5, 'double', '2', 'treasurer'],
      [7, 'role-unknown', 'Hausmeister', ''],
      [8, 'role-missing', '', ''],
      [9, null, '', 'data-protection,security-officer'],
    ],
  );
});

test('nobody becomes an operator by a list', () => {
  const [line] = readStaffList('Otto;otto@alpen.example;Betrieb');
  assert.deepEqual([line?.problem, line?.roles], ['role-unknown', []]);
});

test('reads regional keys as people and spreadsheets write them', () => {
  const list = `ARS;Mail
051700004004;a@alpen.example
05 170 0004 004;b@alpen.example
51700052052;x@xanten.example
5,17E+10;y@xanten.example
991700052052;z@xanten.example
051700032032;keine
`;
  assert.deepEqual(
    readTownList(list).map(({ line, ars, problem, detail }) => [line, ars, problem, detail]),
    [
      [2, '051700004004', null, ''],
      [3, '051700004004', 'double', '2'],
      [4, '051700052052', null, ''],
      [5, '5,17E+10', 'ars-rounded', ''],
      [6, '991700052052', 'ars-invalid', ''],
      [7, '051700032032', 'mail-invalid', ''],
    ],
  );
});

test('lists without head, with other separators and endless ones are read or refused line by line', () => {
  assert.equal(readTownList('051700004004, a@alpen.example')[0]?.problem, null);
  assert.equal(readTownList('051700004004\ta@alpen.example')[0]?.email, 'a@alpen.example');
  const many = Array.from({ length: 600 }, (_, index) => `Name;p${String(index)}@x.example;Verwaltung`).join('\n');
  const read = readStaffList(many);
  assert.deepEqual([read[499]?.problem, read[500]?.problem], [null, 'too-many']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      readTownList(text);
      readStaffList(text);
    }),
  );
});
