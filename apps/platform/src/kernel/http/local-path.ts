const maximumLength = 2048;
// Browsers strip tabs and line breaks inside URLs and read a backslash as a slash: '/\t/evil.example' leaves the site.
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0020\u007f\\]/;

/** A path (with query) on this very site; everything that a browser could read as another host is null. */
export function localPath(value: string | null | undefined): string | null {
  if (value === null || value === undefined || value.length > maximumLength) return null;
  if (!value.startsWith('/') || value.startsWith('//') || forbidden.test(value)) return null;
  const base = 'http://local.invalid';
  if (!URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  // '/.//evil.example' becomes '//evil.example' once dot segments are removed.
  if (url.origin !== base || url.pathname.startsWith('//')) return null;
  return url.pathname + url.search + url.hash;
}
