import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type Lang, type StaffId, type TenantId } from '#kernel/ids';
import { type LegalPageKind } from '#modules/identity';

export interface DraftRow {
  kind: LegalPageKind;
  lang: Lang;
  body: string | null;
  confirmed_digest: string | null;
  confirmed_at: Date | null;
}

export async function selectDrafts(tx: Tx, tenant: TenantId): Promise<readonly DraftRow[]> {
  const result = await sql<DraftRow>`
    select kind, lang, body, confirmed_digest, confirmed_at from onboarding.legal_draft where tenant_id = ${tenant}
  `.execute(tx);
  return result.rows;
}

/** `body` null goes back to the generated text. */
export async function upsertDraft(
  tx: Tx,
  tenant: TenantId,
  draft: { kind: LegalPageKind; lang: Lang; body: string | null },
): Promise<void> {
  await sql`
    insert into onboarding.legal_draft (tenant_id, kind, lang, body)
    values (${tenant}, ${draft.kind}, ${draft.lang}, ${draft.body})
    on conflict (tenant_id, kind, lang) do update set body = excluded.body
  `.execute(tx);
}

export async function confirmDraft(
  tx: Tx,
  tenant: TenantId,
  confirmed: { kind: LegalPageKind; lang: Lang; digest: string; staff: StaffId; now: Date },
): Promise<void> {
  await sql`
    insert into onboarding.legal_draft (tenant_id, kind, lang, confirmed_digest, confirmed_at, confirmed_by)
    values (${tenant}, ${confirmed.kind}, ${confirmed.lang}, ${confirmed.digest}, ${confirmed.now}, ${confirmed.staff})
    on conflict (tenant_id, kind, lang) do update set confirmed_digest = excluded.confirmed_digest,
      confirmed_at = excluded.confirmed_at, confirmed_by = excluded.confirmed_by
  `.execute(tx);
}
