import { createHmac } from 'node:crypto';
import { roleNames, type RoleName, type RolePasswords } from './roles.ts';
import { type DatabaseLogin } from './types.ts';

/** Connection addresses by login; null: this process was not given that login. `owner` runs migrations. */
export type DatabaseUrls = Record<'owner' | DatabaseLogin, string | null>;

const roleOf = {
  owner: 'verbund_owner',
  app: 'verbund_app',
  transport: 'verbund_transport',
  keys: 'verbund_keys',
  queue: 'verbund_queue',
} as const satisfies Record<keyof DatabaseUrls, RoleName>;

/** The same server and database as `adminUrl`, once per role. */
export function urlsFor(
  adminUrl: string,
  passwords: RolePasswords,
  database?: string,
): Record<keyof DatabaseUrls, string> {
  const urlOf = (role: RoleName): string => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = encodeURIComponent(passwords[role]);
    if (database !== undefined) url.pathname = `/${database}`;
    return url.href;
  };
  return {
    owner: urlOf(roleOf.owner),
    app: urlOf(roleOf.app),
    transport: urlOf(roleOf.transport),
    keys: urlOf(roleOf.keys),
    queue: urlOf(roleOf.queue),
  };
}

/**
 * Passwords for demo and test on an operator's server. Roles belong to the whole server, so two data folders that use
 * the same server must come to the same passwords: they follow from the password of the login that makes the roles.
 */
export function derivedPasswords(adminUrl: string): RolePasswords {
  const url = new URL(adminUrl);
  const secret = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const entries = roleNames.map((role) => [
    role,
    createHmac('sha256', secret).update(`verbund ${role}`).digest('base64url'),
  ]);
  return Object.fromEntries(entries) as RolePasswords;
}
