import { type Lang } from '../ids/index.ts';

/** The person's own choice wins, then the browser's order of preference, then German. */
export function pickLanguage(cookie: string | undefined, acceptLanguage: string | undefined): Lang {
  if (cookie === 'de' || cookie === 'en') return cookie;
  if (acceptLanguage === undefined || acceptLanguage.startsWith('de')) return 'de';
  let best: { lang: Lang; weight: number } = { lang: 'de', weight: 0 };
  for (const item of acceptLanguage.slice(0, 256).split(',')) {
    const match = /^\s*(de|en)(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(item);
    if (match === null) continue;
    const weight = match[2] === undefined ? 1 : Number(match[2]);
    if (weight > best.weight) best = { lang: match[1]?.toLowerCase() === 'en' ? 'en' : 'de', weight };
  }
  return best.lang;
}
