import { readCount, readEuros, writeEuros } from './entries.ts';

export const assumptionFields = [
  'faelle',
  'nutzer',
  'ersparnis',
  'eigen-einmalig',
  'eigen-jaehrlich',
  'notiz',
] as const;
export type AssumptionField = (typeof assumptionFields)[number];
export type AssumptionEntries = Record<AssumptionField, string>;

interface Numbers {
  cases: number | null;
  users: number | null;
  savingCentsPerCase: number | null;
  ownOnceCents: number | null;
  ownYearlyCents: number | null;
  note: string;
}

export type AssumptionResult = { ok: true; value: Numbers } | { ok: false; wrong: readonly AssumptionField[] };

const mostCents = 100_000_000_000;
const mostSavingCents = 10_000_000;
const mostUsers = 11_000;
/** The column is a 32-bit integer; no German authority comes near it. */
const mostCases = 100_000_000;

export function readAssumptions(entries: AssumptionEntries): AssumptionResult {
  const note = entries.notiz.trim().replaceAll('\r\n', '\n');
  const users = readCount(entries.nutzer, mostUsers);
  const read = {
    faelle: readCount(entries.faelle, mostCases),
    nutzer: users === 0 ? undefined : users,
    ersparnis: readEuros(entries.ersparnis, mostSavingCents),
    'eigen-einmalig': readEuros(entries['eigen-einmalig'], mostCents),
    'eigen-jaehrlich': readEuros(entries['eigen-jaehrlich'], mostCents),
    notiz: note.length > 1000 || /[<>]/.test(note) ? undefined : note,
  } satisfies Record<AssumptionField, number | string | null | undefined>;
  const wrong = assumptionFields.filter((field) => read[field] === undefined);
  if (wrong.length > 0) return { ok: false, wrong };
  return {
    ok: true,
    value: {
      cases: read.faelle ?? null,
      users: read.nutzer ?? null,
      savingCentsPerCase: read.ersparnis ?? null,
      ownOnceCents: read['eigen-einmalig'] ?? null,
      ownYearlyCents: read['eigen-jaehrlich'] ?? null,
      note: read.notiz ?? '',
    },
  };
}

export function entriesOf(saved: Numbers | null): AssumptionEntries {
  const count = (value: number | null | undefined): string => (value == null ? '' : String(value));
  return {
    faelle: count(saved?.cases),
    nutzer: count(saved?.users),
    ersparnis: writeEuros(saved?.savingCentsPerCase ?? null),
    'eigen-einmalig': writeEuros(saved?.ownOnceCents ?? null),
    'eigen-jaehrlich': writeEuros(saved?.ownYearlyCents ?? null),
    notiz: saved?.note ?? '',
  };
}
