import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type ClientRole } from '#kernel/fit-connect';
import { type ClientId } from '#kernel/ids';
import { type DestinationStatus } from '../domain/destination-body.ts';

export interface TenantClient {
  client_id: ClientId;
  name: string;
  roles: ClientRole[];
  keys_here: boolean;
  secret_number: number;
  created_at: Date;
  revoked_at: Date | null;
}

/** Of the tenant that the transaction carries. */
export async function listTenantClients(tx: Tx): Promise<TenantClient[]> {
  const { rows } = await sql<TenantClient>`select * from transport.all_clients_of_tenant()`.execute(tx);
  return rows;
}

export interface DestinationHead {
  destination_id: string;
  client_id: ClientId;
  name: string;
  status: DestinationStatus;
}

export async function listDestinationsOf(tx: Tx, clients: readonly ClientId[]): Promise<DestinationHead[]> {
  const { rows } = await sql<DestinationHead>`
    select destination_id, client_id, name, status from transport.destination
    where client_id = any (${clients}::uuid[]) order by created_at, destination_id
  `.execute(tx);
  return rows;
}

export interface LinkedClient {
  client_id: ClientId;
  name: string;
  revoked: boolean;
}

/** Only for the owner of the destination. */
export async function listLinks(tx: Tx, destinationId: string): Promise<LinkedClient[]> {
  const { rows } = await sql<LinkedClient>`
    select * from transport.all_links_of_destination(${destinationId})
  `.execute(tx);
  return rows;
}

export async function insertLink(tx: Tx, destinationId: string, client: ClientId): Promise<void> {
  // Row-level security lets the owner write links, but not see those of others; the key refuses a second one.
  await sql`
    insert into transport.destination_client (client_id, destination_id) values (${client}, ${destinationId})
  `.execute(tx);
}

export async function dropLink(tx: Tx, destinationId: string, client: ClientId): Promise<boolean> {
  const { rows } = await sql<{ gone: boolean }>`
    select transport.drop_link(${destinationId}, ${client}) as gone
  `.execute(tx);
  return rows[0]?.gone ?? false;
}

/** False when another secret was made meanwhile. All tokens of the old one end with it. */
export async function changeSecret(
  tx: Tx,
  change: { client: ClientId; secretHash: Uint8Array; from: number },
): Promise<boolean> {
  const { rows } = await sql`
    with changed as (
      update transport.client set secret_hash = ${change.secretHash}, secret_number = secret_number + 1
      where client_id = ${change.client} and secret_number = ${change.from} and revoked_at is null
      returning client_id
    ), gone as (
      delete from transport.access_token t using changed c where t.client_id = c.client_id
    )
    select from changed
  `.execute(tx);
  return rows.length === 1;
}

/** Whether the client that the transaction carries belongs to the installation itself. */
export async function keepsKeysHere(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ keys_here: boolean }>`
    select keys_here from transport.client where client_id = kernel.app_client()
  `.execute(tx);
  return rows[0]?.keys_here ?? false;
}

export async function findLog(
  tx: Tx,
  id: string,
): Promise<{ client_id: ClientId; case_id: string; destination_id: string } | null> {
  const { rows } = await sql<{ client_id: ClientId; case_id: string; destination_id: string }>`
    select * from transport.find_client_of_log(${id})
  `.execute(tx);
  return rows[0] ?? null;
}
