import { createHmac } from 'node:crypto';

/** Towns see a person as HMAC(tenant, account) only: stable within a town, unlinkable between towns. */
export function pseudonymOf(key: Uint8Array, tenant: string, account: string): string {
  return createHmac('sha256', key).update(`${tenant}:${account}`).digest('base64url');
}
