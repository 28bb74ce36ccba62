import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export async function upsertCoatOfArms(
  tx: Tx,
  tenant: TenantId,
  picture: { name: string; content: Uint8Array; now: Date },
): Promise<void> {
  await sql`
    insert into onboarding.coat_of_arms (tenant_id, name, content, uploaded_at)
    values (${tenant}, ${picture.name}, ${picture.content}, ${picture.now})
    on conflict (tenant_id) do update set name = excluded.name, content = excluded.content,
      uploaded_at = excluded.uploaded_at
  `.execute(tx);
}

export async function deleteCoatOfArms(tx: Tx, tenant: TenantId): Promise<void> {
  await sql`delete from onboarding.coat_of_arms where tenant_id = ${tenant}`.execute(tx);
}

/** Public, as the page that shows it. */
export async function selectCoatOfArms(tx: Tx, tenant: TenantId, name: string): Promise<Buffer | null> {
  const result = await sql<{ content: Buffer }>`
    select content from onboarding.coat_of_arms where tenant_id = ${tenant} and name = ${name}
  `.execute(tx);
  return result.rows[0]?.content ?? null;
}
