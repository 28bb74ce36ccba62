/** What people write into the fields of a price: German and plain numbers, thousands with dots or blanks. */

/** A whole number from 0 on; undefined: it is none. '' is null. */
export function readCount(text: string, max = 1_000_000_000): number | null | undefined {
  const plain = text.trim().replaceAll(/[\s\u00a0\u202f]/g, '');
  if (plain === '') return null;
  const digits = /^\d{1,3}(\.\d{3})+$/.test(plain) ? plain.replaceAll('.', '') : plain;
  if (!/^\d{1,10}$/.test(digits)) return undefined;
  const value = Number(digits);
  return value <= max ? value : undefined;
}

/** Euros as cents: '12,50', '1.200', '1200.5', '90 €'. A dot with three digits behind it parts thousands. */
export function readEuros(text: string, maxCents: number): number | null | undefined {
  const plain = text
    .trim()
    .replace(/€|EUR/i, '')
    .replaceAll(/[\s\u00a0\u202f]/g, '');
  if (plain === '') return text.trim() === '' ? null : undefined;
  const normal = /^\d{1,3}(\.\d{3})+(,\d{1,2})?$/.test(plain)
    ? plain.replaceAll('.', '').replace(',', '.')
    : plain.replace(',', '.');
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(normal);
  if (found === null) return undefined;
  const cents = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return cents <= maxCents ? cents : undefined;
}

/** For a field: '1234,50'; '' for nothing. */
export function writeEuros(cents: number | null): string {
  if (cents === null) return '';
  const rest = String(cents % 100).padStart(2, '0');
  return `${String(Math.floor(cents / 100))},${rest}`;
}
