import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type ClientRole } from '#kernel/fit-connect';
import { type ClientId, type TenantId } from '#kernel/ids';

export interface NewClient {
  clientId: ClientId;
  name: string;
  roles: readonly ClientRole[];
  secretHash: Uint8Array;
  tenant: TenantId | null;
  now: Date;
}

export async function insertClient(tx: Tx, client: NewClient): Promise<void> {
  await sql`
    insert into transport.client (client_id, name, roles, secret_hash, tenant_id, created_at)
    values (${client.clientId}, ${client.name}, ${client.roles}, ${client.secretHash}, ${client.tenant}, ${client.now})
  `.execute(tx);
}

export async function revokeClient(tx: Tx, clientId: ClientId, now: Date): Promise<void> {
  await sql`
    with revoked as (
      update transport.client set revoked_at = ${now} where client_id = ${clientId} and revoked_at is null
    )
    delete from transport.access_token where client_id = ${clientId}
  `.execute(tx);
}

export async function findClient(
  tx: Tx,
  clientId: string,
): Promise<{ secret_hash: Uint8Array; roles: ClientRole[] } | null> {
  const { rows } = await sql<{ secret_hash: Uint8Array; roles: ClientRole[] }>`
    select secret_hash, roles from transport.find_client(${clientId}::uuid)
  `.execute(tx);
  return rows[0] ?? null;
}

export async function insertAccessToken(
  tx: Tx,
  token: { hash: Uint8Array; clientId: ClientId; scopes: readonly string[]; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into transport.access_token (token_hash, client_id, scopes, expires_at)
    values (${token.hash}, ${token.clientId}, ${token.scopes}, ${token.expiresAt})
  `.execute(tx);
}

export async function findAccessToken(
  tx: Tx,
  hash: Uint8Array,
  now: Date,
): Promise<{ client_id: ClientId; scopes: string[]; expires_at: Date } | null> {
  const { rows } = await sql<{ client_id: ClientId; scopes: string[]; expires_at: Date }>`
    select client_id, scopes, expires_at from transport.find_access_token(${hash}, ${now})
  `.execute(tx);
  return rows[0] ?? null;
}

export async function deleteExpiredTokens(tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select transport.due_access_tokens(${now}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}
