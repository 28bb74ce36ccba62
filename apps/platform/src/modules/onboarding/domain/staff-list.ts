import { type Role } from '#modules/identity';
import { readDelimited } from './delimited.ts';

export type StaffProblem = 'mail-missing' | 'mail-invalid' | 'role-missing' | 'role-unknown' | 'double' | 'too-many';

export interface StaffLine {
  line: number;
  name: string;
  email: string;
  roles: readonly Role[];
  problem: StaffProblem | null;
  /** The word that is no role, or the line with the same address. */
  detail: string;
}

export const maxStaffLines = 500;

/** Words by which people call the roles, as they begin, in lower case and without umlauts. */
const roleWords: readonly (readonly [string, Role])[] = [
  ['verwaltung', 'admin'],
  ['admin', 'admin'],
  ['leitung', 'admin'],
  ['sachbearbeit', 'case-worker'],
  ['case', 'case-worker'],
  ['dienste', 'catalogue-editor'],
  ['redaktion', 'catalogue-editor'],
  ['catalogue', 'catalogue-editor'],
  ['nachnutzung', 'coordinator'],
  ['koordin', 'coordinator'],
  ['coordinat', 'coordinator'],
  ['datenschutz', 'data-protection'],
  ['data', 'data-protection'],
  ['informationssicherheit', 'security-officer'],
  ['isb', 'security-officer'],
  ['security', 'security-officer'],
  ['kaemmer', 'treasurer'],
  ['finanz', 'treasurer'],
  ['treasur', 'treasurer'],
  ['konformitaet', 'assessor'],
  ['pruef', 'assessor'],
  ['assess', 'assessor'],
];

const plain = (text: string): string =>
  text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss').trim();

/** Several roles in one cell are joined by comma, slash, plus, bar or "und". */
function readRoles(cell: string): { roles: readonly Role[]; unknown: string | null } {
  const words = cell.split(/[,/+|;]|\bund\b|\band\b/u).map((word) => word.trim());
  const roles = new Set<Role>();
  for (const word of words.filter((one) => one !== '')) {
    const found = roleWords.find(([start]) => plain(word).startsWith(start));
    if (found === undefined) return { roles: [...roles], unknown: word };
    roles.add(found[1]);
  }
  return { roles: [...roles], unknown: null };
}

const headers = {
  email: /^(?:e-?mail|mail|e-?mail-?adresse|adresse)$/i,
  name: /^(?:name|anzeigename|mitarbeiter.*|beschäftigte.*)$/i,
  given: /^(?:vorname|first name|given name)$/i,
  family: /^(?:nachname|familienname|last name|family name)$/i,
  roles: /^(?:rollen?|funktion|aufgabe|roles?)$/i,
};
type Column = keyof typeof headers;

const byPosition: Readonly<Partial<Record<Column, number>>> = { name: 0, email: 1, roles: 2 };

function columnsOf(cells: readonly string[]): Readonly<Partial<Record<Column, number>>> | null {
  const found: Partial<Record<Column, number>> = {};
  for (const [name, pattern] of Object.entries(headers)) {
    const at = cells.findIndex((cell) => pattern.test(cell));
    if (at >= 0) found[name as Column] = at;
  }
  return found.email === undefined ? null : found;
}

/** Deliberately loose, as for single invitations: the invitation is the real check. */
const mailPattern = /^[^\s@<>",;]+@[^\s@<>".,;]+(?:\.[^\s@<>".,;]+)+$/;

export const isMail = (text: string): boolean => text.length <= 254 && mailPattern.test(text);

/** Without a head the columns are name, mail, roles. */
export function readStaffList(text: string): readonly StaffLine[] {
  const rows = readDelimited(text);
  const head = columnsOf(rows[0]?.cells ?? []);
  const columns = head ?? byPosition;
  const seen = new Map<string, number>();
  return rows.slice(head === null ? 0 : 1).map(({ line, cells }, index) => {
    const cell = (column: Column): string => {
      const at = columns[column];
      return at === undefined ? '' : (cells[at] ?? '');
    };
    const email = cell('email');
    const { roles, unknown } = readRoles(cell('roles'));
    const name = cell('name') || `${cell('given')} ${cell('family')}`.trim();
    const made = (problem: StaffProblem | null, detail = ''): StaffLine => ({
      ...{ line, name: name.slice(0, 200), email: email.slice(0, 254), roles, problem, detail },
    });
    const before = seen.get(email.toLowerCase());
    if (index >= maxStaffLines) return made('too-many');
    if (email === '') return made('mail-missing');
    if (!isMail(email)) return made('mail-invalid');
    if (before !== undefined) return made('double', String(before));
    seen.set(email.toLowerCase(), line);
    if (unknown !== null) return made('role-unknown', unknown);
    return roles.length === 0 ? made('role-missing') : made(null);
  });
}
