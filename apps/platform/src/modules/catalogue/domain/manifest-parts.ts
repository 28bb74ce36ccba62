import Type from 'typebox';

/** Unknown members are refused: they would be signed unseen. */
export const closed = { additionalProperties: false } as const;
export const shortText = Type.String({ minLength: 1, maxLength: 500 });
export const identifier = Type.String({ minLength: 1, maxLength: 200 });
export const slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 });
export const digest = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' });
// Structured text only: a manifest of a third party must never carry markup into our pages.
export const plain = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[^<>\\u0000-\\u0008\\u000b-\\u001f]*$' });
export const both = (maxLength: number) =>
  Type.Object({ de: Type.Intersect([plain(maxLength), Type.String({ minLength: 1 })]), en: plain(maxLength) }, closed);
// semver.org, without build metadata: two versions that differ only there would be the same version.
export const semver = Type.String({
  pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$',
  maxLength: 60,
});
/** A day of the calendar, YYYY-MM-DD. */
export const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
export const httpsAddress = Type.String({ pattern: '^https://[^\\s<>]+$', maxLength: 2000 });
