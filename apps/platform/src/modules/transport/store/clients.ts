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
  region: string | null;
  /** A client of the installation itself. */
  keysHere: boolean;
  now: Date;
}

/** False when there is a client with this id. */
export async function insertClient(tx: Tx, client: NewClient): Promise<boolean> {
  const { rows } = await sql`
    insert into transport.client (client_id, name, roles, secret_hash, tenant_id, region, keys_here, created_at)
    values (${client.clientId}, ${client.name}, ${client.roles}, ${client.secretHash}, ${client.tenant},
      ${client.region}, ${client.keysHere}, ${client.now})
    on conflict do nothing returning client_id
  `.execute(tx);
  return rows.length === 1;
}

export async function revokeClient(tx: Tx, clientId: ClientId, now: Date): Promise<void> {
  await sql`
    with revoked as (
      update transport.client set revoked_at = ${now} where client_id = ${clientId} and revoked_at is null
    )
    delete from transport.access_token where client_id = ${clientId}
  `.execute(tx);
}

/** To which region the client that the transaction carries is bound; null: to none. */
export async function selectRegion(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ region: string | null }>`
    select region from transport.client where client_id = kernel.app_client()
  `.execute(tx);
  return rows[0]?.region ?? null;
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

/** Until the end of the transaction only the links with these destinations are seen. */
export async function nameDestinations(tx: Tx, destinationIds: readonly string[]): Promise<void> {
  await sql`select set_config('transport.destinations', ${destinationIds.join(',')}, true)`.execute(tx);
}

/** The rest of the transaction is done in the name of this client; what belongs together may have two owners. */
export async function continueAs(tx: Tx, client: ClientId): Promise<void> {
  await sql`select set_config('app.client', ${client}, true)`.execute(tx);
}

/** What the client itself is linked with and owns, of the named destinations or (null) at all. */
export async function countOwnDestinations(
  tx: Tx,
  clientId: ClientId,
  named: readonly string[] | null,
): Promise<{ linked: number; owned: number }> {
  const { rows } = await sql<{ linked: number; owned: number }>`
    select
      (select count(*)::int from transport.destination_client
        where client_id = ${clientId} and (${named}::uuid[] is null or destination_id = any (${named}::uuid[]))) as linked,
      (select count(*)::int from transport.destination
        where client_id = ${clientId} and (${named}::uuid[] is null or destination_id = any (${named}::uuid[]))) as owned
  `.execute(tx);
  return rows[0] ?? { linked: 0, owned: 0 };
}
