import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeCsv } from './csv.ts';

const text = (value: string) => ({ kind: 'text', text: value }) as const;

describe('CSV for German spreadsheets', () => {
  it('has the mark, semicolons and decimal commas', () => {
    const money = (cents: number) => ({ kind: 'money', cents }) as const;
    const rows = [[text('Größe'), money(123_456), money(-5), money(0), { kind: 'count', value: 2026 }, null]] as const;
    assert.equal(writeCsv(rows), '\uFEFFGröße;1234,56;-0,05;0,00;2026;\r\n');
  });

  it('quotes what would part cells', () => {
    assert.equal(
      writeCsv([[text('a;b'), text('say "x"'), text('two\nlines')]]),
      '\uFEFF"a;b";"say ""x""";"two\nlines"\r\n',
    );
  });

  it('lets no text run as a formula', () => {
    for (const evil of ['=1+1', '+cmd', '-2', '@SUM(A1)', '  =1', '\t=1', '\r=1', '|calc', '\u00a0=1']) {
      const line = writeCsv([[text(evil)]]).slice(1);
      assert.match(line, /^"?'/, JSON.stringify(evil));
    }
    assert.equal(writeCsv([[text('Hunde-Steuer')]]), '\uFEFFHunde-Steuer\r\n');
  });
});
