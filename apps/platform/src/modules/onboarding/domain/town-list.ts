import { parseArs } from '#modules/catalogue';
import { readDelimited } from './delimited.ts';
import { isMail } from './staff-list.ts';

export type TownLineProblem = 'ars-invalid' | 'ars-rounded' | 'mail-invalid' | 'double' | 'too-many';

export interface TownLine {
  line: number;
  /** 12 digits where it is one, else what was written. */
  ars: string;
  email: string;
  problem: TownLineProblem | null;
  detail: string;
}

/** As many towns as the largest Land has districts and towns in one go; more come in a second list. */
export const maxTownLines = 400;

/** Spreadsheets drop the leading zero of a number, and round long ones. */
function readArs(cell: string): { ars: string | null; problem: TownLineProblem } {
  const digits = cell.replaceAll(/[\s.]/g, '');
  if (/^\d[,.]?\d*E\+?\d+$/i.test(cell.replaceAll(' ', ''))) return { ars: null, problem: 'ars-rounded' };
  const whole = /^\d{11}$/.test(digits) ? `0${digits}` : digits;
  return { ars: parseArs(whole) ?? null, problem: 'ars-invalid' };
}

/** `ARS; mail` per line, with or without a head. */
export function readTownList(text: string): readonly TownLine[] {
  const rows = readDelimited(text);
  const hasHead = rows[0] !== undefined && !rows[0].cells.some((cell) => /\d|@/.test(cell));
  const seen = new Map<string, number>();
  return rows.slice(hasHead ? 1 : 0).map(({ line, cells }, index) => {
    const email = cells.find((cell) => cell.includes('@')) ?? cells[1] ?? '';
    const written = cells[0] ?? '';
    const { ars, problem } = readArs(written);
    const made = (found: TownLineProblem | null, detail = ''): TownLine => ({
      ...{ line, ars: (ars ?? written).slice(0, 40), email: email.slice(0, 254), problem: found, detail },
    });
    if (index >= maxTownLines) return made('too-many');
    if (ars === null) return made(problem);
    const before = seen.get(ars);
    if (before !== undefined) return made('double', String(before));
    seen.set(ars, line);
    return isMail(email) ? made(null) : made('mail-invalid');
  });
}
