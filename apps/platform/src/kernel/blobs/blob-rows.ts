import { sql } from 'kysely';
import { type Owner, type Tx } from '../db/types.ts';
import { type StoredBlob } from './types.ts';

export async function insertBlob(tx: Tx, owner: Owner, blob: StoredBlob, now: Date): Promise<void> {
  await sql`
    insert into kernel.blob (id, tenant_id, person_id, client_id, bytes, sha512, created_at)
    values (${blob.id}, ${owner.tenant ?? null}, ${owner.person ?? null}, ${owner.client ?? null}, ${blob.bytes},
      decode(${blob.sha512}, 'hex'), ${now})`.execute(tx);
}

export async function deleteBlob(tx: Tx, id: string): Promise<void> {
  await sql`delete from kernel.blob where id = ${id}::uuid`.execute(tx);
}

export async function allGoneBlobs(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from kernel.all_gone_blobs(${limit}) as id`.execute(tx);
  return rows.map((row) => row.id);
}

export async function forgetGoneBlobs(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select kernel.forget_gone_blobs(${ids}::uuid[])`.execute(tx);
}

/** Which of these ids have a row, whoever owns it. */
export async function findExistingBlobs(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from kernel.find_existing_blobs(${ids}::uuid[]) as id`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.id));
}
