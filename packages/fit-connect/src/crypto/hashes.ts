import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-512 of the plaintext bytes as 128 lower-case hex digits (metadata schema, `hash.content`). */
export function sha512Hex(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex');
}

/** Compares two short texts without telling by the time taken where they differ. */
export function equalTexts(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
