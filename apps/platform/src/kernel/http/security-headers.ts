import { type Config } from '../config/types.ts';

/** Origins that a form or redirect may lead to besides our own: the configured identity providers. */
export function externalOrigins(config: Config): ReadonlySet<string> {
  const origins = new Set<string>();
  for (const provider of [config.citizenSignIn, config.staffSignIn]) {
    if (provider !== null) origins.add(new URL(provider.issuer).origin);
  }
  origins.delete(config.publicUrl.origin);
  return origins;
}

/** Computed once at start: the headers are the same for every answer, so no request pays for building them. */
export function securityHeaders(config: Config, origins: ReadonlySet<string>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "script-src 'self'",
      "connect-src 'self'",
      // Browsers apply form-action to redirects after a POST too, so the sign-in providers must be named.
      ["form-action 'self'", ...origins].join(' '),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
  if (config.mode === 'production') headers['strict-transport-security'] = 'max-age=63072000; includeSubDomains';
  return headers;
}
