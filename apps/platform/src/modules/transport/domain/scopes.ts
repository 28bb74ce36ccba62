import { type ClientRole } from '#kernel/fit-connect';

const prefix = 'https://schema.fitko.de/fit-connect/oauth/scopes/';

export const scopes = {
  send: `${prefix}send-submissions`,
  subscribe: `${prefix}subscribe-destinations`,
  manage: `${prefix}manage-destinations`,
} as const;

export type Scope = (typeof scopes)[keyof typeof scopes];

const scopeOfRole = {
  sender: scopes.send,
  subscriber: scopes.subscribe,
  manager: scopes.manage,
} as const satisfies Record<ClientRole, Scope>;

export const clientRoles: readonly ClientRole[] = ['sender', 'subscriber', 'manager'];

export function scopesOf(roles: readonly ClientRole[]): Scope[] {
  return clientRoles.filter((role) => roles.includes(role)).map((role) => scopeOfRole[role]);
}

export type ScopeDecision = { ok: true; scopes: readonly Scope[] } | { ok: false; refused: string };

/** Without `scope` a client gets all it owns (reference 2); one that it does not own refuses the whole request. */
export function grantScopes(roles: readonly ClientRole[], requested: string | null): ScopeDecision {
  const owned = scopesOf(roles);
  const wanted = (requested ?? '').split(' ').filter((scope) => scope !== '');
  if (wanted.length === 0) return { ok: true, scopes: owned };
  const granted = owned.filter((scope) => wanted.includes(scope));
  const refused = wanted.find((scope) => !granted.some((one) => one === scope));
  return refused === undefined ? { ok: true, scopes: granted } : { ok: false, refused };
}
