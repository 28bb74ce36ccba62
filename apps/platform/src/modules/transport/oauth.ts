import { createHash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Tx } from '#kernel/db';
import { isUuid, newSecret, newUuid, type ClientId, type TenantId } from '#kernel/ids';
import { type Caller } from './caller.ts';
import { grantScopes, readNarrowScope, rightsOf, scopes, type Right } from './domain/scopes.ts';
import { oauthRefusal, refusal } from './errors.ts';
import {
  countOwnDestinations,
  findAccessToken,
  findClient,
  insertAccessToken,
  insertClient,
  revokeClient,
  type NewClient,
} from './store/clients.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { changeSecret, listTenantClients, type TenantClient } from './store/tenant-clients.ts';
import { type TransportService } from './types.ts';

/** Seconds (reference 2). */
export const tokenLife = 1800;

export interface IssuedToken {
  accessToken: string;
  scopes: readonly string[];
}

export interface OAuth extends Pick<TransportService, 'createClient' | 'rotateSecret' | 'revokeClient'> {
  clientsOf(tenant: TenantId): Promise<TenantClient[]>;
  issue(form: URLSearchParams): Promise<IssuedToken>;
  /** Who calls; refuses a missing, unknown or expired token, and one without any of the rights. */
  authenticate(authorization: string | undefined, anyOf: readonly Right[]): Promise<Caller>;
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

type CachedCaller = Caller & { expiresAt: number };

export function createOAuth({ db, clock }: Pick<TransportKernel, 'db' | 'clock'>): OAuth {
  // Seconds only: a revoked client is out after that time in every process.
  const cache = new LRUCache<string, CachedCaller>({ max: 10_000, ttl: 5_000 });

  async function find(token: string): Promise<CachedCaller | undefined> {
    const hashed = hash(token);
    const key = hashed.toString('base64url');
    const now = clock.now();
    const cached = cache.get(key);
    if (cached) return cached.expiresAt > now.getTime() ? cached : undefined;
    const row = await db.once({}, (tx) => findAccessToken(tx, hashed, now));
    if (!row) return undefined;
    const caller = { client: row.client_id, rights: rightsOf(row.scopes), expiresAt: row.expires_at.getTime() };
    cache.set(key, caller);
    return caller;
  }

  return {
    async issue(form) {
      const { clientId, clientSecret, scope } = readTokenRequest(form);
      const client = isUuid(clientId) ? await db.once({}, (tx) => findClient(tx, clientId)) : null;
      if (!client || !timingSafeEqual(client.secret_hash, hash(clientSecret))) {
        throw oauthRefusal('invalid_client', 'Unknown client or wrong secret.');
      }
      const decision = grantScopes(client.roles, scope);
      if (!decision.ok) throw oauthRefusal('invalid_scope', 'The client does not own a requested scope.');
      const accessToken = newSecret();
      const id = clientId as ClientId;
      const expiresAt = new Date(clock.now().getTime() + tokenLife * 1000);
      await db.tx({ client: id }, async (tx) => {
        await requireDestinations(tx, id, decision.scopes);
        await insertAccessToken(tx, { hash: hash(accessToken), clientId: id, scopes: decision.scopes, expiresAt });
      });
      return { accessToken, scopes: decision.scopes };
    },

    async authenticate(authorization, anyOf) {
      const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw refusal('unauthenticated', 'A bearer token is needed.');
      const caller = await find(token);
      if (!caller) throw refusal('unauthenticated', 'The access token is unknown or expired.');
      if (!anyOf.some((right) => caller.rights.has(right))) {
        const names = anyOf.map((right) => scopes[right]).join(' or ');
        throw refusal('forbidden', `The access token lacks the scope ${names}.`);
      }
      return caller;
    },

    async createClient({ name, roles, tenant, region, clientId = newUuid<ClientId>(), keysHere = false }) {
      const clientSecret = newSecret();
      const row: NewClient = {
        clientId,
        name,
        roles,
        tenant,
        region,
        keysHere,
        secretHash: hash(clientSecret),
        now: clock.now(),
      };
      if (!(await db.tx({ client: clientId }, (tx) => insertClient(tx, row)))) {
        throw refusal('state-invalid', 'There is a client with this id.');
      }
      return { clientId, clientSecret };
    },

    clientsOf: (tenant) => db.tx({ tenant }, listTenantClients),

    async rotateSecret(client, from) {
      const clientSecret = newSecret();
      const change = { client, from, secretHash: hash(clientSecret) };
      if (!(await db.tx({ client }, (tx) => changeSecret(tx, change)))) {
        throw refusal('state-invalid', 'The secret was changed meanwhile, or the client is revoked.');
      }
      cache.clear();
      return clientSecret;
    },

    async revokeClient(clientId) {
      await db.tx({ client: clientId }, (tx) => revokeClient(tx, clientId, clock.now()));
      cache.clear();
    },
  };
}

/**
 * A scope that names a destination is granted to its client only; and a client that does nothing but subscribe, but to
 * no destination, learns it here (reference 2). One that also manages may be about to create its first.
 */
async function requireDestinations(tx: Tx, client: ClientId, granted: readonly string[]): Promise<void> {
  const named = granted.map(readNarrowScope).filter((scope) => scope !== undefined);
  for (const right of ['subscribe', 'manage'] as const) {
    const ids = [...new Set(named.filter((scope) => scope.right === right).map(({ within }) => within))];
    if (ids.length === 0) continue;
    if (!ids.every(isUuid)) throw oauthRefusal('invalid_scope', 'A scope names no destination.');
    const { linked, owned } = await countOwnDestinations(tx, client, ids);
    if ((right === 'subscribe' ? linked : owned) < ids.length) {
      throw oauthRefusal('invalid_scope', "A scope names a destination that is not the client's.");
    }
  }
  if (granted.length === 1 && granted[0] === scopes.subscribe) {
    const { linked } = await countOwnDestinations(tx, client, null);
    if (linked === 0) throw oauthRefusal('invalid_scope', 'The client is linked with no destination.');
  }
}

interface TokenRequest {
  clientId: string;
  clientSecret: string;
  scope: string | null;
}

/** RFC 6749 sections 3.2 and 4.4.2. */
function readTokenRequest(form: URLSearchParams): TokenRequest {
  const names = ['grant_type', 'client_id', 'client_secret', 'scope'];
  const doubled = names.find((name) => form.getAll(name).length > 1);
  if (doubled !== undefined) throw oauthRefusal('invalid_request', `${doubled} is given more than once.`);
  const grantType = form.get('grant_type');
  if (!grantType) throw oauthRefusal('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') {
    throw oauthRefusal('unsupported_grant_type', 'Only client_credentials is supported.');
  }
  const clientId = form.get('client_id');
  const clientSecret = form.get('client_secret');
  // Credentials count in the body only; HTTP Basic is answered like an unknown client (reference 2).
  if (!clientId || !clientSecret) {
    throw oauthRefusal('invalid_client', 'client_id and client_secret belong into the body of the request.');
  }
  return { clientId, clientSecret, scope: form.get('scope') };
}
