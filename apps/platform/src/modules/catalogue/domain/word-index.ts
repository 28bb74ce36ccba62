import { deletions, editDistance, stem, trigrams } from './search-text.ts';

export type WordMatch = { readonly word: number; readonly similarity: number };

export type WordIndex = {
  readonly size: number;
  readonly exact: (token: string) => number | undefined;
  readonly sameStem: (token: string) => readonly number[];
  readonly byPrefix: (token: string, limit: number) => readonly number[];
  readonly containing: (token: string, limit: number) => readonly number[];
  readonly inside: (token: string) => readonly number[];
  readonly similar: (token: string) => readonly WordMatch[];
  readonly wordAt: (word: number) => string;
};

/** Letters an error is allowed in: none in short words, because there every word is near to every other. */
function allowedErrors(length: number): number {
  if (length < 5) return 0;
  return length < 9 ? 1 : 2;
}

const candidateLimit = 80;

/** Index over distinct words; a word's number is its place in alphabetical order. */
export function createWordIndex(input: Iterable<string>): WordIndex {
  const words = [...new Set(input)].sort((a, b) => (a < b ? -1 : 1));
  const numbers = new Map(words.map((word, at) => [word, at]));
  const stems = groupBy(words, (word) => [stem(word)]);
  const grams = groupBy(words, (word) => [...new Set(trigrams(word))]);
  const deleted = groupBy(words, (word) => (word.length >= 4 ? [...new Set(deletions(word))] : []));
  const counts = new Uint8Array(words.length);

  const byPrefix = (token: string, limit: number): readonly number[] => {
    const found: number[] = [];
    for (let at = lowerBound(words, token); found.length < limit && words[at]?.startsWith(token); at++) found.push(at);
    return found;
  };

  const containing = (token: string, limit: number): readonly number[] => {
    const inner = trigrams(token).slice(1, -1);
    const lists = inner.map((gram) => grams.get(gram) ?? []);
    const shortest = lists.reduce((a, b) => (b.length < a.length ? b : a), lists[0] ?? []);
    return shortest.filter((word) => words[word]?.includes(token)).slice(0, limit);
  };

  const inside = (token: string): readonly number[] => {
    const found = new Set<number>();
    for (let from = 0; from + 4 <= token.length; from++) {
      for (let to = from + 4; to <= token.length; to++) {
        const word = numbers.get(token.slice(from, to));
        if (word !== undefined) found.add(word);
      }
    }
    return [...found];
  };

  const similar = (token: string): readonly WordMatch[] => {
    const errors = allowedErrors(token.length);
    if (errors === 0) return [];
    const candidates = new Set<number>();
    for (const form of deletions(token)) for (const word of deleted.get(form) ?? []) candidates.add(word);
    if (errors > 1) for (const word of sharingTrigrams(token)) candidates.add(word);
    return [...candidates].flatMap((word) => {
      const other = words[word] ?? '';
      const distance = editDistance(token, other, Math.min(errors, allowedErrors(other.length + 1)));
      return distance > errors ? [] : [{ word, similarity: 1 - 0.15 * distance }];
    });
  };

  // Two errors destroy at most eight of the trigrams of a word, so real matches share the rest.
  const sharingTrigrams = (token: string): readonly number[] => {
    const touched: number[] = [];
    for (const gram of new Set(trigrams(token))) {
      for (const word of grams.get(gram) ?? []) {
        if (counts[word] === 0) touched.push(word);
        counts[word] = (counts[word] ?? 0) + 1;
      }
    }
    const enough = Math.max(2, token.length - 8);
    const near = touched
      .filter((word) => (counts[word] ?? 0) >= enough && Math.abs((words[word]?.length ?? 0) - token.length) <= 2)
      .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
      .slice(0, candidateLimit);
    for (const word of touched) counts[word] = 0;
    return near;
  };

  return {
    size: words.length,
    exact: (token) => numbers.get(token),
    sameStem: (token) => stems.get(stem(token)) ?? [],
    byPrefix,
    containing,
    inside,
    similar,
    wordAt: (word) => words[word] ?? '',
  };
}

function groupBy(words: readonly string[], keysOf: (word: string) => readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  words.forEach((word, at) => {
    for (const key of keysOf(word)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [at]);
      else group.push(at);
    }
  });
  return groups;
}

function lowerBound(words: readonly string[], token: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? '') < token) low = middle + 1;
    else high = middle;
  }
  return low;
}
