import { type CookieChange } from './types.ts';

export const cookieNames = { person: 'sitzung', staff: 'amt-sitzung', csrf: 'formular-schutz', lang: 'sprache' };

const prefix = '__Host-';

/** Cookie names and attributes depend on one thing only: whether people reach the platform over https. */
export interface CookieJar {
  read(header: string | undefined): Readonly<Record<string, string | undefined>>;
  write(change: CookieChange): string;
}

export function createCookieJar(publicUrl: URL): CookieJar {
  const secure = publicUrl.protocol === 'https:';
  return {
    read(header) {
      if (header === undefined || header === '') return {};
      const raw = parseCookies(header);
      if (!secure) return raw;
      const named: Record<string, string> = {};
      for (const [name, value] of Object.entries(raw)) {
        // Only prefixed cookies count: a sibling host can plant plain ones, never `__Host-` ones.
        if (name.startsWith(prefix)) named[name.slice(prefix.length)] = value;
      }
      return named;
    },
    write(change) {
      const maxAge = change.value === null ? 0 : change.maxAgeSeconds;
      const name = secure ? prefix + change.name : change.name;
      const age = maxAge === undefined ? '' : `; Max-Age=${Math.floor(maxAge)}`;
      // Strict would drop the cookie on the way back from the identity provider.
      return `${name}=${encodeURIComponent(change.value ?? '')}${age}; Path=/; HttpOnly${secure ? '; Secure' : ''}; SameSite=Lax`;
    },
  };
}

/** RFC 6265 section 5.4; the first of equal names wins, because browsers send the most specific one first. */
function parseCookies(header: string): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  for (const pair of header.split(';')) {
    const split = pair.indexOf('=');
    if (split < 1) continue;
    const name = pair.slice(0, split).trim();
    if (!Object.hasOwn(named, name)) named[name] = decodeValue(pair.slice(split + 1).trim());
  }
  return named;
}

function decodeValue(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
