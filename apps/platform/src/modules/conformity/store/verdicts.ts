import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type LightColour, type Subject } from '../types.ts';

export interface VerdictRow {
  version_digest: string;
  offering_id: string | null;
  catalogue_digest: string;
  conforms: boolean;
  open_must: number;
  areas: readonly { area: string; light: LightColour }[];
  good_until: string | null;
  made_at: Date;
}

const columns = sql`version_digest, offering_id, catalogue_digest, conforms, open_must, areas,
  good_until::text as good_until, made_at`;

export async function insertVerdict(
  tx: Tx,
  row: Omit<VerdictRow, 'version_digest' | 'offering_id'> & {
    id: string;
    tenant: TenantId;
    subject: Subject;
    catalogue: string;
  },
): Promise<void> {
  await sql`
    insert into conformity.verdict (verdict_id, tenant_id, version_digest, offering_id, catalogue_digest, catalogue,
                                    conforms, open_must, areas, good_until, made_at)
    values (${row.id}, ${row.tenant}, ${row.subject.versionDigest}, ${row.subject.offeringId}, ${row.catalogue_digest},
            ${row.catalogue}, ${row.conforms}, ${row.open_must}, ${JSON.stringify(row.areas)}::jsonb,
            ${row.good_until}, ${row.made_at})
  `.execute(tx);
}

/** The newest of each version, of versions as such. */
export async function selectVerdicts(
  tx: Tx,
  digests: readonly string[],
  catalogue: string,
): Promise<readonly VerdictRow[]> {
  const result = await sql<VerdictRow>`
    select v.* from unnest(${[...digests]}::text[]) d(digest)
    cross join lateral (
      select ${columns} from conformity.verdict
      where version_digest = d.digest and catalogue = ${catalogue} and offering_id is null
      order by entry desc limit 1) v
  `.execute(tx);
  return result.rows;
}

export async function selectOfferingVerdict(tx: Tx, offering: string, catalogue: string): Promise<VerdictRow | null> {
  const result = await sql<VerdictRow>`
    select ${columns} from conformity.verdict
    where offering_id = ${offering} and catalogue = ${catalogue} order by entry desc limit 1
  `.execute(tx);
  return result.rows[0] ?? null;
}
