import { sql } from 'kysely';
import { type CodeList } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface CodeListRow {
  code_list_id: string;
  tenant_id: TenantId;
  canonical_uri: string;
  version: string;
  canonical_version_uri: string;
  name: string;
  code_count: number;
  is_test: boolean;
  added_at: Date;
}

/** Whose lists count: the provider's own first, then the operator's. */
export interface ListOwners {
  own: TenantId;
  operator: TenantId;
}

const columns = sql.raw(
  'code_list_id, tenant_id, canonical_uri, version, canonical_version_uri, name, code_count, is_test, added_at',
);

export async function selectCodeLists(tx: Tx, { own, operator }: ListOwners): Promise<readonly CodeListRow[]> {
  const result = await sql<CodeListRow>`
    select ${columns} from catalogue.code_list where tenant_id in (${own}, ${operator})
  `.execute(tx);
  return result.rows;
}

export async function selectCodeList(
  tx: Tx,
  { own, operator }: ListOwners,
  id: string,
): Promise<(CodeListRow & { xml: Uint8Array }) | null> {
  const result = await sql<CodeListRow & { xml: Uint8Array }>`
    select ${columns}, xml from catalogue.code_list
    where code_list_id = ${id} and tenant_id in (${own}, ${operator})
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectListVersions(
  tx: Tx,
  { own, operator }: ListOwners,
  canonicalUri: string,
): Promise<readonly string[]> {
  const result = await sql<{ version: string }>`
    select distinct version from catalogue.code_list
    where canonical_uri = ${canonicalUri} and tenant_id in (${own}, ${operator})
  `.execute(tx);
  return result.rows.map(({ version }) => version);
}

export async function selectListXml(
  tx: Tx,
  { own, operator }: ListOwners,
  list: Pick<CodeList, 'canonicalUri' | 'version'>,
): Promise<{ id: string; xml: Uint8Array } | null> {
  const result = await sql<{ code_list_id: string; xml: Uint8Array }>`
    select code_list_id, xml from catalogue.code_list
    where canonical_uri = ${list.canonicalUri} and version = ${list.version} and tenant_id in (${own}, ${operator})
    order by tenant_id = ${own} desc limit 1
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : { id: row.code_list_id, xml: row.xml };
}

/** False when the tenant has this version already. */
export async function insertCodeList(
  tx: Tx,
  row: { id: string; tenant: TenantId; list: CodeList; xml: Uint8Array; now: Date },
): Promise<boolean> {
  const { list } = row;
  const result = await sql`
    insert into catalogue.code_list (code_list_id, tenant_id, canonical_uri, version, canonical_version_uri, name,
                                     code_count, is_test, xml, added_at)
    values (${row.id}, ${row.tenant}, ${list.canonicalUri}, ${list.version}, ${list.canonicalVersionUri}, ${list.name},
            ${list.rows.length}, ${list.test === true}, ${row.xml}, ${row.now})
    on conflict (tenant_id, canonical_uri, version) do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}
