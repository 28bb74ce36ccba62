import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Cell } from './domain/budget-table.ts';
import { writeXlsx } from './xlsx.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbund-xlsx-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Cell => ({ kind: 'text', text: value });
const rows: readonly (readonly Cell[])[] = [
  [text('Dienst'), text('Jahr'), text('Bedarf')],
  [text('=1+1 <b> & "x" \u0000Größe'), { kind: 'count', value: 2026 }, { kind: 'money', cents: -123_405 }],
  [null, null, { kind: 'money', cents: 5 }],
];

/** Reads a workbook with another program's ZIP and XML readers: Python's, which check lengths and checksums. */
const reader = `
import sys, zipfile, json, xml.etree.ElementTree as et
z = zipfile.ZipFile(sys.argv[1]); bad = z.testzip(); assert bad is None, bad
n = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
for name in z.namelist(): et.fromstring(z.read(name))
s = et.fromstring(z.read('xl/worksheets/sheet1.xml'))
out = []
for row in s.findall('.//m:row', n):
  out.append([[c.get('r'), c.get('s'), (c.find('m:is/m:t', n).text if c.get('t') == 'inlineStr' else c.find('m:v', n).text)] for c in row.findall('m:c', n)])
print(json.dumps({'names': z.namelist(), 'rows': out, 'sheet': et.fromstring(z.read('xl/workbook.xml')).find('.//m:sheet', n).get('name')}))
`;

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a workbook', () => {
  it('is read back by another reader, cell by cell', { skip: hasPython() ? false : 'skipped: no python3' }, () => {
    const file = join(folder, 'haushalt.xlsx');
    writeFileSync(file, writeXlsx('Haushalt: 2026/27', rows, [40, 10, 15]));
    const read = JSON.parse(execFileSync('python3', ['-c', reader, file], { encoding: 'utf8' })) as Record<
      string,
      unknown
    >;
    assert.equal(read['sheet'], 'Haushalt  2026 27');
    assert.deepEqual(read['rows'], [
      [['A1', '1', 'Dienst'], ['B1', '1', 'Jahr'], ['C1', '1', 'Bedarf']],
      [['A2', null, '=1+1 <b> & "x" Größe'], ['B2', null, '2026'], ['C2', '2', '-1234.05']],
      [['C3', '2', '0.05']],
    ]); // prettier-ignore
  });

  it('has the same bytes for the same cells', () => {
    assert.deepEqual(writeXlsx('x', rows, [1]), writeXlsx('x', rows, [1]));
    assert.notDeepEqual(writeXlsx('x', rows, [1]), writeXlsx('x', rows.slice(1), [1]));
  });
});
