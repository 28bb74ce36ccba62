import { createHash } from 'node:crypto';
import { type Suite } from './suite.ts';

/** The same JWE under another header. The service has no key, so it cannot see that the tag no longer fits. */
export function withHeader(jwe: string, change: Record<string, unknown>): string {
  const end = jwe.indexOf('.');
  const header = JSON.parse(Buffer.from(jwe.slice(0, end), 'base64url').toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url') + jwe.slice(end);
}

/** RFC 7638: what one v1 client sends as kid (reference 4.1). */
export function thumbprint({ keys }: Suite): string {
  const { e, kty, n } = keys.encryption.publicJwk;
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
