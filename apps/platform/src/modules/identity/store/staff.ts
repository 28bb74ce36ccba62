import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type Lang, type StaffId, type TenantId } from '#kernel/ids';
import { type Coordinator } from '../types.ts';

export interface StaffRow {
  staff_id: StaffId;
  display_name: string;
  email: string;
  roles: string[];
  active: boolean;
  /** False until the invitation was taken up. */
  joined: boolean;
  /** Tenant of a co-ordinator who was let in. */
  granted_from: TenantId | null;
}

export async function selectStaff(tx: Tx, tenant: TenantId): Promise<readonly StaffRow[]> {
  const result = await sql<StaffRow>`
    select staff_id, display_name, email, roles, active, subject is not null as joined, granted_from
    from identity.staff where tenant_id = ${tenant} order by display_name
  `.execute(tx);
  return result.rows;
}

/** Active members who have taken up their invitation. */
export async function selectJoinedStaff(
  tx: Tx,
  tenant: TenantId,
): Promise<readonly (Pick<StaffRow, 'staff_id' | 'display_name' | 'email' | 'roles'> & { lang: Lang })[]> {
  const result = await sql<Pick<StaffRow, 'staff_id' | 'display_name' | 'email' | 'roles'> & { lang: Lang }>`
    select staff_id, display_name, email, roles, lang from identity.staff
    where tenant_id = ${tenant} and active and subject is not null order by created_at, staff_id
  `.execute(tx);
  return result.rows;
}

export async function selectStaffName(tx: Tx, staff: StaffId): Promise<string | null> {
  const result = await sql<{ display_name: string }>`
    select display_name from identity.staff where staff_id = ${staff}
  `.execute(tx);
  return result.rows[0]?.display_name ?? null;
}

/** A second invitation of the same address renews the first one; who has joined keeps the roles, which have a page of their own. */
export async function upsertInvitedStaff(
  tx: Tx,
  staff: { id: StaffId; tenant: TenantId; email: string; roles: readonly string[]; lang: Lang; now: Date },
): Promise<StaffId> {
  const result = await sql<{ staff_id: StaffId }>`
    insert into identity.staff (staff_id, tenant_id, display_name, email, roles, lang, created_at)
    values (${staff.id}, ${staff.tenant}, ${staff.email}, ${staff.email}, ${[...staff.roles]}, ${staff.lang}, ${staff.now})
    on conflict (tenant_id, email) do update set active = true,
      roles = case when staff.subject is null then excluded.roles else staff.roles end
    returning staff_id
  `.execute(tx);
  const row = result.rows[0];
  if (!row) throw new Error('insert into identity.staff returned no row');
  return row.staff_id;
}

export async function bindStaffSubject(
  tx: Tx,
  staff: StaffId,
  identity: { issuer: string; subject: string; displayName: string },
): Promise<void> {
  await sql`
    update identity.staff set issuer = ${identity.issuer}, subject = ${identity.subject}, display_name = ${identity.displayName}
    where staff_id = ${staff}
  `.execute(tx);
}

export async function updateStaff(
  tx: Tx,
  staff: StaffId,
  change: { roles: readonly string[]; active: boolean },
): Promise<boolean> {
  const result = await sql`
    update identity.staff set roles = ${[...change.roles]}, active = ${change.active} where staff_id = ${staff}
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function countActiveAdmins(tx: Tx, tenant: TenantId, except: StaffId): Promise<number> {
  const result = await sql<{ n: number }>`
    select count(*)::int as n from identity.staff
    where tenant_id = ${tenant} and active and subject is not null and 'admin' = any(roles) and staff_id <> ${except}
  `.execute(tx);
  return result.rows[0]?.n ?? 0;
}

export async function insertInvitation(
  tx: Tx,
  invitation: { id: string; tenant: TenantId; staff: StaffId; tokenHash: Uint8Array; expiresAt: Date },
): Promise<void> {
  await sql`delete from identity.invitation where staff_id = ${invitation.staff} and used_at is null`.execute(tx);
  await sql`
    insert into identity.invitation (invitation_id, tenant_id, staff_id, token_hash, expires_at)
    values (${invitation.id}, ${invitation.tenant}, ${invitation.staff}, ${invitation.tokenHash}, ${invitation.expiresAt})
  `.execute(tx);
}

/** The same person at other authorities, this one included; the transaction is that of the staff record. */
export async function findWorkplaces(
  tx: Tx,
  staff: StaffId,
): Promise<readonly { staff_id: StaffId; tenant_id: TenantId; roles: string[]; granted: boolean }[]> {
  const result = await sql<{ staff_id: StaffId; tenant_id: TenantId; roles: string[]; granted: boolean }>`
    select staff_id, tenant_id, roles, granted from identity.find_workplaces(${staff})
  `.execute(tx);
  return result.rows;
}

export async function selectCoordinator(
  tx: Tx,
  tenant: TenantId,
  staff: StaffId,
): Promise<{ issuer: string; subject: string; display_name: string; email: string } | null> {
  const result = await sql<{ issuer: string; subject: string; display_name: string; email: string }>`
    select issuer, subject, display_name, email from identity.staff
    where tenant_id = ${tenant} and staff_id = ${staff} and active and subject is not null
  `.execute(tx);
  return result.rows[0] ?? null;
}

/** Whoever works here already by own right keeps that and gets nothing on top. */
export async function upsertGrantedStaff(
  tx: Tx,
  grant: { id: StaffId; town: TenantId; roles: readonly string[]; coordinator: Coordinator; now: Date },
): Promise<void> {
  const { coordinator } = grant;
  await sql`
    insert into identity.staff
      (staff_id, tenant_id, issuer, subject, display_name, email, roles, created_at, granted_from)
    values (${grant.id}, ${grant.town}, ${coordinator.issuer}, ${coordinator.subject}, ${coordinator.displayName},
            ${coordinator.email}, ${[...grant.roles]}, ${grant.now}, ${coordinator.tenant})
    on conflict do nothing
  `.execute(tx);
  await sql`
    update identity.staff set active = true
    where tenant_id = ${grant.town} and issuer = ${coordinator.issuer} and subject = ${coordinator.subject}
      and granted_from is not null
  `.execute(tx);
}

export async function endGrant(tx: Tx, staff: StaffId): Promise<boolean> {
  const result = await sql`
    update identity.staff set active = false where staff_id = ${staff} and granted_from is not null and active
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function reopenGrant(tx: Tx, staff: StaffId): Promise<boolean> {
  const result = await sql`
    update identity.staff set active = true where staff_id = ${staff} and granted_from is not null
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function findInvitation(
  tx: Tx,
  tokenHash: Uint8Array,
  now: Date,
): Promise<{ invitation_id: string; tenant_id: TenantId; staff_id: StaffId } | null> {
  const result = await sql<{ invitation_id: string; tenant_id: TenantId; staff_id: StaffId }>`
    select invitation_id, tenant_id, staff_id from identity.find_invitation(${tokenHash}, ${now})
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function markInvitationUsed(tx: Tx, invitationId: string, now: Date): Promise<boolean> {
  const result = await sql`
    update identity.invitation set used_at = ${now} where invitation_id = ${invitationId} and used_at is null
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function findStaffBySubject(
  tx: Tx,
  issuer: string,
  subject: string,
): Promise<readonly { staff_id: StaffId; tenant_id: TenantId }[]> {
  const result = await sql<{ staff_id: StaffId; tenant_id: TenantId }>`
    select staff_id, tenant_id from identity.find_staff(${issuer}, ${subject})
  `.execute(tx);
  return result.rows;
}
