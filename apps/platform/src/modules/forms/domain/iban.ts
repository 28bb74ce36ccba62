import { type ErrorParams, type FieldNode, fieldPurpose } from '@verbund/xdatenfelder';

/** Length of the IBAN by country (ISO 13616-1, IBAN registry); a country that is missing has only its check digits. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24, AL: 28, AT: 20, BA: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18,
  FO: 18, FR: 27, GB: 22, GI: 23, GL: 18, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20,
  LV: 21, MC: 27, MD: 24, ME: 22, MK: 19, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19,
  SK: 24, SM: 27, TR: 26, UA: 29, VA: 22, XK: 20,
}; // prettier-ignore

export type IbanProblemCode = 'iban-form' | 'iban-length' | 'iban-checksum';

export function isIbanField(node: FieldNode): boolean {
  return fieldPurpose(node) === 'iban';
}

/** As it is stored and sent: without the blanks people read it with. */
export function compactIban(text: string): string {
  return text.replace(/[\s\u00a0.-]+/gu, '').toUpperCase();
}

/** In groups of four, as on bank cards and in DIN 5008. */
export function groupedIban(iban: string): string {
  return /^[A-Z]{2}[0-9A-Z]*$/u.test(iban) ? iban.replace(/(.{4})(?=.)/gu, '$1 ') : iban;
}

export function ibanProblem(iban: string): { code: IbanProblemCode; params: ErrorParams } | null {
  const country = iban.slice(0, 2);
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{1,30}$/u.test(iban)) return { code: 'iban-form', params: {} };
  const length = lengths[country];
  if (length !== undefined && iban.length !== length) {
    return { code: 'iban-length', params: { country, length, entered: iban.length } };
  }
  return remainderOf97(iban) === 1 ? null : { code: 'iban-checksum', params: {} };
}

/** ISO 7064 MOD 97-10: the country and the check digits go to the end, letters count from 10. */
function remainderOf97(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const digits = Number.parseInt(character, 36);
    remainder = (remainder * (digits > 9 ? 100 : 10) + digits) % 97;
  }
  return remainder;
}
