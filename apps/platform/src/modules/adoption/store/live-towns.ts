import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type LiveTown } from '../types.ts';

export async function selectLiveTowns(
  tx: Tx,
  packageId: string,
  options: { frontOnly: boolean; limit: number },
): Promise<readonly LiveTown[]> {
  const result = await sql<{
    tenant_id: TenantId;
    slug: string;
    name: string;
    since: Date;
    version: string;
    front_runner: boolean;
  }>`select tenant_id, slug, name, since, version, front_runner
    from adoption.all_live_towns(${packageId}, ${options.frontOnly}, ${options.limit})`.execute(tx);
  return result.rows.map(({ tenant_id: tenant, front_runner: frontRunner, ...row }) => ({
    tenant,
    frontRunner,
    ...row,
  }));
}

export async function selectLiveCounts(
  tx: Tx,
  packageIds: readonly string[],
): Promise<ReadonlyMap<string, { towns: number; frontRunners: number }>> {
  const result = await sql<{ package_id: string; towns: number; front_runners: number }>`
    select package_id, towns, front_runners from adoption.all_live_counts(${[...packageIds]})
  `.execute(tx);
  return new Map(
    result.rows.map(({ package_id: id, towns, front_runners: frontRunners }) => [id, { towns, frontRunners }]),
  );
}
