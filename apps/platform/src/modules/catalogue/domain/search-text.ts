const maxQueryLength = 200;
const maxTokens = 12;
const maxTokenLength = 40;

/** Lower case with umlauts written out (ä → ae, ß → ss), other accents dropped. */
export function expandLetters(text: string): string {
  const lower = text.normalize('NFC').toLowerCase();
  const written = lower.replace(/[äöüß]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? 'ss');
  return written.normalize('NFD').replace(/\p{M}/gu, '');
}

/** People write Köln, Koeln and Koln, Straße and Strase: they become the same letters. */
export function foldLetters(expanded: string): string {
  return expanded.replace(/([aou])e/g, '$1').replaceAll('ss', 's');
}

/** Words of a text with umlauts written out; bounded, so that no query is expensive. */
export function tokenize(text: string): readonly string[] {
  const words = expandLetters(text.slice(0, maxQueryLength)).split(/[^a-z0-9]+/);
  return words
    .filter((word) => word.length > 1)
    .slice(0, maxTokens)
    .map((word) => word.slice(0, maxTokenLength));
}

/** Words of our own texts, unbounded in number. */
export function wordsOf(text: string): readonly string[] {
  return expandLetters(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)
    .map((word) => foldLetters(word.slice(0, 80)));
}

const endings = ['ungen', 'ung', 'en', 'er', 'em', 'es', 'e', 'n', 's'];

/** Cuts one ending so that anmelden and Anmeldung meet; never below four letters. */
export function stem(word: string): string {
  const ending = endings.find((end) => word.endsWith(end) && word.length - end.length >= 4);
  return ending === undefined ? word : word.slice(0, -ending.length);
}

export function trigrams(word: string): readonly string[] {
  const padded = `^${word}$`;
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
}

/** The word and every form of it with one letter left out. */
export function deletions(word: string): readonly string[] {
  return [word, ...Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

/** Edit distance with neighbour swaps; `limit + 1` as soon as it is certain to be above the limit. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return limit + 1;
    older = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}

/** Words that say nothing about place or service. */
export const noiseWords: ReadonlySet<string> = new Set(
  `in im an am auf aus bei beim der die das den dem des ein eine einen einem einer fuer mit nach um und oder
  von vom zu zum zur ich wir du sie mein meine meinen meiner unser unsere wie wo was wer wann kann muss moechte
  will brauche bekomme beantragen beantrage antrag antraege online formular formulare bitte amt behoerde rathaus
  stadtverwaltung gemeindeverwaltung buergerbuero termin machen stellen holen lassen neu neue neuen neuer
  hallo gerne mal denn eigentlich wohne werden sich selbst noch`
    .split(/\s+/)
    .map(foldLetters),
);
