import { sql } from 'kysely';
import { type SchemaModel } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type SchemaFinding } from '../types.ts';

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

export async function selectSchemaModel(tx: Tx, digest: string): Promise<SchemaModel | null> {
  const result = await sql<{ model: string }>`
    select model from catalogue.schema where schema_digest = ${digest}
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : parseModel(row.model);
}

/** Written by insertSchema and immutable since. */
function parseModel(text: string): SchemaModel {
  return JSON.parse(text) as SchemaModel;
}
