/**
 * One spelling for what modellers write in many: white space, quotation marks, signs. Whatever is
 * repaired here cannot change the meaning; texts with other slips are left to a person.
 */
export function normaliseProse(prose: string): string {
  return (
    prose
      .replace(/[\s\u00a0\u200b]+/gu, ' ')
      .replace(/[„“”«»‟″]/gu, '"')
      .replace(/[‚‘’‛′`´]/gu, "'")
      .replace(/[–—−]/gu, '-')
      .replace(/≤/gu, '<=')
      .replace(/≥/gu, '>=')
      .replace(/≠/gu, '<>')
      // 'name' used as a quotation, but not the apostrophe inside a word.
      .replace(/(^|[\s(=])'([^'"]*)'(?=$|[\s.,;:)])/gu, '$1"$2"')
      // A mark too many right after a word: "e.V."" – but = "" is the empty value.
      .replace(/(?<=[\p{L}\p{N}.])""/gu, '"')
      // A mark before an id opens no quotation: "G05…"name".
      .replace(/"(?=[GF]\d{8}(?:\d{3})?(?:\.[GF]\d{8}(?:\d{3})?)*"\p{L})/gu, '')
      .trim()
  );
}

/** Bare form for comparing names and labels: case, white space and a final stop do not count. */
export function bareText(text: string): string {
  const known = bareTexts.get(text);
  if (known !== undefined) return known;
  const bare = normaliseProse(text)
    .replace(/\s*\.$/u, '')
    .trim()
    .toLowerCase();
  if (bareTexts.size >= MAX_KNOWN) bareTexts.clear();
  bareTexts.set(text, bare);
  return bare;
}

/** Every rule compares with the same names and labels; long lists would be normalised each time. */
const bareTexts = new Map<string, string>();
const MAX_KNOWN = 5_000;

const fillers = new Set(
  'der die das den dem des ein eine einer eines einen einem und oder im in von vom zum zur'.split(' '),
);
const negations = /^(?:nicht|kein|keine|keinen|keiner|ohne|noch)$/u;

/**
 * How much two labels say the same, 0 to 1: the share of common words, word endings aside. Labels
 * are edited after rules were written. A negation in only one of them is never the same; a label
 * of three words and more that begins the other (shortened, explained in brackets) is.
 */
export function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const [fewer, more] = left.length <= right.length ? [left, right] : [right, left];
  if (fewer.length === 0) return 0;
  if (fewer.length >= 3 && fewer.every((word, at) => isSameWord(word, more[at] ?? ''))) return 0.95;
  if (left.filter(isNegation).join() !== right.filter(isNegation).join()) return 0;
  const common = fewer.filter((word) => more.some((other) => isSameWord(word, other))).length;
  return common / more.length;
}

export function isSimilarText(a: string, b: string): boolean {
  return likeness(a, b) >= 0.6;
}

function isNegation(word: string): boolean {
  return negations.test(word);
}

/** "gesetzliche" and "gesetzlichen", "Vertreter" and "Vertretung". */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const stem = Math.min(a.length, b.length) - 3;
  return stem >= 4 && Math.abs(a.length - b.length) <= 3 && a.slice(0, stem) === b.slice(0, stem) && !/\d/u.test(a + b);
}

function wordsOf(text: string): string[] {
  const words = bareText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => !fillers.has(word)))];
}
