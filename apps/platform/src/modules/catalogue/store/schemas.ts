import { sql } from 'kysely';
import { type SchemaModel } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type ImportedSchema, type SchemaFinding } from '../types.ts';

export interface NewSchema {
  digest: string;
  tenant: TenantId;
  schema: SchemaModel;
  xml: Uint8Array;
  findings: readonly SchemaFinding[];
  missingCodeLists: readonly string[];
  now: Date;
}

/** A file that is there already is left as it is: the digest is its content. */
export async function insertSchema(tx: Tx, row: NewSchema): Promise<void> {
  const { schema } = row;
  await sql`
    insert into catalogue.schema (schema_digest, tenant_id, dialect, schema_id, version, name, xml, model, findings,
                                  missing_code_lists, imported_at)
    values (${row.digest}, ${row.tenant}, ${schema.dialect}, ${schema.id}, ${schema.version}, ${schema.name},
            ${row.xml}, ${JSON.stringify(schema)}, ${JSON.stringify(row.findings)}, ${row.missingCodeLists}, ${row.now})
    on conflict (schema_digest) do nothing
  `.execute(tx);
}

export async function insertSchemaImport(tx: Tx, row: Pick<NewSchema, 'digest' | 'tenant' | 'now'>): Promise<void> {
  await sql`
    insert into catalogue.schema_import (tenant_id, schema_digest, imported_at)
    values (${row.tenant}, ${row.digest}, ${row.now})
    on conflict do nothing
  `.execute(tx);
}

export async function selectSchemaModel(tx: Tx, digest: string): Promise<SchemaModel | null> {
  const result = await sql<{ model: string }>`
    select model from catalogue.schema where schema_digest = ${digest}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : parseModel(row.model);
}

/** Latest import first. */
export async function selectImportedSchemas(tx: Tx, tenant: TenantId): Promise<readonly ImportedSchema[]> {
  const result = await sql<{
    schema_digest: string;
    dialect: string;
    schema_id: string;
    version: string | null;
    name: string;
    missing_code_lists: readonly string[];
    imported_at: Date;
  }>`
    select s.schema_digest, s.dialect, s.schema_id, s.version, s.name, s.missing_code_lists, i.imported_at
    from catalogue.schema_import i join catalogue.schema s using (schema_digest)
    where i.tenant_id = ${tenant} order by i.imported_at desc, s.schema_digest
  `.execute(tx);
  return result.rows.map((row) => ({
    digest: row.schema_digest,
    dialect: row.dialect,
    id: row.schema_id,
    version: row.version,
    name: row.name,
    missingCodeLists: row.missing_code_lists,
    importedAt: row.imported_at,
  }));
}

export interface StoredSchema {
  schema: SchemaModel;
  findings: readonly SchemaFinding[];
}

export async function selectSchema(tx: Tx, digest: string): Promise<StoredSchema | null> {
  const result = await sql<{ model: string; findings: string }>`
    select model, findings from catalogue.schema where schema_digest = ${digest}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : { schema: parseModel(row.model), findings: parseFindings(row.findings) };
}

/** The file as it was imported; some are megabytes. */
export async function selectSchemaXml(tx: Tx, digest: string): Promise<Uint8Array | null> {
  const result = await sql<{ xml: Uint8Array }>`
    select xml from catalogue.schema where schema_digest = ${digest}
  `.execute(tx);
  return result.rows[0]?.xml ?? null;
}

/** Both written by insertSchema and immutable since. */
function parseModel(text: string): SchemaModel {
  return JSON.parse(text) as SchemaModel;
}

function parseFindings(text: string): readonly SchemaFinding[] {
  return JSON.parse(text) as readonly SchemaFinding[];
}
