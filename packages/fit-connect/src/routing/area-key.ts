import { localError } from '../errors.ts';

/** The area of a route: regional key (ARS) of 2, 3, 5, 9 or 12 digits, or municipality key (AGS) of 2, 3, 5 or 8. */
export type AreaKey = { ars: string } | { ags: string };

export const areaUrnPrefix = 'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:rs:';

/** Where the levels of a regional key end; a key of 12 digits may be padded with zeros. */
const levels = [0, 2, 3, 5, 9, 12];

function significant(digits: string): string {
  if (digits.length !== 12) return digits;
  return digits.slice(0, levels.find((level) => /^0*$/.test(digits.slice(level))) ?? 12);
}

/** Whether the area of a signature is the asked one or contains it. */
export function coversArea(urn: string, area: AreaKey): boolean {
  const digits = urn.slice(areaUrnPrefix.length);
  if (!/^\d{0,12}$/.test(digits)) return false;
  const outer = significant(digits);
  if ('ars' in area) return significant(area.ars).startsWith(outer);
  // The association (digits 6 to 9) is no part of a municipality key, so it can only be compared beside it.
  if (outer.length <= 5) return area.ags.startsWith(outer);
  return outer.length === 12 && area.ags === outer.slice(0, 5) + outer.slice(9);
}

const rules = { ars: /^(\d{2}|\d{3}|\d{5}|\d{9}|\d{12})$/, ags: /^(\d{2}|\d{3}|\d{5}|\d{8})$/ };

/** The parameter of a request. */
export function areaParameter(area: AreaKey): [name: 'ars' | 'ags', digits: string] {
  const [name, digits] = 'ars' in area ? (['ars', area.ars] as const) : (['ags', area.ags] as const);
  if (!rules[name].test(digits)) throw localError('invalid-area', `"${digits}" is no usable ${name}`);
  return [name, digits];
}
