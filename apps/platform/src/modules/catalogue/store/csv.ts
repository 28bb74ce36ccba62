/**
 * Reads RFC 4180 text with a heading line into one record per row. Our seed files are ours, so a row
 * with another number of fields is a defect of the file and stops the start.
 */
export function readCsv(text: string, name: string): readonly Readonly<Record<string, string>>[] {
  const [heading, ...rows] = splitRows(text.replace(/^\uFEFF/, ''));
  if (heading === undefined) throw new Error(`${name}: empty file`);
  return rows.map((row, index) => {
    if (row.length !== heading.length) {
      throw new Error(
        `${name}: row ${String(index + 2)} has ${String(row.length)} fields, not ${String(heading.length)}`,
      );
    }
    return Object.fromEntries(heading.map((column, at) => [column, row[at] ?? '']));
  });
}

/** One line of RFC 4180 text, quoted only where needed. */
export function csvLine(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

function splitRows(text: string): string[][] {
  const rows: string[][] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let row: string[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw new Error(`broken quotes after row ${String(rows.length)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') {
      if (row.length > 1 || row[0] !== '') rows.push(row);
      row = [];
    } else if (pattern.lastIndex === text.length) {
      rows.push([...row, '']);
    }
  }
  return rows;
}
