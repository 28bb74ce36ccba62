import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface PortalRow {
  client_id: string | null;
  sealed_secret: Uint8Array | null;
  destination_id: string | null;
  signing_kid: string | null;
}

export async function selectPortal(tx: Tx, tenant: TenantId): Promise<PortalRow | null> {
  const { rows } = await sql<PortalRow>`
    select client_id, sealed_secret, destination_id, signing_kid from dispatch.portal
    where tenant_id = ${tenant}`.execute(tx);
  return rows[0] ?? null;
}

/** Null when the portal is complete or another process is making it. */
export async function claimPortal(
  tx: Tx,
  claim: { tenant: TenantId; claim: string; now: Date; until: Date },
): Promise<PortalRow | null> {
  const { rows } = await sql<PortalRow>`
    insert into dispatch.portal as p (tenant_id, claim, claimed_until)
    values (${claim.tenant}, ${claim.claim}::uuid, ${claim.until})
    on conflict (tenant_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
      where p.destination_id is null and p.claimed_until <= ${claim.now}
    returning client_id, sealed_secret, destination_id, signing_kid`.execute(tx);
  return rows[0] ?? null;
}

export async function releasePortal(tx: Tx, claim: { tenant: TenantId; claim: string; now: Date }): Promise<void> {
  await sql`
    update dispatch.portal set claimed_until = ${claim.now}
    where tenant_id = ${claim.tenant} and claim = ${claim.claim}::uuid`.execute(tx);
}

/** False when the claim was lost. */
export async function savePortalClient(
  tx: Tx,
  row: { tenant: TenantId; claim: string; clientId: string; sealedSecret: Uint8Array },
): Promise<boolean> {
  const result = await sql`
    update dispatch.portal set client_id = ${row.clientId}, sealed_secret = ${row.sealedSecret}
    where tenant_id = ${row.tenant} and claim = ${row.claim}::uuid`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** False when the claim was lost. */
export async function savePortalDestination(
  tx: Tx,
  row: { tenant: TenantId; claim: string; destinationId: string; signingKid: string },
): Promise<boolean> {
  const result = await sql`
    update dispatch.portal set destination_id = ${row.destinationId}, signing_kid = ${row.signingKid}
    where tenant_id = ${row.tenant} and claim = ${row.claim}::uuid`.execute(tx);
  return result.numAffectedRows === 1n;
}
