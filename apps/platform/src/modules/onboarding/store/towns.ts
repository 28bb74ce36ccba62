import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type LegalFacts, type StepId, type StepState } from '../types.ts';

export type StepStates = Readonly<Partial<Record<StepId, StepState>>>;

export interface TownRow {
  tenant_id: TenantId;
  admin_email: string;
  made_at: Date;
  steps: StepStates;
  looked_at: Date | null;
}

/** In the transaction of the new town. */
export async function insertTown(
  tx: Tx,
  town: { tenant: TenantId; maker: TenantId | null; adminEmail: string; now: Date },
): Promise<void> {
  await sql`
    insert into onboarding.town (tenant_id, maker_id, admin_email, made_at)
    values (${town.tenant}, ${town.maker}, ${town.adminEmail}, ${town.now})
  `.execute(tx);
}

/** Towns from before have no row yet; they get one with their first look. */
export async function saveSteps(tx: Tx, tenant: TenantId, steps: StepStates, now: Date): Promise<void> {
  await sql`
    insert into onboarding.town (tenant_id, made_at, steps, looked_at)
    values (${tenant}, ${now}, ${JSON.stringify(steps)}::jsonb, ${now})
    on conflict (tenant_id) do update set steps = excluded.steps, looked_at = excluded.looked_at
    where town.steps <> excluded.steps or town.looked_at is null
  `.execute(tx);
}

/** Page by page, latest first; `after` is the last id of the page before. */
export async function selectMadeTowns(
  tx: Tx,
  maker: TenantId,
  page: { after: TenantId | null; limit: number },
): Promise<readonly TownRow[]> {
  const result = await sql<TownRow>`
    select t.tenant_id, t.admin_email, t.made_at, t.steps, t.looked_at
    from onboarding.town t
    where t.maker_id = ${maker}
      and (${page.after}::uuid is null or (t.made_at, t.tenant_id) <
        (select b.made_at, b.tenant_id from onboarding.town b where b.tenant_id = ${page.after} and b.maker_id = ${maker}))
    order by t.made_at desc, t.tenant_id desc
    limit ${page.limit}
  `.execute(tx);
  return result.rows;
}

export async function countMadeTowns(tx: Tx, maker: TenantId): Promise<number> {
  const result = await sql<{ n: number }>`
    select count(*)::int as n from onboarding.town where maker_id = ${maker}
  `.execute(tx);
  return result.rows[0]?.n ?? 0;
}

export async function selectMaker(tx: Tx, tenant: TenantId): Promise<TenantId | null> {
  const result = await sql<{ maker_id: TenantId | null }>`
    select maker_id from onboarding.town where tenant_id = ${tenant}
  `.execute(tx);
  return result.rows[0]?.maker_id ?? null;
}

export async function selectLegalFacts(
  tx: Tx,
  tenant: TenantId,
): Promise<(LegalFacts & { adminEmail: string }) | null> {
  const result = await sql<{ representative: string; privacy_contact: string; admin_email: string }>`
    select representative, privacy_contact, admin_email from onboarding.town where tenant_id = ${tenant}
  `.execute(tx);
  const row = result.rows[0];
  if (row === undefined) return null;
  return {
    representative: row.representative,
    privacyContact: row.privacy_contact,
    adminEmail: row.admin_email,
  };
}

export async function saveLegalFacts(tx: Tx, tenant: TenantId, facts: LegalFacts, now: Date): Promise<void> {
  await sql`
    insert into onboarding.town (tenant_id, made_at, representative, privacy_contact)
    values (${tenant}, ${now}, ${facts.representative}, ${facts.privacyContact})
    on conflict (tenant_id) do update set representative = excluded.representative,
      privacy_contact = excluded.privacy_contact
  `.execute(tx);
}
