import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { noReuse } from '../domain/reuse-draft.ts';
import { type Work, type WorkContent } from '../types.ts';

interface WorkRow {
  work_id: string;
  tenant_id: TenantId;
  content: string;
  revision: number;
  base_version_digest: string | null;
  created_at: Date;
  changed_at: Date;
  changed_by: string;
}

const columns = sql`work_id, tenant_id, content, revision, base_version_digest, created_at, changed_at, changed_by`;

export async function selectWorks(tx: Tx, tenant: TenantId): Promise<readonly Work[]> {
  const result = await sql<WorkRow>`
    select ${columns} from authoring.work where tenant_id = ${tenant} order by changed_at desc, work_id
  `.execute(tx);
  return result.rows.map(toWork);
}

/** With `lock` no other transaction changes it until this one ends. */
export async function selectWork(tx: Tx, id: string, options: { lock: boolean }): Promise<Work | null> {
  const lock = options.lock ? sql`for update` : sql``;
  const result = await sql<WorkRow>`select ${columns} from authoring.work where work_id = ${id} ${lock}`.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : toWork(row);
}

export async function insertWork(tx: Tx, work: Work): Promise<void> {
  await sql`
    insert into authoring.work (work_id, tenant_id, content, revision, base_version_digest, created_at, changed_at,
                                changed_by)
    values (${work.id}, ${work.tenant}, ${textOf(work.content)}, ${work.revision}, ${work.baseVersionDigest},
            ${work.createdAt}, ${work.changedAt}, ${work.changedBy})
  `.execute(tx);
}

export async function updateWork(tx: Tx, work: Work): Promise<void> {
  await sql`
    update authoring.work set content = ${textOf(work.content)}, revision = ${work.revision},
      changed_at = ${work.changedAt}, changed_by = ${work.changedBy}
    where work_id = ${work.id}
  `.execute(tx);
}

/** The same limit as the CHECK of the table, where a person can be told. */
const maxContentBytes = 8_000_000;

function textOf(content: WorkContent): string {
  const text = JSON.stringify(content);
  if (Buffer.byteLength(text) > maxContentBytes) throw new AppError('too-large', 'authoring/work-too-large');
  return text;
}

export async function deleteWork(tx: Tx, id: string): Promise<boolean> {
  const result = await sql`delete from authoring.work where work_id = ${id}`.execute(tx);
  return result.numAffectedRows === 1n;
}

function toWork(row: WorkRow): Work {
  return {
    id: row.work_id,
    tenant: row.tenant_id,
    content: parseContent(row.content),
    revision: row.revision,
    baseVersionDigest: row.base_version_digest,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}

/** Written by insertWork and updateWork only; works from before there was reuse carry no facts about it. */
function parseContent(text: string): WorkContent {
  const content = JSON.parse(text) as Omit<WorkContent, 'reuse'> & Partial<Pick<WorkContent, 'reuse'>>;
  return { ...content, reuse: content.reuse ?? noReuse };
}
