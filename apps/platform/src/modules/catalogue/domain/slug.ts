/** First path segments that belong to the platform; no town or service may take them. */
export const reservedSlugs: ReadonlySet<string> = new Set([
  ...['konto', 'postfach', 'orte', 'amt', 'anbieter', 'nachnutzung', 'betrieb', 'api', 'assets', 'saml', 'oauth'],
  ...['healthz', 'readyz', 'metrics', 'submission-api', 'destination-api', 'routing-api', 'callbacks'],
  ...['anmelden', 'abmelden', 'registrieren', 'suche', 'impressum', 'datenschutz', 'barrierefreiheit'],
  ...['hilfe', 'kontakt', 'leichte-sprache', 'gebaerdensprache', 'sprache', 'status', 'antrag', 'antraege'],
  ...['entwurf', 'bezahlen', 'zahlung', 'login', 'logout', 'admin', 'static', 'public', 'docs', 'demo'],
  ...['wappen', 'farben'],
  ...['simulatoren', 'favicon-ico', 'robots-txt', 'sitemap-xml', 'well-known', 'sicherheit', 'vergleich'],
]);

const letters: Readonly<Record<string, string>> = {
  ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'oe', å: 'aa', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i',
}; // prettier-ignore

/** Web address part of a name: a–z, 0–9 and single hyphens, at most 80 characters; '' when nothing is left. */
export function slugify(name: string): string {
  const lower = name.normalize('NFC').toLowerCase();
  const replaced = [...lower].map((letter) => letters[letter] ?? letter).join('');
  const plain = replaced.normalize('NFD').replace(/\p{M}/gu, '');
  const joined = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '');
  return joined.slice(0, 80).replace(/-+$/, '');
}

/** Whether a text may stand as the first part of an address. */
export function isFreeSlug(slug: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 80 && !reservedSlugs.has(slug);
}

/**
 * The first of the candidates that is free; when none is, the last one with a counter.
 * The caller's order decides who gets the short form, so it must itself be deterministic.
 */
export function uniqueSlug(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const slugs = candidates.map(slugify).filter((slug) => slug !== '');
  const free = slugs.find((slug) => isFreeSlug(slug) && !taken.has(slug));
  if (free !== undefined) return free;
  const base = (slugs.at(-1) ?? 'ort').slice(0, 70).replace(/-+$/, '');
  for (let count = 2; ; count++) {
    const slug = `${base}-${String(count)}`;
    if (isFreeSlug(slug) && !taken.has(slug)) return slug;
  }
}
