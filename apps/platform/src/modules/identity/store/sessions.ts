import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type PersonId, type StaffId, type TenantId } from '#kernel/ids';
import { type TenantKind } from '../types.ts';

export interface SignInRow {
  realm: 'citizen' | 'staff';
  code_verifier: string;
  nonce: string;
  return_to: string;
  invitation_hash: Uint8Array | null;
}

export async function putSignIn(tx: Tx, row: SignInRow & { state_hash: Uint8Array; expires_at: Date }): Promise<void> {
  await sql`select identity.put_sign_in(${row.state_hash}, ${row.realm}, ${row.code_verifier}, ${row.nonce},
    ${row.return_to}, ${row.invitation_hash}, ${row.expires_at})`.execute(tx);
}

export async function takeSignIn(tx: Tx, stateHash: Uint8Array, now: Date): Promise<SignInRow | null> {
  const result = await sql<SignInRow>`
    select realm, code_verifier, nonce, return_to, invitation_hash from identity.take_sign_in(${stateHash}, ${now})
  `.execute(tx);
  return result.rows[0] ?? null;
}

interface NewSession {
  id: string;
  tokenHash: Uint8Array;
  now: Date;
  expiresAt: Date;
  idToken: string | null;
}

export async function insertPersonSession(
  tx: Tx,
  session: NewSession & { person: PersonId; trustLevel: string },
): Promise<void> {
  await sql`
    insert into identity.person_session
      (session_id, person_id, token_hash, created_at, last_seen_at, expires_at, trust_level, id_token_hint)
    values (${session.id}, ${session.person}, ${session.tokenHash}, ${session.now}, ${session.now}, ${session.expiresAt},
            ${session.trustLevel}, ${session.idToken})
  `.execute(tx);
}

export async function insertStaffSession(
  tx: Tx,
  session: NewSession & { staff: StaffId; tenant: TenantId },
): Promise<void> {
  await sql`
    insert into identity.staff_session
      (session_id, tenant_id, staff_id, token_hash, created_at, last_seen_at, expires_at, id_token_hint)
    values (${session.id}, ${session.tenant}, ${session.staff}, ${session.tokenHash}, ${session.now}, ${session.now},
            ${session.expiresAt}, ${session.idToken})
  `.execute(tx);
}

interface PersonSessionRow {
  session_id: string;
  person_id: PersonId;
  trust_level: 'basic' | 'substantial' | 'high';
  sandbox_tenant_id: TenantId | null;
}

export async function findPersonSession(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<PersonSessionRow | null> {
  const result = await sql<PersonSessionRow>`
    select session_id, person_id, trust_level, sandbox_tenant_id from identity.find_person_session(${tokenHash}, ${now})
  `.execute(tx);
  return result.rows[0] ?? null;
}

export interface StaffSessionRow {
  session_id: string;
  staff_id: StaffId;
  tenant_id: TenantId;
  display_name: string;
  roles: string[];
  tenant_kind: TenantKind;
  is_sandbox: boolean;
  /** Authorities where the same person works, this one included. */
  workplaces: number;
}

export async function findStaffSession(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<StaffSessionRow | null> {
  const result = await sql<StaffSessionRow>`
    select session_id, staff_id, tenant_id, display_name, roles, tenant_kind, is_sandbox, workplaces
    from identity.find_staff_session(${tokenHash}, ${now})
  `.execute(tx);
  return result.rows[0] ?? null;
}

/** Moves a session to another authority of the same person; null when the person has no access there. */
export async function switchWorkplace(
  tx: Tx,
  change: { oldHash: Uint8Array; tenant: TenantId; session: string; newHash: Uint8Array; now: Date },
): Promise<StaffId | null> {
  const result = await sql<{ staff_id: StaffId }>`
    select staff_id from identity.switch_workplace(${change.oldHash}, ${change.tenant}, ${change.session},
      ${change.newHash}, ${change.now})
  `.execute(tx);
  return result.rows[0]?.staff_id ?? null;
}

/** Ends one session and gives the provider's token, so that the sign-out can be carried on there. */
export async function deletePersonSession(tx: Tx, sessionId: string): Promise<string | null> {
  const result = await sql<{ id_token_hint: string | null }>`
    delete from identity.person_session where session_id = ${sessionId} returning id_token_hint
  `.execute(tx);
  return result.rows[0]?.id_token_hint ?? null;
}

export async function deleteStaffSession(tx: Tx, sessionId: string): Promise<string | null> {
  const result = await sql<{ id_token_hint: string | null }>`
    delete from identity.staff_session where session_id = ${sessionId} returning id_token_hint
  `.execute(tx);
  return result.rows[0]?.id_token_hint ?? null;
}

export async function deleteSessionsOfStaff(tx: Tx, staff: StaffId): Promise<void> {
  await sql`delete from identity.staff_session where staff_id = ${staff}`.execute(tx);
}

export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<number> {
  const result = await sql<{ n: number }>`select identity.due_sessions(${now}) as n`.execute(tx);
  return result.rows[0]?.n ?? 0;
}
