import { createHash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isUuid, newSecret, newUuid, type ClientId } from '#kernel/ids';
import { grantScopes, type Scope } from './domain/scopes.ts';
import { oauthRefusal, refusal } from './errors.ts';
import {
  findAccessToken,
  findClient,
  insertAccessToken,
  insertClient,
  revokeClient,
  type NewClient,
} from './store/clients.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { type TransportService } from './types.ts';

/** Seconds (reference 2). */
export const tokenLife = 1800;

export interface Caller {
  client: ClientId;
  scopes: ReadonlySet<string>;
}

export interface IssuedToken {
  accessToken: string;
  scopes: readonly Scope[];
}

export interface OAuth extends Pick<TransportService, 'createClient' | 'revokeClient'> {
  issue(form: URLSearchParams): Promise<IssuedToken>;
  /** Who calls; refuses a missing, unknown or expired token, and one without any of the scopes. */
  authenticate(authorization: string | undefined, anyOf: readonly Scope[]): Promise<Caller>;
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
    const row = await db.tx({}, (tx) => findAccessToken(tx, hashed, now));
    if (!row) return undefined;
    const caller = { client: row.client_id, scopes: new Set(row.scopes), expiresAt: row.expires_at.getTime() };
    cache.set(key, caller);
    return caller;
  }

  return {
    async issue(form) {
      const { clientId, clientSecret, scope } = readTokenRequest(form);
      const client = isUuid(clientId) ? await db.tx({}, (tx) => findClient(tx, clientId)) : null;
      if (!client || !timingSafeEqual(client.secret_hash, hash(clientSecret))) {
        throw oauthRefusal('invalid_client', 'Unknown client or wrong secret.');
      }
      const decision = grantScopes(client.roles, scope);
      if (!decision.ok) throw oauthRefusal('invalid_scope', 'The client does not own a requested scope.');
      const accessToken = newSecret();
      const id = clientId as ClientId;
      const expiresAt = new Date(clock.now().getTime() + tokenLife * 1000);
      await db.tx({ client: id }, (tx) =>
        insertAccessToken(tx, { hash: hash(accessToken), clientId: id, scopes: decision.scopes, expiresAt }),
      );
      return { accessToken, scopes: decision.scopes };
    },

    async authenticate(authorization, anyOf) {
      const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) throw refusal('unauthenticated', 'A bearer token is needed.');
      const caller = await find(token);
      if (!caller) throw refusal('unauthenticated', 'The access token is unknown or expired.');
      if (!anyOf.some((scope) => caller.scopes.has(scope))) {
        throw refusal('forbidden', `The access token lacks the scope ${anyOf.join(' or ')}.`);
      }
      return caller;
    },

    async createClient({ name, roles, tenant }) {
      const clientSecret = newSecret();
      const clientId = newUuid<ClientId>();
      const row: NewClient = { clientId, name, roles, tenant, secretHash: hash(clientSecret), now: clock.now() };
      await db.tx({ client: clientId }, (tx) => insertClient(tx, row));
      return { clientId, clientSecret };
    },

    async revokeClient(clientId) {
      await db.tx({ client: clientId }, (tx) => revokeClient(tx, clientId, clock.now()));
      cache.clear();
    },
  };
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
