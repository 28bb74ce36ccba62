import { sql } from 'kysely';
import { type Tx } from '../db/types.ts';
import { type MasterKeys } from '../secrets/envelope.ts';
import { type KeyOwner, type PublicKeyRecord } from './types.ts';

export interface StockedPair {
  kid: string;
  publicSpki: Buffer;
  sealedPrivate: Buffer;
}

interface KeyRow {
  kid: string;
  key_use: 'enc' | 'sig';
  public_jwk: PublicKeyRecord['publicJwk'];
  created_at: Date;
}

const toRecord = (row: KeyRow): PublicKeyRecord => ({
  kid: row.kid,
  use: row.key_use,
  publicJwk: row.public_jwk,
  createdAt: row.created_at,
});

/** Exactly this owner: a tenant's transaction also sees the rows of its pairs, which are somebody else's keys. */
const ownedBy = (owner: KeyOwner) => sql`tenant_id is not distinct from ${owner.tenant ?? null}::uuid
  and person_id is not distinct from ${owner.person ?? null}::uuid`;

export async function insertKey(
  tx: Tx,
  key: { owner: KeyOwner; record: PublicKeyRecord; purpose: string; sealedPrivate: Buffer },
): Promise<void> {
  const { record } = key;
  await sql`
    insert into keys.key (kid, tenant_id, person_id, key_use, purpose, public_jwk, sealed_private, created_at)
    values (${record.kid}, ${key.owner.tenant ?? null}, ${key.owner.person ?? null}, ${record.use}, ${key.purpose},
      ${JSON.stringify(record.publicJwk)}::jsonb, ${key.sealedPrivate}, ${record.createdAt})`.execute(tx);
}

export async function findNewestKey(tx: Tx, owner: KeyOwner, purpose: string): Promise<PublicKeyRecord | null> {
  const { rows } = await sql<KeyRow>`
    select kid, key_use, public_jwk, created_at from keys.key
    where ${ownedBy(owner)} and purpose = ${purpose} order by created_at desc, number desc limit 1`.execute(tx);
  return rows[0] === undefined ? null : toRecord(rows[0]);
}

export async function findKey(tx: Tx, owner: KeyOwner, kid: string): Promise<PublicKeyRecord | null> {
  const { rows } = await sql<KeyRow>`
    select kid, key_use, public_jwk, created_at from keys.key
    where ${ownedBy(owner)} and kid = ${kid}::uuid`.execute(tx);
  return rows[0] === undefined ? null : toRecord(rows[0]);
}

export async function findEncryptionKeys(tx: Tx, owner: KeyOwner): Promise<PublicKeyRecord[]> {
  const { rows } = await sql<KeyRow>`
    select kid, key_use, public_jwk, created_at from keys.key
    where ${ownedBy(owner)} and key_use = 'enc' order by created_at desc`.execute(tx);
  return rows.map(toRecord);
}

export async function findSealedPrivate(tx: Tx, owner: KeyOwner, kid: string): Promise<Buffer | null> {
  const { rows } = await sql<{ sealed_private: Buffer }>`
    select sealed_private from keys.key where ${ownedBy(owner)} and kid = ${kid}::uuid`.execute(tx);
  return rows[0]?.sealed_private ?? null;
}

/** Every key that the owner has a part in. */
export async function deleteKeys(tx: Tx, owner: KeyOwner): Promise<string[]> {
  const { rows } = await sql<{ kid: string }>`
    delete from keys.key
    where (${owner.tenant ?? null}::uuid is null or tenant_id = ${owner.tenant ?? null}::uuid)
      and (${owner.person ?? null}::uuid is null or person_id = ${owner.person ?? null}::uuid)
    returning kid`.execute(tx);
  return rows.map((row) => row.kid);
}

export async function putInStock(tx: Tx, pair: StockedPair, now: Date): Promise<void> {
  await sql`select keys.put_in_stock(${pair.kid}::uuid, ${pair.publicSpki}, ${pair.sealedPrivate}, ${now})`.execute(tx);
}

export async function takeFromStock(tx: Tx): Promise<StockedPair | null> {
  const { rows } = await sql<{ kid: string; public_spki: Buffer; sealed_private: Buffer }>`
    select kid, public_spki, sealed_private from keys.take_from_stock()`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : { kid: row.kid, publicSpki: row.public_spki, sealedPrivate: row.sealed_private };
}

export async function countStock(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select keys.count_stock() as count`.execute(tx);
  return rows[0]?.count ?? 0;
}

export const privateKeyContext = (kid: string): string => `keys.key:${kid}`;

/** For `verbund keys rotate`, like rewrapDataKeys: needs the owner's login; the stock is simply made anew. */
export async function rewrapPrivateKeys(tx: Tx, masterKeys: MasterKeys): Promise<number> {
  const { rows } = await sql<{ kid: string; sealed_private: Buffer }>`
    select kid, sealed_private from keys.key order by kid for update`.execute(tx);
  const outdated = rows.filter((row) => masterKeys.needsRewrap(row.sealed_private));
  for (const row of outdated) {
    const context = privateKeyContext(row.kid);
    const sealed = Buffer.from(masterKeys.wrap(masterKeys.unwrap(row.sealed_private, context), context));
    await sql`update keys.key set sealed_private = ${sealed} where kid = ${row.kid}`.execute(tx);
  }
  await sql`delete from keys.stock`.execute(tx);
  return outdated.length;
}
