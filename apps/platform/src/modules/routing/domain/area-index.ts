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
  areas.forEach((area, at) => {
    for (const word of wordsOf(area)) places.set(word, [...(places.get(word) ?? []), at]);
  });
  const words = [...places.keys()].sort();
  const byAgs = new Map(areas.flatMap((area) => (area.ags === undefined ? [] : [[area.ags as string, area] as const])));
  const byArs = new Map(areas.map((area) => [area.ars as string, area]));

  function matches(term: string): Set<number> {
    const fitting = term.includes('*') ? wordsLike(words, term.split('*')) : [term];
    return new Set(fitting.flatMap((word) => places.get(word) ?? []));
  }

  return {
    search(terms) {
      const parts = terms.flatMap((term) => fold(term).split(/\s+/)).filter((part) => part.replaceAll('*', '') !== '');
      const sets = parts.map(matches).sort((a, b) => a.size - b.size);
      const [first, ...others] = sets;
      if (first === undefined) return [];
      const found = [...first].filter((at) => others.every((set) => set.has(at))).sort((a, b) => a - b);
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

/** Words that hold the parts in this order; an empty part at either end means that anything may stand there. */
function wordsLike(words: readonly string[], parts: readonly string[]): readonly string[] {
  const [start = '', ...rest] = parts;
  const end = rest.pop() ?? '';
  const candidates = start === '' ? words : words.slice(firstAt(words, start), firstAt(words, `${start}\uffff`));
  return candidates.filter((word) => {
    if (!word.endsWith(end) || word.length < start.length + end.length) return false;
    let from = start.length;
    for (const part of rest) {
      const at = word.indexOf(part, from);
      if (at === -1 || at + part.length > word.length - end.length) return false;
      from = at + part.length;
    }
    return true;
  });
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
