import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type InboxServiceOffer } from '../types.ts';

export interface InboxRow {
  inbox_id: string;
  tenant_id: TenantId;
  name: string;
  state: 'planned' | 'ready';
  client_id: string | null;
  credentials: Uint8Array | null;
  destination_id: string | null;
  encryption_kid: string | null;
  signing_kid: string | null;
  services: InboxServiceOffer[];
  services_revision: number;
  services_pushed: number;
  last_fetch_at: Date | null;
  last_failure_at: Date | null;
  last_failure: string | null;
}

const columns = sql`inbox_id, tenant_id, name, state, client_id, credentials, destination_id, encryption_kid, signing_kid,
  services, services_revision, services_pushed, last_fetch_at, last_failure_at, last_failure`;

export async function selectInbox(tx: Tx, tenant: TenantId): Promise<InboxRow | null> {
  const result = await sql<InboxRow>`select ${columns} from casework.inbox where tenant_id = ${tenant}`.execute(tx);
  return result.rows[0] ?? null;
}

export async function lockInbox(tx: Tx, tenant: TenantId): Promise<InboxRow | null> {
  const result = await sql<InboxRow>`
    select ${columns} from casework.inbox where tenant_id = ${tenant} for update
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function insertInbox(
  tx: Tx,
  inbox: { id: string; tenant: TenantId; name: string; now: Date },
): Promise<void> {
  await sql`
    insert into casework.inbox (inbox_id, tenant_id, name, created_at)
    values (${inbox.id}, ${inbox.tenant}, ${inbox.name}, ${inbox.now}) on conflict (tenant_id) do nothing
  `.execute(tx);
}

/** False while somebody else holds the claim. */
export async function claimInbox(tx: Tx, tenant: TenantId, now: Date, until: Date): Promise<boolean> {
  const result = await sql`
    update casework.inbox set claimed_until = ${until}
    where tenant_id = ${tenant} and (claimed_until is null or claimed_until < ${now})
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function releaseInbox(tx: Tx, tenant: TenantId): Promise<void> {
  await sql`update casework.inbox set claimed_until = null where tenant_id = ${tenant}`.execute(tx);
}

export async function saveCredentials(
  tx: Tx,
  tenant: TenantId,
  clientId: string,
  credentials: Uint8Array,
): Promise<void> {
  await sql`
    update casework.inbox set client_id = ${clientId}, credentials = ${credentials} where tenant_id = ${tenant}
  `.execute(tx);
}

export async function saveKeys(tx: Tx, tenant: TenantId, kids: { encryption: string; signing: string }): Promise<void> {
  await sql`
    update casework.inbox set encryption_kid = ${kids.encryption}, signing_kid = ${kids.signing}
    where tenant_id = ${tenant}
  `.execute(tx);
}

export async function saveDestination(tx: Tx, tenant: TenantId, destinationId: string): Promise<void> {
  await sql`update casework.inbox set destination_id = ${destinationId} where tenant_id = ${tenant}`.execute(tx);
}

export async function markReady(tx: Tx, tenant: TenantId): Promise<void> {
  await sql`update casework.inbox set state = 'ready' where tenant_id = ${tenant}`.execute(tx);
}

export async function saveServices(tx: Tx, tenant: TenantId, services: readonly InboxServiceOffer[]): Promise<void> {
  await sql`
    update casework.inbox set services = ${JSON.stringify(services)}::jsonb, services_revision = services_revision + 1
    where tenant_id = ${tenant}
  `.execute(tx);
}

export async function markPushed(tx: Tx, tenant: TenantId, revision: number): Promise<void> {
  await sql`
    update casework.inbox set services_pushed = greatest(services_pushed, ${revision}) where tenant_id = ${tenant}
  `.execute(tx);
}

export async function noteFetch(tx: Tx, tenant: TenantId, now: Date): Promise<void> {
  await sql`
    update casework.inbox set last_fetch_at = ${now}, last_failure = null, last_failure_at = null
    where tenant_id = ${tenant}
  `.execute(tx);
}

export async function noteFailure(tx: Tx, tenant: TenantId, now: Date, reason: string): Promise<void> {
  await sql`
    update casework.inbox set last_failure_at = ${now}, last_failure = ${reason} where tenant_id = ${tenant}
  `.execute(tx);
}

export async function allInboxes(tx: Tx): Promise<readonly TenantId[]> {
  const result = await sql<{ tenant_id: TenantId }>`select tenant_id from casework.all_inboxes()`.execute(tx);
  return result.rows.map((row) => row.tenant_id);
}
