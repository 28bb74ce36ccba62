/**
 * CSV for spreadsheets in Germany: semicolon, byte order mark, CRLF (RFC 4180). A cell that a spreadsheet would take
 * for a formula gets an apostrophe: labels come from files of third parties.
 */
export function csvFile(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
