export interface WishEntry {
  need: string;
  key: string;
  details: string;
}
export type WishField = keyof WishEntry;

const longestNeed = 200;
const longestDetails = 2000;

const lines = (text: string): string => text.replace(/\r\n?/gu, '\n').trim();

export function readWish(form: URLSearchParams): WishEntry {
  return {
    need: (form.get('bedarf') ?? '').replace(/\s+/gu, ' ').trim(),
    key: (form.get('schluessel') ?? '').replace(/\s/gu, ''),
    details: lines(form.get('einzelheiten') ?? ''),
  };
}

export function wishProblems({ need, key, details }: WishEntry): readonly WishField[] {
  const problems: WishField[] = [];
  if (need === '' || need.length > longestNeed) problems.push('need');
  if (key !== '' && !/^99\d{12}$/u.test(key)) problems.push('key');
  if (details.length > longestDetails) problems.push('details');
  return problems;
}

export interface WishAnswerEntry {
  text: string;
  packageId: string;
  expected: string;
}

export function readWishAnswer(form: URLSearchParams): WishAnswerEntry {
  return {
    text: lines(form.get('antwort') ?? ''),
    packageId: (form.get('paket') ?? '').trim(),
    expected: (form.get('verfuegbar') ?? '').trim(),
  };
}

/** A day as Germans write it, or as computers do; null when it is none. */
export function readDay(text: string): string | null {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text);
  const [, day = '', month = '', year = ''] = german ?? [];
  const iso = german === null ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(iso)) return null;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

export function wishAnswerProblems({ text, expected }: WishAnswerEntry): readonly ('text' | 'date')[] {
  const problems: ('text' | 'date')[] = [];
  if (text === '' || text.length > longestDetails) problems.push('text');
  if (expected !== '' && readDay(expected) === null) problems.push('date');
  return problems;
}
