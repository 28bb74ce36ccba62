/** Amtlicher Regionalschlüssel, always 12 digits: state 2, region 1, district 2, association 4, municipality 3. */
export type Ars = string & { readonly __brand: 'Ars' };
/** Amtlicher Gemeindeschlüssel, 8 digits: state 2, region 1, district 2, municipality 3. */
export type Ags = string & { readonly __brand: 'Ags' };

export type ArsLevel = 'federation' | 'state' | 'region' | 'district' | 'association' | 'municipality';

/** Length of the significant part of a 12-digit key, from the whole key up to the federation. */
const prefixLengths = [12, 9, 5, 3, 2, 0] as const;

/** Keys are strings: a leading zero is part of them. Spaces as printed in official lists are accepted. */
export function parseArs(text: string): Ars | undefined {
  const digits = text.replaceAll(' ', '');
  if (!/^\d{12}$/.test(digits) || !isState(digits)) return undefined;
  return digits as Ars;
}

/** Pads the key of a higher area (2, 3, 5 or 9 digits) to its 12-digit form; '' is the federation. */
export function padArs(prefix: string): Ars | undefined {
  if (!/^(|\d{2}|\d{3}|\d{5}|\d{9}|\d{12})$/.test(prefix)) return undefined;
  return parseArs(prefix.padEnd(12, '0'));
}

export function parseAgs(text: string): Ags | undefined {
  const digits = text.replaceAll(' ', '');
  if (!/^\d{8}$/.test(digits) || !isState(digits) || digits.startsWith('00')) return undefined;
  return digits as Ags;
}

/** Digits 1–5 and 10–12. The reverse needs a table, because the association is lost. */
export function agsOfArs(ars: Ars): Ags {
  return (ars.slice(0, 5) + ars.slice(9)) as Ags;
}

/**
 * Level by the last non-zero part. A kreisfreie Stadt reads as `district` and the city states as
 * `state`: their municipality part is zero, so the key alone cannot tell town from district.
 */
export function arsLevel(ars: Ars): ArsLevel {
  if (ars.slice(9) !== '000') return 'municipality';
  if (ars.slice(5, 9) !== '0000') return 'association';
  if (ars.slice(3, 5) !== '00') return 'district';
  if (ars.charAt(2) !== '0') return 'region';
  return ars.startsWith('00') ? 'federation' : 'state';
}

/** The area itself and everything above it, narrowest first, without repetitions; the last is the federation. */
export function withAncestors(ars: Ars): readonly Ars[] {
  const chain: Ars[] = [];
  for (const length of prefixLengths) {
    const padded = padArs(ars.slice(0, length));
    if (padded !== undefined && padded !== chain.at(-1)) chain.push(padded);
  }
  return chain;
}

/** The areas above, narrowest first. */
export function ancestors(ars: Ars): readonly Ars[] {
  return withAncestors(ars).slice(1);
}

/** Whether `inner` is `outer` or lies in it. */
export function isWithin(inner: Ars, outer: Ars): boolean {
  return withAncestors(inner).includes(outer);
}

function isState(digits: string): boolean {
  const state = Number(digits.slice(0, 2));
  return state <= 16 && (state > 0 || /^0+$/.test(digits));
}
