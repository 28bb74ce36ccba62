import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type AdoptableVersion } from '../types.ts';
import { parseStoredManifest } from './versions.ts';

/** Versions of all providers, the latest first. */
export async function selectAllVersions(tx: Tx): Promise<readonly AdoptableVersion[]> {
  const result = await sql<{ version_digest: string; tenant_id: TenantId; manifest: string; published_at: Date }>`
    select version_digest, tenant_id, manifest, published_at from catalogue.service_version
    order by published_at desc, version_digest
  `.execute(tx);
  return result.rows.map((row) => {
    const { service, version } = parseStoredManifest(row.manifest);
    return {
      digest: row.version_digest,
      provider: row.tenant_id,
      serviceSlug: service.slug,
      name: service.name,
      version,
      publishedAt: row.published_at,
    };
  });
}
