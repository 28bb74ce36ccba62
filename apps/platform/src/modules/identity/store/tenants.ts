import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type Lang, type TenantId } from '#kernel/ids';
import { type LegalPage, type LegalPageKind, type Tenant, type TenantKind, type TenantLook } from '../types.ts';

interface TenantRow {
  tenant_id: TenantId;
  slug: string;
  kind: TenantKind;
  ars: string | null;
  name: string;
  official_name: string;
  contact: Tenant['contact'];
  is_demo: boolean;
  is_sandbox: boolean;
  coat_of_arms: string | null;
  main_colour: string | null;
  accent_colour: string | null;
}

function toTenant(row: TenantRow): Tenant {
  return {
    id: row.tenant_id,
    slug: row.slug,
    kind: row.kind,
    ars: row.ars,
    name: row.name,
    officialName: row.official_name,
    contact: row.contact,
    isDemo: row.is_demo,
    isSandbox: row.is_sandbox,
    look: {
      coatOfArms: row.coat_of_arms,
      colours:
        row.main_colour === null || row.accent_colour === null
          ? null
          : { main: row.main_colour, accent: row.accent_colour },
    },
  };
}

export async function selectTenants(tx: Tx): Promise<readonly Tenant[]> {
  const result = await sql<TenantRow>`
    select tenant_id, slug, kind, ars, name, official_name, contact, is_demo, is_sandbox, coat_of_arms, main_colour, accent_colour
    from identity.tenant order by name
  `.execute(tx);
  return result.rows.map(toTenant);
}

export async function insertTenant(tx: Tx, tenant: Tenant, createdAt: Date): Promise<boolean> {
  const result = await sql`
    insert into identity.tenant (tenant_id, slug, kind, ars, name, official_name, contact, is_demo, is_sandbox, created_at)
    values (${tenant.id}, ${tenant.slug}, ${tenant.kind}, ${tenant.ars}, ${tenant.name}, ${tenant.officialName},
            ${JSON.stringify(tenant.contact)}::jsonb, ${tenant.isDemo}, ${tenant.isSandbox === true}, ${createdAt})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

export async function updateTenant(
  tx: Tx,
  tenant: TenantId,
  change: Pick<Tenant, 'officialName' | 'contact'>,
): Promise<void> {
  await sql`
    update identity.tenant set official_name = ${change.officialName}, contact = ${JSON.stringify(change.contact)}::jsonb
    where tenant_id = ${tenant}
  `.execute(tx);
}

export async function updateTenantLook(tx: Tx, tenant: TenantId, look: TenantLook): Promise<void> {
  await sql`
    update identity.tenant set coat_of_arms = ${look.coatOfArms}, main_colour = ${look.colours?.main ?? null},
      accent_colour = ${look.colours?.accent ?? null}
    where tenant_id = ${tenant}
  `.execute(tx);
}

export async function selectLegalPage(
  tx: Tx,
  tenant: TenantId,
  kind: LegalPageKind,
  lang: Lang,
): Promise<LegalPage | null> {
  const result = await sql<{ body: string; updated_at: Date }>`
    select body, updated_at from identity.legal_page where tenant_id = ${tenant} and kind = ${kind} and lang = ${lang}
  `.execute(tx);
  const row = result.rows[0];
  return row ? { kind, lang, body: row.body, updatedAt: row.updated_at } : null;
}

export async function selectFilledLegalPages(tx: Tx, tenant: TenantId): Promise<readonly LegalPageKind[]> {
  const result = await sql<{ kind: LegalPageKind }>`
    select kind from identity.legal_page where tenant_id = ${tenant} and lang = 'de' and btrim(body) <> ''
  `.execute(tx);
  return result.rows.map((row) => row.kind);
}

export async function upsertLegalPage(
  tx: Tx,
  tenant: TenantId,
  page: { kind: LegalPageKind; lang: Lang; body: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into identity.legal_page (tenant_id, kind, lang, body, updated_at)
    values (${tenant}, ${page.kind}, ${page.lang}, ${page.body}, ${now})
    on conflict (tenant_id, kind, lang) do update set body = excluded.body, updated_at = excluded.updated_at
  `.execute(tx);
}
