import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type Lang, type PersonId, type TenantId } from '#kernel/ids';

export interface AccountRow {
  person_id: PersonId;
  profile: Uint8Array;
  trust_level: 'basic' | 'substantial' | 'high';
  lang: Lang;
}

export async function findAccount(tx: Tx, issuer: string, subjectHash: Uint8Array): Promise<PersonId | null> {
  const result = await sql<{ person_id: PersonId }>`
    select person_id from identity.find_account(${issuer}, ${subjectHash})
  `.execute(tx);
  return result.rows[0]?.person_id ?? null;
}

/** False when a second browser made the same account a moment earlier. */
export async function insertAccount(
  tx: Tx,
  account: AccountRow & { issuer: string; subjectHash: Uint8Array; sandbox: TenantId | null; now: Date },
): Promise<boolean> {
  const result = await sql`
    insert into identity.account (person_id, issuer, subject_hash, profile, trust_level, lang, created_at, last_sign_in_at,
      sandbox_tenant_id)
    values (${account.person_id}, ${account.issuer}, ${account.subjectHash}, ${account.profile}, ${account.trust_level},
            ${account.lang}, ${account.now}, ${account.now}, ${account.sandbox})
    on conflict (issuer, subject_hash) do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function updateAccount(tx: Tx, account: AccountRow, now: Date): Promise<void> {
  await sql`
    update identity.account
    set profile = ${account.profile}, trust_level = ${account.trust_level}, lang = ${account.lang}, last_sign_in_at = ${now}
    where person_id = ${account.person_id}
  `.execute(tx);
}

export async function selectAccount(tx: Tx, person: PersonId): Promise<AccountRow | null> {
  const result = await sql<AccountRow>`
    select person_id, profile, trust_level, lang from identity.account where person_id = ${person}
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectSandboxOf(tx: Tx, person: PersonId): Promise<TenantId | null> {
  const result = await sql<{ sandbox_tenant_id: TenantId | null }>`
    select sandbox_tenant_id from identity.account where person_id = ${person}
  `.execute(tx);
  return result.rows[0]?.sandbox_tenant_id ?? null;
}

/** Takes the person's sessions with it. */
export async function deleteAccount(tx: Tx, person: PersonId): Promise<void> {
  await sql`delete from identity.account where person_id = ${person}`.execute(tx);
}
