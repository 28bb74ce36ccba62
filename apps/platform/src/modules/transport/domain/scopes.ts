import { type ClientRole } from '#kernel/fit-connect';
import { isRegion } from './read-json.ts';

const prefix = 'https://schema.fitko.de/fit-connect/oauth/scopes/';

/** What a client may do; each right has a scope of v2 and narrower ones of v1 (reference 2). */
export type Right = 'send' | 'subscribe' | 'manage';

export const scopes = {
  send: `${prefix}send-submissions`,
  subscribe: `${prefix}subscribe-destinations`,
  manage: `${prefix}manage-destinations`,
} as const satisfies Record<Right, string>;

const rightOfRole = {
  sender: 'send',
  subscriber: 'subscribe',
  manager: 'manage',
} as const satisfies Record<ClientRole, Right>;

export const clientRoles: readonly ClientRole[] = ['sender', 'subscriber', 'manager'];

/** A scope of v1: the right within one region, or at one destination. */
export interface NarrowScope {
  right: Right;
  /** `DE…` for send, else the id of a destination. */
  within: string;
}

export function readNarrowScope(scope: string): NarrowScope | undefined {
  const region = /^send:region:(.+)$/.exec(scope)?.[1];
  if (region !== undefined) return isRegion(region) ? { right: 'send', within: region } : undefined;
  const [, right, id] = /^(subscribe|manage):destination:([0-9a-f-]{36})$/.exec(scope) ?? [];
  return id !== undefined && (right === 'subscribe' || right === 'manage') ? { right, within: id } : undefined;
}

export type ScopeDecision = { ok: true; scopes: readonly string[] } | { ok: false; refused: string };

/**
 * Without `scope` a client gets all it owns (reference 2); one that it does not own refuses the whole request. Whether a
 * destination that a scope names belongs to the client is asked elsewhere.
 */
export function grantScopes(roles: readonly ClientRole[], requested: string | null): ScopeDecision {
  const rights = clientRoles.filter((role) => roles.includes(role)).map((role) => rightOfRole[role]);
  const owned: readonly string[] = rights.map((right) => scopes[right]);
  const wanted = [...new Set((requested ?? '').split(' ').filter((scope) => scope !== ''))];
  if (wanted.length === 0) return { ok: true, scopes: owned };
  const refused = wanted.find((scope) => {
    const narrow = readNarrowScope(scope);
    return narrow ? !rights.includes(narrow.right) : !owned.includes(scope);
  });
  return refused === undefined ? { ok: true, scopes: wanted } : { ok: false, refused };
}

/** Null: without limit. A right that is missing here was not granted. */
export type Rights = ReadonlyMap<Right, readonly string[] | null>;

/** What the scopes of a token allow; the wide scope makes the narrow ones of the same right meaningless. */
export function rightsOf(granted: readonly string[]): Rights {
  const rights = new Map<Right, readonly string[] | null>();
  for (const scope of granted) {
    const narrow = readNarrowScope(scope);
    if (!narrow) continue;
    rights.set(narrow.right, [...(rights.get(narrow.right) ?? []), narrow.within]);
  }
  for (const right of ['send', 'subscribe', 'manage'] as const) {
    if (granted.includes(scopes[right])) rights.set(right, null);
  }
  return rights;
}
