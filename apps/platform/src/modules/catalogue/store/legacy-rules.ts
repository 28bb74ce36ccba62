import { sql } from 'kysely';
import { type RuleSet } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';

export interface VersionOfProvider {
  digest: string;
  provider: TenantId;
}

/** Versions from before rules were pinned whose rules nobody has written down yet. */
export async function selectUnresolved(tx: Tx): Promise<readonly VersionOfProvider[]> {
  const result = await sql<{ version_digest: string; tenant_id: TenantId }>`
    select v.version_digest, v.tenant_id from catalogue.service_version v
    where not v.rules_pinned
      and not exists (select from catalogue.legacy_rules l where l.version_digest = v.version_digest)
    order by v.published_at
  `.execute(tx);
  return result.rows.map((row) => ({ digest: row.version_digest, provider: row.tenant_id }));
}

/** Who published it, and what it obeys when that is written down. Null: it is pinned, or not there. */
export async function selectLegacy(
  tx: Tx,
  digest: string,
): Promise<{ provider: TenantId; rules: RuleSet | null } | null> {
  const result = await sql<{ tenant_id: TenantId; rules: string | null }>`
    select v.tenant_id, l.rules from catalogue.service_version v
    left join catalogue.legacy_rules l using (version_digest)
    where v.version_digest = ${digest} and not v.rules_pinned
  `.execute(tx);
  const row = result.rows[0];
  if (row === undefined) return null;
  return { provider: row.tenant_id, rules: row.rules === null ? null : parseRuleSet(row.rules) };
}

/** The first one to write it down decides. */
export async function insertLegacyRules(tx: Tx, version: VersionOfProvider, rules: RuleSet, now: Date): Promise<void> {
  await sql`
    insert into catalogue.legacy_rules (version_digest, tenant_id, rules, resolved_at)
    values (${version.digest}, ${version.provider}, ${JSON.stringify(rules)}, ${now})
    on conflict do nothing
  `.execute(tx);
}

/** Written by insertLegacyRules and immutable since. */
function parseRuleSet(text: string): RuleSet {
  return JSON.parse(text) as RuleSet;
}
