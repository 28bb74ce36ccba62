import { sql } from 'kysely';
import { type OfferedService, type PublicJwk } from '@verbund/fit-connect';
import { type Tx } from '#kernel/db';
import { type ClientId } from '#kernel/ids';
import { type DestinationSettings, type DestinationStatus } from '../domain/destination-body.ts';
import { type PageRequest } from '../domain/limits.ts';
import { type JsonObject } from '../domain/read-json.ts';

export interface DestinationRow {
  destination_id: string;
  client_id: ClientId;
  name: string;
  status: DestinationStatus;
  encryption_kid: string;
  services: OfferedService[];
  metadata_versions: string[];
  reply_channels: JsonObject | null;
}

/** As its owner sees it. */
export type OwnDestinationRow = DestinationRow & { contact: JsonObject; callback_url: string | null };

const columns = sql.raw(
  'd.destination_id, d.client_id, d.name, d.status, d.encryption_kid, d.services, d.metadata_versions, d.reply_channels',
);

const ownColumns = sql.raw('c.contact, t.url as callback_url');
const ownJoins = sql.raw(`join transport.destination_contact c on c.destination_id = d.destination_id
    left join transport.callback_target t on t.target_id = d.destination_id`);

export async function selectDestination(tx: Tx, destinationId: string): Promise<DestinationRow | null> {
  const { rows } = await sql<DestinationRow>`
    select ${columns} from transport.destination d where d.destination_id = ${destinationId}
  `.execute(tx);
  return rows[0] ?? null;
}

/** Row-level security shows the contact to the owner only, so the inner join finds own destinations. */
export async function selectOwnDestination(
  tx: Tx,
  client: ClientId,
  destinationId: string,
): Promise<OwnDestinationRow | null> {
  const { rows } = await sql<OwnDestinationRow>`
    select ${columns}, ${ownColumns} from transport.destination d ${ownJoins}
    where d.destination_id = ${destinationId} and d.client_id = ${client}
  `.execute(tx);
  return rows[0] ?? null;
}

export async function listOwnDestinations(
  tx: Tx,
  client: ClientId,
  page: PageRequest,
): Promise<{ total: number; rows: OwnDestinationRow[] }> {
  const { rows } = await sql<OwnDestinationRow>`
    select ${columns}, ${ownColumns} from transport.destination d ${ownJoins}
    where d.client_id = ${client} order by d.created_at, d.destination_id offset ${page.offset} limit ${page.limit}
  `.execute(tx);
  const total = await sql<{ n: number }>`
    select count(*)::int as n from transport.destination where client_id = ${client}
  `.execute(tx);
  return { total: total.rows[0]?.n ?? 0, rows };
}

export async function insertDestination(
  tx: Tx,
  destination: { id: string; client: ClientId; settings: DestinationSettings; now: Date },
): Promise<void> {
  const { id, client, settings, now } = destination;
  await sql`
    insert into transport.destination (destination_id, client_id, name, status, encryption_kid, services,
      metadata_versions, reply_channels, created_at)
    values (${id}, ${client}, ${settings.name}, ${settings.status}, ${settings.encryptionKid},
      ${JSON.stringify(settings.services)}::jsonb, ${settings.metadataVersions}, ${json(settings.replyChannels)}::jsonb,
      ${now})
  `.execute(tx);
  await sql`
    insert into transport.destination_contact (destination_id, client_id, contact)
    values (${id}, ${client}, ${JSON.stringify(settings.contactInformation)}::jsonb)
  `.execute(tx);
  await sql`
    insert into transport.destination_client (client_id, destination_id) values (${client}, ${id})
  `.execute(tx);
}

export async function updateDestination(tx: Tx, id: string, settings: DestinationSettings): Promise<void> {
  await sql`
    with contact as (
      update transport.destination_contact set contact = ${JSON.stringify(settings.contactInformation)}::jsonb
      where destination_id = ${id}
    )
    update transport.destination set name = ${settings.name}, status = ${settings.status},
      encryption_kid = ${settings.encryptionKid}, services = ${JSON.stringify(settings.services)}::jsonb,
      metadata_versions = ${settings.metadataVersions}, reply_channels = ${json(settings.replyChannels)}::jsonb
    where destination_id = ${id}
  `.execute(tx);
}

export async function deleteDestination(tx: Tx, id: string): Promise<void> {
  await sql`delete from transport.destination where destination_id = ${id}`.execute(tx);
}

export async function hasCases(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from transport.case_file where destination_id = ${id} limit 1`.execute(tx);
  return rows.length > 0;
}

export async function insertKey(
  tx: Tx,
  key: { destinationId: string; client: ClientId; use: 'enc' | 'sig'; jwk: PublicJwk; now: Date },
): Promise<void> {
  await sql`
    insert into transport.destination_key (destination_id, kid, client_id, use, jwk, created_at)
    values (${key.destinationId}, ${key.jwk.kid}, ${key.client}, ${key.use}, ${JSON.stringify(key.jwk)}::jsonb, ${key.now})
  `.execute(tx);
}

export interface StoredKey {
  kid: string;
  use: 'enc' | 'sig';
  jwk: PublicJwk;
  created_at: Date;
}

export async function selectKeys(tx: Tx, destinationId: string): Promise<StoredKey[]> {
  const { rows } = await sql<StoredKey>`
    select kid, use, jwk, created_at from transport.destination_key where destination_id = ${destinationId} order by use, created_at, kid
  `.execute(tx);
  return rows;
}

function json(value: JsonObject | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
