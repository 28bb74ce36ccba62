import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type PublishedVersion, type SchemaFinding } from '../types.ts';
import { parseStoredManifest } from './versions.ts';

/** Versions of one provider or of all, the latest first. */
export async function selectPublished(tx: Tx, provider: TenantId | null): Promise<readonly PublishedVersion[]> {
  const result = await sql<{ version_digest: string; tenant_id: TenantId; manifest: string; published_at: Date }>`
    select version_digest, tenant_id, manifest, published_at from catalogue.service_version
    where ${provider}::uuid is null or tenant_id = ${provider}::uuid
    order by published_at desc, version_digest
  `.execute(tx);
  return result.rows.map((row) => {
    const { service, version, schema } = parseStoredManifest(row.manifest);
    return {
      digest: row.version_digest,
      provider: row.tenant_id,
      slug: service.slug,
      name: service.name,
      version,
      schemaId: schema.id,
      schemaVersion: schema.version,
      publishedAt: row.published_at,
    };
  });
}

export interface SchemaRow {
  xml: Uint8Array;
  findings: readonly SchemaFinding[];
  missing: readonly string[];
}

/** The file as it was imported, with what the import had to say. */
export async function selectSchemaFile(tx: Tx, digest: string): Promise<SchemaRow | null> {
  const result = await sql<{ xml: Uint8Array; findings: string; missing_code_lists: string[] }>`
    select xml, findings, missing_code_lists from catalogue.schema where schema_digest = ${digest}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined
    ? null
    : { xml: row.xml, findings: parseFindings(row.findings), missing: row.missing_code_lists };
}

/** Written by insertSchema and immutable since. */
function parseFindings(text: string): readonly SchemaFinding[] {
  return JSON.parse(text) as SchemaFinding[];
}
