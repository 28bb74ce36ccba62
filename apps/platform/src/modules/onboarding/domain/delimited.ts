export interface DelimitedRow {
  /** As counted in an editor, from 1. */
  line: number;
  cells: readonly string[];
}

/**
 * Text of a list as it comes out of spreadsheets: UTF-8 with or without mark, UTF-16 (Excel: "Unicode text"), or
 * Windows-1252 (Excel in German: "CSV").
 */
export function decodeList(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', bytes.subarray(2));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decode('windows-1252', bytes);
  }
}

const decode = (label: string, bytes: Uint8Array): string => new TextDecoder(label).decode(bytes);

const separators = [';', '\t', ','] as const;

/**
 * Rows of a list (RFC 4180 with the separators that spreadsheets use), without empty ones. The separator is that of the
 * first line that has one; Excel's own first line `sep=;` decides where it is there.
 */
export function readDelimited(text: string): readonly DelimitedRow[] {
  const clean = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const named = /^sep=(.)\n/.exec(clean);
  const body = named === null ? clean : clean.slice(named[0].length);
  const separator = named?.[1] ?? separators.find((one) => firstLineWith(body).includes(one)) ?? ';';
  return split(body, separator, named === null ? 1 : 2).filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function firstLineWith(text: string): string {
  return text.split('\n').find((line) => separators.some((separator) => line.includes(separator))) ?? '';
}

function split(text: string, separator: string, firstLine: number): DelimitedRow[] {
  const rows: DelimitedRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = firstLine;
  let start = firstLine;
  const endCell = (): void => {
    cells.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push({ line: start, cells });
    cells = [];
    start = line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '\n') line += 1;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (letter === separator) endCell();
    else if (letter === '\n') endRow();
    else cell += letter;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}
