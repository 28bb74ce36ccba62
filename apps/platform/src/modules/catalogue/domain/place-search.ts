import { expandLetters, foldLetters } from './search-text.ts';
import type { Area } from './search-types.ts';
import { createWordIndex } from './word-index.ts';

export type PlaceMatch = {
  readonly place?: Area;
  readonly ambiguous: readonly Area[];
  /** The query's words without those that named the place. */
  readonly rest: readonly string[];
  /** Named exactly (by name or postcode), not guessed from a part or a misspelling. */
  readonly exact: boolean;
};

export type PlaceFinder = (tokens: readonly string[], isServiceWord: (token: string) => boolean) => PlaceMatch;

type Named = { readonly area: Area; readonly quality: number };
type Candidate = Named & { readonly from: number; readonly length: number };

const longestSpan = 6;
const suggestionLimit = 10;
/** So many times more inhabitants than the next place of that name: then nobody means the small one. */
const dominance = 5;
const firstWordQuality = 0.8;
const areaWords = new Set(['stadt', 'gemeinde', 'kreis', 'ort', 'plz', 'landkreis']);

export function createPlaceFinder(areas: readonly Area[]): PlaceFinder {
  const names = new Map<string, Named[]>();
  const postcodes = new Map<string, Area[]>();
  for (const area of areas) {
    for (const [form, quality] of formsOf(area)) {
      const list = names.get(form) ?? [];
      if (!list.some((named) => named.area === area)) names.set(form, [...list, { area, quality }]);
    }
    if (area.postcode !== undefined) postcodes.set(area.postcode, [...(postcodes.get(area.postcode) ?? []), area]);
  }
  const index = createWordIndex(names.keys());

  const namedAt = (word: number): readonly Named[] => names.get(index.wordAt(word)) ?? [];
  const exactly = (span: string): readonly Named[] => {
    const areasOfCode = (postcodes.get(span) ?? []).map((area) => ({ area, quality: 1 }));
    return [...areasOfCode, ...(names.get(span) ?? names.get(foldLetters(span)) ?? [])];
  };
  const roughly = (span: string): readonly Named[] => {
    if (span.length < 4 || /\d/.test(span)) return [];
    const forms = [...new Set([span, foldLetters(span)])];
    return forms.flatMap((form) => [
      ...index.byPrefix(form, 50).flatMap((word) => weaken(namedAt(word), 0.8)),
      ...index.similar(form).flatMap(({ word, similarity }) => weaken(namedAt(word), similarity)),
    ]);
  };

  return (tokens, isServiceWord) => {
    const spans = spansOf(tokens);
    const exact = spans.flatMap((span) => exactly(span.text).map((named) => ({ ...named, ...span })));
    // Several words that together look like a name may each mean something else (Scheider-Schwalenberg).
    const free = spans.filter((span) => !tokens.slice(span.from, span.from + span.length).every(isServiceWord));
    if (exact.length > 0) {
      const { length, isWhole, ...chosen } = chooseExact(exact, tokens);
      // "Bedburg Hua" names Bedburg and means Bedburg-Hau; the first word of a name alone proves little.
      const shortest = isWhole ? length + 1 : length;
      const longer = rank(free.filter((span) => span.length >= shortest).flatMap((span) => roughly(span.text)));
      const offered = [...chosen.ambiguous, ...distinct(longer)].filter((area) => area !== chosen.place);
      return { ...chosen, ambiguous: [...new Set(offered)].slice(0, suggestionLimit) };
    }
    const rough = free.flatMap((span) => roughly(span.text).map((named) => ({ ...named, ...span })));
    if (rough.length > 0) return chooseRough(rough, tokens);
    // "halten" is a word of its own and yet may be meant for Haltern: offered, never assumed.
    const whole = spans.filter((span) => span.length === tokens.length).flatMap((span) => roughly(span.text));
    return { ambiguous: distinct(rank(whole)), rest: tokens, exact: false };
  };
}

function formsOf(area: Area): readonly (readonly [string, number])[] {
  const plain = area.name.replace(/\s*\(.*?\)/g, '');
  const variants: (readonly [string, number])[] = [
    [area.name, 1],
    [plain, 1],
    [plain.replace(/^(Kreis|Landkreis|Städteregion|Regierungsbezirk) /, ''), area.kind === 'region' ? 0 : 0.85],
    [area.designation, 0.95],
    [`Kreis ${plain.replace(/[- ]?kreis$/i, '')}`, area.kind === 'district' ? 0.9 : 0],
    [plain.split(/[\s,/-]+/)[0] ?? '', area.kind === 'town' || area.kind === 'city' ? firstWordQuality : 0],
  ];
  return (
    variants
      .map(([text, quality]) => [joined(text), quality] as const)
      .filter(([text, quality]) => quality > 0 && text.length >= (quality === firstWordQuality ? 5 : 2))
      // Folded, Neuenkirchen reads like Neunkirchen: the folded form must stand behind the written one.
      .flatMap(([text, quality]) => [[text, quality] as const, [foldLetters(text), quality * 0.99] as const])
  );
}

function joined(text: string): string {
  return expandLetters(text).replace(/[^a-z0-9]/g, '');
}

function spansOf(tokens: readonly string[]): readonly { text: string; from: number; length: number }[] {
  return tokens.flatMap((_, from) =>
    Array.from({ length: Math.min(longestSpan, tokens.length - from) }, (_unused, more) => ({
      text: tokens.slice(from, from + more + 1).join(''),
      from,
      length: more + 1,
    })),
  );
}

function chooseExact(
  found: readonly Candidate[],
  tokens: readonly string[],
): PlaceMatch & { readonly length: number; readonly isWhole: boolean } {
  const longest = Math.max(...found.map((candidate) => candidate.length));
  const best = rank(found.filter((candidate) => candidate.length === longest));
  const group = best.filter((candidate) => candidate.quality === best[0]?.quality && candidate.from === best[0].from);
  const rest = restOf(tokens, group[0]);
  const isWhole = (group[0]?.quality ?? 0) > firstWordQuality;
  return { ...choose(group, distinct(group)), rest, exact: true, length: longest, isWhole };
}

function chooseRough(found: readonly Candidate[], tokens: readonly string[]): PlaceMatch {
  const best = rank(found);
  const group = best.filter((candidate) => candidate.quality === best[0]?.quality);
  return { ...choose(group, distinct(best)), rest: restOf(tokens, best[0]), exact: false };
}

function choose(group: readonly Named[], offered: readonly Area[]): { place?: Area; ambiguous: readonly Area[] } {
  const [first, second] = distinct(group);
  const isClear = second === undefined || (first?.population ?? 0) >= dominance * Math.max(1, second.population);
  if (first === undefined || !isClear) return { ambiguous: offered };
  return { place: first, ambiguous: offered.filter((area) => area !== first) };
}

function restOf(tokens: readonly string[], used: Candidate | undefined): readonly string[] {
  if (used === undefined) return tokens;
  const rest = tokens.filter((_, at) => at < used.from || at >= used.from + used.length);
  return rest.filter((token) => !areaWords.has(token));
}

function rank<T extends Named>(found: readonly T[]): readonly T[] {
  return found.toSorted(
    (a, b) => b.quality - a.quality || b.area.population - a.area.population || (a.area.ars < b.area.ars ? -1 : 1),
  );
}

function distinct(found: readonly Named[]): readonly Area[] {
  return [...new Set(found.map((named) => named.area))].slice(0, suggestionLimit);
}

function weaken(named: readonly Named[], factor: number): readonly Named[] {
  return named.map(({ area, quality }) => ({ area, quality: quality * factor }));
}
