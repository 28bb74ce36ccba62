import { createHash } from 'node:crypto';

/** Tokens are 256 random bits, so that one round of SHA-256 protects them at rest. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
