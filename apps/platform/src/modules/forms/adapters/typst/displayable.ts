/** Only these are worth asking the fonts for; a page of Chinese signs would be a thousand questions. */
const likely = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\u00a0-\u00ff\u2010-\u205e\u20a0-\u22ff]$/u;

/** Replaces each character that cannot be shown by its code point, e.g. `[U+65E5]`, in all texts of a value. */
export function withCodePoints(value: unknown, isShown: (text: string) => boolean): unknown {
  const unshown = unshownCharacters(distinctCharacters(value), isShown);
  const replace = (text: string): string =>
    [...text.toWellFormed()].map((character) => (unshown.has(character) ? codePoint(character) : character)).join('');
  return mapTexts(value, replace);
}

function codePoint(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

function unshownCharacters(characters: ReadonlySet<string>, isShown: (text: string) => boolean): Set<string> {
  const unshown = new Set<string>();
  const candidates: string[] = [];
  for (const character of characters) {
    if (/^[\n\u0020-\u007e]$/u.test(character)) continue;
    if (likely.test(character)) candidates.push(character);
    else unshown.add(character);
  }
  if (candidates.length > 0 && !isShown(candidates.join(' '))) {
    for (const character of candidates) if (!isShown(character)) unshown.add(character);
  }
  return unshown;
}

function distinctCharacters(value: unknown): Set<string> {
  const characters = new Set<string>();
  mapTexts(value, (text) => {
    for (const character of text.toWellFormed()) characters.add(character);
    return text;
  });
  return characters;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
