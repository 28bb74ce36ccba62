import { type Cell } from './budget-table.ts';

/** Spreadsheets read UTF-8 only after its mark. */
const byteOrderMark = '\uFEFF';

/** CSV as German spreadsheets open it: UTF-8 with mark, semicolons, decimal commas, lines end with CR LF (RFC 4180). */
export function writeCsv(rows: readonly (readonly Cell[])[]): string {
  return byteOrderMark + rows.map((row) => `${row.map(fieldOf).join(';')}\r\n`).join('');
}

function fieldOf(cell: Cell): string {
  if (cell === null) return '';
  switch (cell.kind) {
    case 'text':
      return quoted(withoutFormula(cell.text));
    case 'count':
      return String(cell.value);
    case 'money':
      return germanDecimal(cell.cents);
  }
}

/** No dots between thousands: some programs would read them as decimals. */
function germanDecimal(cents: number): string {
  const whole = Math.abs(cents);
  const text = `${String(Math.floor(whole / 100))},${String(whole % 100).padStart(2, '0')}`;
  return cents < 0 ? `-${text}` : text;
}

/**
 * A text of a stranger that begins like a formula would be run by a spreadsheet; an apostrophe makes it text (OWASP, CSV
 * injection). Blanks before it do not help the stranger, tab and line breaks begin formulas too.
 */
function withoutFormula(text: string): string {
  return /^[\s\u00a0]*[=+\-@|]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
