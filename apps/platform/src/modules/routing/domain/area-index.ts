import { type Area } from '#modules/catalogue';

/** Finds areas by the words of their names, and postcodes where they are known. Built once per list of areas. */
export interface AreaIndex {
  /** Areas that fit every term, those of exactly that name first, then the larger ones. */
  search(terms: readonly string[]): readonly Area[];
  byAgs(ags: string): Area | undefined;
  byArs(ars: string): Area | undefined;
}

export function createAreaIndex(list: readonly Area[]): AreaIndex {
  const areas = list.toSorted((a, b) => b.population - a.population || (a.ars < b.ars ? -1 : 1));
  const names = areas.map(({ name }) => fold(name));
  const places = new Map<string, number[]>();
  const wordsAt = areas.map((area) => [...wordsOf(area)]);
  wordsAt.forEach((own, at) => {
    for (const word of own) {
      const known = places.get(word);
      if (known) known.push(at);
      else places.set(word, [at]);
    }
  });
  const words = [...places.keys()].sort();
  const byAgs = new Map(areas.flatMap((area) => (area.ags === undefined ? [] : [[area.ags as string, area] as const])));
  const byArs = new Map(areas.map((area) => [area.ars as string, area]));

  /** Places of the areas with a word that fits. */
  function matches(term: Term): readonly number[] {
    const fitting = term.length === 1 ? [term[0] ?? ''] : wordsLike(words, term);
    return [...new Set(fitting.flatMap((word) => places.get(word) ?? []))];
  }

  return {
    search(terms) {
      const parts = terms.flatMap((term) => fold(term).split(/\s+/)).filter((part) => part.replaceAll('*', '') !== '');
      // One look into the index with the term that leaves the least, the others on what it left.
      const [first, ...others] = parts.map((part): Term => part.split('*')).sort((a, b) => cost(a) - cost(b));
      if (first === undefined) return [];
      const found = matches(first)
        .filter((at) => others.every((term) => wordsAt[at]?.some((word) => isLike(word, term))))
        .sort((a, b) => a - b);
      const whole = parts.join(' ');
      const isWhole = (at: number): boolean => names[at] === whole;
      const ranked = [...found.filter(isWhole), ...found.filter((at) => !isWhole(at))];
      return ranked.flatMap((at) => areas[at] ?? []);
    },
    byAgs: (ags) => byAgs.get(ags),
    byArs: (ars) => byArs.get(ars),
  };
}

/** Umlauts written out and accents dropped, so that Düsseldorf, DUESSELDORF and Duesseldorf meet. */
function fold(text: string): string {
  const lower = text.normalize('NFC').toLowerCase();
  const written = lower.replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? 'ss');
  return written.normalize('NFD').replace(/\p{M}/gu, '').trim();
}

/** Bedburg-Hau is found by its whole name and by both halves; brackets and commas belong to no word. */
function wordsOf({ name, postcode }: Area): Set<string> {
  const folded = fold(name);
  const words = [...folded.split(/\s+/), ...folded.split(/[\s-]+/)].map((word) => word.replace(/^[(]+|[),.]+$/g, ''));
  return new Set([...words, ...folded.split(/\s+/), ...(postcode === undefined ? [] : [postcode])].filter(Boolean));
}

/** Parts between wildcards; a single one is a whole word, an empty one at either end lets anything stand there. */
type Term = readonly string[];

/** Whole words leave the least, then beginnings of words; of the others the longer. */
function cost(term: Term): number {
  if (term.length === 1) return 0;
  return term[0] === '' ? 1000 - term.join('').length : 1;
}

function wordsLike(words: readonly string[], term: Term): readonly string[] {
  const [start = ''] = term;
  const candidates = start === '' ? words : words.slice(firstAt(words, start), firstAt(words, `${start}\uffff`));
  return candidates.filter((word) => isLike(word, term));
}

/** Whether a word holds the parts in their order, without overlap. */
function isLike(word: string, term: Term): boolean {
  const start = term[0] ?? '';
  if (term.length === 1) return word === start;
  const end = term.at(-1) ?? '';
  if (word.length < start.length + end.length || !word.startsWith(start) || !word.endsWith(end)) return false;
  let from = start.length;
  for (const part of term.slice(1, -1)) {
    const at = word.indexOf(part, from);
    if (at === -1 || at + part.length > word.length - end.length) return false;
    from = at + part.length;
  }
  return true;
}

/** Where `word` stands or would stand in the sorted list. */
function firstAt(words: readonly string[], word: string): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
