// Preact escapes attributes but lets `javascript:` through, so every address from data passes here.
// Control characters and backslashes are refused because browsers drop or rewrite them before parsing.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const deceptive = /[\u0000-\u0020\u007f\\]/;
const absolute = /^(?:https?:\/\/[^/?#]|mailto:[^?]|tel:[+0-9])/i;

/** True for http, https, mailto, tel and for paths on this site. */
export function isSafeHref(href: string): boolean {
  if (href === '' || deceptive.test(href)) return false;
  if (href.startsWith('/')) return !href.startsWith('//');
  return href.startsWith('#') || href.startsWith('?') || absolute.test(href);
}

/** Returns the address when it is safe as a link, else `#`, which leads nowhere. */
export function safeHref(href: string): string {
  return isSafeHref(href) ? href : '#';
}

/** Returns the address when it is safe as an image source: own origin only (no third-party requests) or an image in a data: address. */
export function safeSrc(src: string | null | undefined): string | undefined {
  if (!src || deceptive.test(src)) return undefined;
  if (src.startsWith('/')) return src.startsWith('//') ? undefined : src;
  return /^data:image\/(?:png|jpeg|webp|svg\+xml)[;,]/i.test(src) ? src : undefined;
}
