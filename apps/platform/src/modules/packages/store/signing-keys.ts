import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { parsePublicJwk, type PublicJwk } from '../domain/package-format.ts';
import { type SigningKey } from '../types.ts';

export interface StoredKey extends Omit<SigningKey, 'publicJwk' | 'isHere'> {
  publicJwk: PublicJwk;
  /** In the key service; null: the private key is elsewhere. */
  kid: string | null;
  succession: string | null;
}

/** Oldest first, as successions are followed. */
export async function selectKeys(tx: Tx, provider: TenantId): Promise<readonly StoredKey[]> {
  const result = await sql<{
    thumbprint: string;
    public_jwk: string;
    kid: string | null;
    origin: SigningKey['origin'];
    succession: string | null;
    trusted_at: Date;
    trusted_by: string;
  }>`
    select thumbprint, public_jwk, kid, origin, succession, trusted_at, trusted_by from packages.signing_key
    where tenant_id = ${provider} order by number
  `.execute(tx);
  return result.rows.flatMap((row) => {
    const publicJwk = parsePublicJwk(JSON.parse(row.public_jwk));
    if (publicJwk === null) return [];
    const { thumbprint, kid, origin, succession } = row;
    return [{ thumbprint, publicJwk, kid, origin, succession, trustedAt: row.trusted_at, trustedBy: row.trusted_by }];
  });
}

/** Each key follows the one before: two changes of a provider's keys wait for each other. */
export async function lockKeys(tx: Tx, provider: TenantId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`packages:keys:${provider}`}, 0))`.execute(tx);
}

/** Under lockKeys. A key that is trusted already is left as it is. */
export async function insertKey(tx: Tx, provider: TenantId, key: StoredKey): Promise<void> {
  await sql`
    insert into packages.signing_key (tenant_id, number, thumbprint, public_jwk, kid, origin, succession, trusted_at, trusted_by)
    select ${provider}::uuid, 1 + (select count(*) from packages.signing_key where tenant_id = ${provider}),
           ${key.thumbprint}::text, ${JSON.stringify(key.publicJwk)}::text, ${key.kid}::text, ${key.origin}::text,
           ${key.succession}::text, ${key.trustedAt}::timestamptz, ${key.trustedBy}::text
    on conflict (tenant_id, thumbprint) do nothing
  `.execute(tx);
}
