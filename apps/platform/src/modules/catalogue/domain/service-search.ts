import { foldLetters, noiseWords, wordsOf } from './search-text.ts';
import type { ServiceEntry, EverydayWords, SearchableOffering } from './search-types.ts';
import type { WordIndex, WordMatch } from './word-index.ts';
import { createWordIndex } from './word-index.ts';

export type ScoredService = { readonly service: ServiceEntry; readonly score: number };

export type ServiceFinder = {
  readonly isServiceWord: (token: string) => boolean;
  /** Scores in 0…1, best per service, in the order of the services. */
  readonly find: (tokens: readonly string[]) => readonly ScoredService[];
};

/** One text under which a service is known: its designation, an everyday phrase or the name of an offering. */
type Entry = { readonly words: readonly number[]; readonly weight: number; readonly service: number };

const matchesPerToken = 120;
const minimumScore = 0.35;
/** Weight of a query word nothing is known about: it lowers every score, but a rest still counts. */
const unknownWeight = 2.5;

export function createServiceFinder(
  services: readonly ServiceEntry[],
  everyday: readonly EverydayWords[],
  offerings: readonly Pick<SearchableOffering, 'serviceId' | 'name' | 'keywords'>[],
): ServiceFinder {
  const byKey = new Map(services.map((service, at) => [service.leistungsschluessel, at]));
  const byId = new Map(services.map((service, at) => [service.id, at]));
  const texts: (readonly [string, number | undefined])[] = [
    ...services.map((service, at) => [service.name, at] as const),
    ...everyday.map((entry) => [entry.words, byKey.get(entry.leistungsschluessel)] as const),
    ...textsOf(offerings).map(([text, service]) => [text, byId.get(service)] as const),
  ];
  const wordLists = texts.map(([text]) => distinctWords(text));
  const index = createWordIndex(wordLists.flat());
  const frequency = new Float64Array(index.size);
  const numbered = wordLists.map((words) => words.flatMap((word) => index.exact(word) ?? []));
  for (const words of numbered) for (const word of words) frequency[word] = (frequency[word] ?? 0) + 1;
  const rarity = frequency.map((count) => Math.log(1 + texts.length / (1 + count)));
  const entries: Entry[] = numbered.flatMap((words, at) => {
    const service = texts[at]?.[1];
    const weight = words.reduce((sum, word) => sum + (rarity[word] ?? 0), 0);
    return service === undefined || words.length === 0 ? [] : [{ words, weight, service }];
  });
  const postings = Array.from({ length: index.size }, (): number[] => []);
  entries.forEach((entry, at) => entry.words.forEach((word) => postings[word]?.push(at)));

  const find = (input: readonly string[]): readonly ScoredService[] => {
    const folded = input.map(foldLetters).filter((token) => !noiseWords.has(token) && !/^\d{5}$/.test(token));
    const matches = joinCompounds(folded, index).map((token) => matchToken(token, index));
    const weights = matches.map((found) => weightOf(found, rarity));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const asked = new Map<number, number>();
    const covered = new Map<number, number>();
    matches.forEach((found, at) => {
      for (const [entry, best] of bestPerEntry(found, postings)) {
        asked.set(entry, (asked.get(entry) ?? 0) + best.similarity * (weights[at] ?? 0));
        covered.set(entry, (covered.get(entry) ?? 0) + best.similarity * (rarity[best.word] ?? 0));
      }
    });
    const scores = new Map<number, number>();
    for (const [at, sum] of asked) {
      const entry = entries[at];
      if (entry === undefined) continue;
      const score = 0.6 * (sum / total) + 0.4 * Math.min(1, (covered.get(at) ?? 0) / entry.weight);
      if (score >= minimumScore && score > (scores.get(entry.service) ?? 0)) scores.set(entry.service, score);
    }
    return [...scores].flatMap(([at, score]) => {
      const service = services[at];
      return service === undefined ? [] : [{ service, score }];
    });
  };

  const isServiceWord = (token: string): boolean => {
    const folded = foldLetters(token);
    return noiseWords.has(folded) || index.exact(folded) !== undefined || index.sameStem(folded).length > 0;
  };
  return { find, isServiceWord };
}

/** Hundreds of towns offer the same service under the same words. */
function textsOf(
  offerings: readonly Pick<SearchableOffering, 'serviceId' | 'name' | 'keywords'>[],
): readonly (readonly [string, string])[] {
  const seen = new Map<string, Set<string>>();
  for (const { serviceId, name, keywords } of offerings) {
    const texts = seen.get(serviceId) ?? new Set<string>();
    seen.set(serviceId, texts);
    texts.add(name);
    for (const keyword of keywords) texts.add(keyword);
  }
  return [...seen].flatMap(([service, texts]) => [...texts].map((text) => [text, service] as const));
}

function distinctWords(text: string): readonly string[] {
  const words = [...new Set(wordsOf(text))];
  const telling = words.filter((word) => !noiseWords.has(word));
  return telling.length > 0 ? telling : words;
}

/** "hunde steuer" and "kfz zulassung" are one word in many texts. */
function joinCompounds(tokens: readonly string[], index: WordIndex): readonly string[] {
  const joined: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const pair = `${tokens[at] ?? ''}${tokens[at + 1] ?? ''}`;
    if (at + 1 < tokens.length && index.exact(pair) !== undefined) {
      joined.push(pair);
      at++;
    } else joined.push(tokens[at] ?? '');
  }
  return [...new Set(joined)];
}

function matchToken(token: string, index: WordIndex): readonly WordMatch[] {
  const best = new Map<number, number>();
  const add = (word: number, similarity: number): void => {
    if (similarity > (best.get(word) ?? 0)) best.set(word, similarity);
  };
  const ratio = (word: number): number => {
    const length = index.wordAt(word).length;
    return Math.min(length, token.length) / Math.max(length, token.length);
  };
  const exact = index.exact(token);
  if (exact !== undefined) add(exact, 1);
  for (const word of index.sameStem(token)) add(word, 0.95);
  if (token.length >= 3) for (const word of index.byPrefix(token, 60)) add(word, 0.65 + 0.25 * ratio(word));
  if (token.length >= 4) {
    for (const word of index.containing(token, 60)) add(word, 0.5 + 0.3 * ratio(word));
    for (const word of index.inside(token)) add(word, 0.45 + 0.4 * ratio(word));
  }
  if (exact === undefined && index.sameStem(token).length === 0) {
    for (const { word, similarity } of index.similar(token)) add(word, similarity);
  }
  return [...best]
    .map(([word, similarity]) => ({ word, similarity }))
    .sort((a, b) => b.similarity - a.similarity || a.word - b.word)
    .slice(0, matchesPerToken);
}

function weightOf(found: readonly WordMatch[], rarity: Float64Array): number {
  const best = found[0];
  return best === undefined ? unknownWeight : (rarity[best.word] ?? unknownWeight);
}

/** `found` is ordered by similarity, so the first word of an entry is its best. */
function bestPerEntry(found: readonly WordMatch[], postings: readonly (readonly number[])[]): Map<number, WordMatch> {
  const best = new Map<number, WordMatch>();
  for (const match of found) {
    for (const entry of postings[match.word] ?? []) if (!best.has(entry)) best.set(entry, match);
  }
  return best;
}
