import { type BothTexts, type FindingResult, type NewException, type NewFinding } from '../types.ts';

export const findingResults: readonly FindingResult[] = [
  'erfuellt',
  'teilweise',
  'nicht_erfuellt',
  'entbehrlich',
  'nicht_geprueft',
];

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

/** What a person typed, as it goes back into the form. */
export interface FindingEntry {
  result: string;
  reason: string;
  evidence: string;
  link: string;
  remedy: string;
  responsible: string;
  due: DateParts;
  recheck: DateParts;
}

export type EntryProblem =
  | 'result'
  | 'reason'
  | 'evidence'
  | 'link'
  | 'long'
  | 'date'
  | 'past'
  | 'future'
  | 'number'
  | 'decidedBy'
  | 'text'
  | 'markup';
export type Problems = Readonly<Record<string, EntryProblem>>;
export type Parsed<T> = { ok: true; value: T } | { ok: false; problems: Problems };

const most = 4000;

/** ISO day, null where nothing was typed, undefined where it is no day of the calendar. */
export function dayOf({ day, month, year }: DateParts): string | null | undefined {
  if (day === '' && month === '' && year === '') return null;
  if (!/^\d{1,2}$/u.test(day) || !/^\d{1,2}$/u.test(month) || !/^\d{4}$/u.test(year)) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

/** Addresses that a reader may follow: https, or a path of this platform. */
export function isEvidenceLink(link: string): boolean {
  return /^https:\/\/[^\s<>"]+$/u.test(link) || /^\/(?!\/)[^\s<>"\\]*$/u.test(link);
}

/** Every result has a reason; without evidence nobody can follow it, unless nobody looked. */
export function parseFinding(
  entry: FindingEntry,
  about: { criterion: string; today: string; at: string },
): Parsed<NewFinding> {
  const problems: Record<string, EntryProblem> = {};
  const result = findingResults.find((one) => one === entry.result);
  if (result === undefined) problems['result'] = 'result';
  if (entry.reason === '') problems['reason'] = 'reason';
  if (entry.evidence === '' && result !== 'nicht_geprueft') problems['evidence'] = 'evidence';
  if (entry.link !== '' && !isEvidenceLink(entry.link)) problems['link'] = 'link';
  for (const name of ['reason', 'evidence', 'remedy', 'responsible'] as const) {
    const wrong = textProblem(entry[name]);
    if (wrong !== null) problems[name] = wrong;
  }
  const [due, recheck] = [dayOf(entry.due), dayOf(entry.recheck)];
  for (const [name, day] of Object.entries({ due, recheck })) {
    if (day === undefined) problems[name] = 'date';
    else if (day !== null && day < about.today) problems[name] = 'past';
  }
  if (Object.keys(problems).length > 0 || result === undefined) return { ok: false, problems };
  const what = { de: 'Von einer Person angesehen', en: 'Looked at by a person' };
  const link = entry.link === '' ? {} : { link: entry.link };
  return {
    ok: true,
    value: {
      criterion: about.criterion,
      result,
      evidence: entry.evidence === '' ? [] : [{ what, value: entry.evidence, at: about.at, ...link }],
      reason: inBoth(entry.reason),
      remedy: entry.remedy === '' ? null : inBoth(entry.remedy),
      due: due ?? null,
      recheck: recheck ?? null,
      responsible: entry.responsible === '' ? null : entry.responsible,
    },
  };
}

export interface ExceptionEntry {
  number: string;
  decidedBy: string;
  reason: string;
  decidedOn: DateParts;
  validUntil: DateParts;
}

export function parseException(
  entry: ExceptionEntry,
  about: { criterion: string; today: string },
): Parsed<NewException> {
  const problems: Record<string, EntryProblem> = {};
  if (entry.number === '') problems['number'] = 'number';
  if (entry.decidedBy === '') problems['decidedBy'] = 'decidedBy';
  if (entry.reason === '') problems['ausnahmegrund'] = 'reason';
  for (const [id, text] of [
    ['number', entry.number],
    ['decidedBy', entry.decidedBy],
    ['ausnahmegrund', entry.reason],
  ] as const) {
    const wrong = textProblem(text);
    if (wrong !== null) problems[id] = wrong;
  }
  const [decidedOn, validUntil] = [dayOf(entry.decidedOn), dayOf(entry.validUntil)];
  if (decidedOn == null) problems['decidedOn'] = 'date';
  else if (decidedOn > about.today) problems['decidedOn'] = 'future';
  if (validUntil === undefined) problems['validUntil'] = 'date';
  else if (validUntil !== null && validUntil < about.today) problems['validUntil'] = 'past';
  if (Object.keys(problems).length > 0 || decidedOn == null) return { ok: false, problems };
  return {
    ok: true,
    value: {
      criterion: about.criterion,
      decisionNumber: entry.number,
      decidedBy: entry.decidedBy,
      decidedOn,
      validUntil: validUntil ?? null,
      reason: entry.reason,
    },
  };
}

export function textProblem(text: string): 'long' | 'markup' | null {
  if (text.length > most) return 'long';
  return /[<>]/u.test(text) ? 'markup' : null;
}

/** People write in one language; readers of the other see it as it is. */
function inBoth(text: string): BothTexts {
  return { de: text, en: text };
}
