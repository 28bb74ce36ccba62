import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

/** Versions of all providers, the latest first; their content is immutable and known by its digest. */
export async function selectAllVersions(
  tx: Tx,
): Promise<readonly { version_digest: string; tenant_id: TenantId; published_at: Date }[]> {
  const result = await sql<{ version_digest: string; tenant_id: TenantId; published_at: Date }>`
    select version_digest, tenant_id, published_at from catalogue.service_version
    order by published_at desc, version_digest
  `.execute(tx);
  return result.rows;
}
