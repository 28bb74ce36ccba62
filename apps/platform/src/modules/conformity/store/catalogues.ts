import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type CatalogueFile, readStored } from '../domain/catalogue-file.ts';
import { type CriteriaCatalogue } from '../types.ts';

interface CatalogueRow {
  catalogue_digest: string;
  content: string;
  signer: string | null;
  added_at: Date;
}

export async function selectCatalogues(tx: Tx): Promise<readonly CriteriaCatalogue[]> {
  const result = await sql<CatalogueRow>`
    select catalogue_digest, content, signer, added_at from conformity.criteria_catalogue
    order by added_at desc, catalogue_digest
  `.execute(tx);
  return result.rows.map(toCatalogue);
}

/** False: this version of the set is there already, with whatever content. */
export async function insertCatalogue(tx: Tx, tenant: TenantId, file: CatalogueFile, now: Date): Promise<boolean> {
  const result = await sql`
    insert into conformity.criteria_catalogue (catalogue_digest, tenant_id, catalogue, version, content, signer,
                                               signature, added_at)
    values (${file.digest}, ${tenant}, ${file.catalogue}, ${file.version}, ${file.content}, ${file.signer},
            ${file.signature}, ${now})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

function toCatalogue(row: CatalogueRow): CriteriaCatalogue {
  return {
    ...readStored(row.content),
    digest: row.catalogue_digest,
    signer: row.signer,
    addedAt: row.added_at,
  };
}
