import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type Sandbox, type SandboxState } from '../types.ts';

export interface SandboxRow {
  tenant_id: TenantId;
  for_tenant_id: TenantId | null;
  slug: string;
  service_slug: string;
  package_id: string;
  version_digest: string;
  version: string;
  name: string;
  state: SandboxState;
  sample: Sandbox['sample'];
  created_by: string;
  created_at: Date;
  expires_at: Date;
  last_reset_at: Date | null;
}

const columns = sql`tenant_id, for_tenant_id, slug, service_slug, package_id, version_digest, version, name, state, sample,
  created_by, created_at, expires_at, last_reset_at`;

export async function insertSandbox(
  tx: Tx,
  row: Omit<SandboxRow, 'state' | 'sample' | 'last_reset_at'>,
): Promise<void> {
  await sql`
    insert into sandbox.sandbox (tenant_id, for_tenant_id, slug, service_slug, package_id, version_digest, version, name,
      created_by, created_at, expires_at)
    values (${row.tenant_id}, ${row.for_tenant_id}, ${row.slug}, ${row.service_slug}, ${row.package_id},
      ${row.version_digest}, ${row.version}, ${row.name}, ${row.created_by}, ${row.created_at}, ${row.expires_at})
  `.execute(tx);
}

/** Of the sandbox itself, or null; the transaction is that of its own tenant. */
export async function selectSandbox(tx: Tx, tenant: TenantId): Promise<SandboxRow | null> {
  const result = await sql<SandboxRow>`
    select ${columns} from sandbox.sandbox where tenant_id = ${tenant} and state <> 'removing'
  `.execute(tx);
  return result.rows[0] ?? null;
}

export async function selectSandboxesOf(tx: Tx, maker: TenantId): Promise<readonly SandboxRow[]> {
  const result = await sql<SandboxRow>`
    select ${columns} from sandbox.sandbox where for_tenant_id = ${maker} and state <> 'removing'
    order by created_at desc, tenant_id
  `.execute(tx);
  return result.rows;
}

/** Holds back others who make one for the same tenant until the end of the transaction. */
export async function lockMaker(tx: Tx, maker: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`sandbox of ${maker}`}))`.execute(tx);
}

export async function countSandboxes(tx: Tx, maker: TenantId | null): Promise<number> {
  const result = await sql<{ n: number }>`select sandbox.count_sandboxes(${maker}) as n`.execute(tx);
  return result.rows[0]?.n ?? 0;
}

export async function markReady(tx: Tx, tenant: TenantId, sample: Sandbox['sample']): Promise<void> {
  await sql`
    update sandbox.sandbox set state = 'ready', sample = ${sample} where tenant_id = ${tenant} and state = 'preparing'
  `.execute(tx);
}

export async function markReset(tx: Tx, tenant: TenantId, sample: Sandbox['sample'], now: Date): Promise<void> {
  await sql`
    update sandbox.sandbox set last_reset_at = ${now}, sample = ${sample}
    where tenant_id = ${tenant} and state <> 'removing'
  `.execute(tx);
}

/** False when it is being removed already, or gone. */
export async function markRemoving(tx: Tx, tenant: TenantId, now: Date): Promise<boolean> {
  const result = await sql`
    update sandbox.sandbox set state = 'removing', removing_since = ${now}
    where tenant_id = ${tenant} and state <> 'removing'
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

/** `content`: what came in; `most`: all but the rows by which the rest is found again; `all`. Number of rows. */
export async function eraseSandbox(tx: Tx, tenant: TenantId, how: 'content' | 'most' | 'all'): Promise<number> {
  const result = await sql<{ n: string }>`select sandbox.erase(${tenant}, ${how}) as n`.execute(tx);
  return Number(result.rows[0]?.n ?? 0);
}

async function ids(tx: Tx, query: ReturnType<typeof sql<{ tenant_id: TenantId }>>): Promise<readonly TenantId[]> {
  return (await query.execute(tx)).rows.map((row) => row.tenant_id);
}

export function dueRemovals(tx: Tx, now: Date, limit: number): Promise<readonly TenantId[]> {
  return ids(tx, sql`select tenant_id from sandbox.due_removals(${now}, ${limit})`);
}

export function dueEnds(tx: Tx, before: Date, limit: number): Promise<readonly TenantId[]> {
  return ids(tx, sql`select tenant_id from sandbox.due_ends(${before}, ${limit})`);
}

export function dueResets(tx: Tx, before: Date, limit: number): Promise<readonly TenantId[]> {
  return ids(tx, sql`select tenant_id from sandbox.due_resets(${before}, ${limit})`);
}
