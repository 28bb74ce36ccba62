/** Where the levels of the Amtlicher Regionalschlüssel end: country, state, region, district, association, municipality. */
const levels = [0, 2, 3, 5, 9, 12];

/** Digits that say something: a key of 12 digits may be padded with zeros, the empty text is the whole country. */
export function significantDigits(digits: string): string {
  if (digits.length !== 12) return digits;
  const length = levels.find((level) => /^0*$/.test(digits.slice(level))) ?? 12;
  return digits.slice(0, length);
}

/** The URN of an area in a signature; the whole country is the key of the federation. */
export function areaUrn(region: string): string {
  const digits = significantDigits(region.replace(/^DE/, ''));
  return `urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:rs:${digits === '' ? '000000000000' : digits}`;
}
