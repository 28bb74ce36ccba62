/** Exact decimals as strings: no floating point between the form and the delivery. */
const canonical = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/u;

export function isCanonicalDecimal(text: string): boolean {
  return canonical.test(text) && text !== '-0';
}

/** More digits would not survive as JSON number (IEEE 754 keeps 15). */
export const MAX_DIGITS = 15;

export function countDigits(decimal: string): number {
  return decimal.replace(/^-?(?:0\.0*)?/u, '').replace('.', '').length;
}

/** `-007.50` → `-7.5`; the input has a point and no grouping. */
export function canonicalDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(text) ?? [];
  const number = whole.replace(/^0+(?=\d)/u, '');
  const rest = fraction.replace(/0+$/u, '');
  const joined = rest === '' ? number : `${number}.${rest}`;
  return joined === '0' ? '0' : sign + joined;
}

/** Reads any plain decimal (`1.50`, `+3`, `.5` not); `null` when it is none. */
export function toDecimal(text: string): string | null {
  const trimmed = text.trim().replace(/^\+/u, '');
  return /^-?\d{1,40}(?:\.\d{1,40})?$/u.test(trimmed) ? canonicalDecimal(trimmed) : null;
}

/** −1, 0 or 1 for canonical decimals of any length. */
export function compareDecimals(a: string, b: string): number {
  const negativeA = a.startsWith('-');
  if (negativeA !== b.startsWith('-')) return negativeA ? -1 : 1;
  const size = compareSizes(a.replace('-', ''), b.replace('-', ''));
  return negativeA ? -size : size;
}

function compareSizes(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = a.split('.');
  const [wholeB = '', fractionB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length < wholeB.length ? -1 : 1;
  const width = Math.max(fractionA.length, fractionB.length);
  const left = wholeA + fractionA.padEnd(width, '0');
  const right = wholeB + fractionB.padEnd(width, '0');
  return left === right ? 0 : left < right ? -1 : 1;
}
