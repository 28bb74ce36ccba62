import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

export const csrfField = '_csrf';
export const csrfHeader = 'x-csrf-token';

/**
 * Stateless tokens: HMAC over a random cookie of this browser and, when there is one, the session token. All tabs of
 * a browser share both, so none invalidates another; a token of another browser or session never fits.
 */
export interface Csrf {
  newBrowserId(): string;
  token(browserId: string, session: string): string;
  /** `sessions`: session tokens of this browser that a form may have been made for. */
  verify(token: string | null | undefined, browserId: string | undefined, sessions: readonly string[]): boolean;
}

const browserIdPattern = /^[\w-]{43}$/;

export function isBrowserId(value: string | undefined): value is string {
  return value !== undefined && browserIdPattern.test(value);
}

export function createCsrf(key: Uint8Array): Csrf {
  // Imported once: bare bytes are looked at and copied anew for every token.
  const secret = createSecretKey(key);
  const mac = (browserId: string, session: string): Buffer =>
    createHmac('sha256', secret).update(`${browserId}\n${session}`).digest();
  return {
    newBrowserId: () => randomBytes(32).toString('base64url'),
    token: (browserId, session) => mac(browserId, session).toString('base64url'),
    verify(token, browserId, sessions) {
      if (token === null || token === undefined || !browserIdPattern.test(token) || !isBrowserId(browserId))
        return false;
      const given = Buffer.from(token, 'base64url');
      return sessions.some((session) => timingSafeEqual(given, mac(browserId, session)));
    },
  };
}

/** Second line of defence, from headers that a page of another site cannot forge. Old browsers send neither. */
export function isSameOrigin(
  headers: { origin?: string | undefined; site?: string | undefined; host?: string | undefined },
  publicOrigin: string,
): boolean {
  if (headers.site !== undefined && headers.site !== 'same-origin' && headers.site !== 'none') return false;
  if (headers.origin === undefined || headers.origin === publicOrigin) return true;
  // A demo is reached by several names (localhost, 127.0.0.1); the browser sets Host itself.
  if (!URL.canParse(headers.origin)) return false;
  return headers.host !== undefined && new URL(headers.origin).host === headers.host;
}
