import { sql } from 'kysely';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type CaseState } from '../domain/blueprint.ts';
import { type SupportContact } from '../domain/facts.ts';
import { type AdoptionCase } from '../types.ts';

interface CaseRow {
  case_id: string;
  tenant_id: TenantId;
  package_id: string;
  provider_id: TenantId;
  service_slug: string;
  name: { de: string; en: string };
  version_digest: string;
  version: string;
  target_digest: string | null;
  target_version: string | null;
  reopened_at: Date | null;
  reopened: string[];
  route: string;
  state: CaseState;
  state_since: Date;
  state_reason: string;
  paused_until: string | null;
  front_runner: boolean;
  go_live_on: string | null;
  destination_kind: 'platform' | 'own' | null;
  destination_id: string | null;
  offering_id: string | null;
  support_contact: SupportContact | null;
  live_since: Date | null;
  started_at: Date;
  changed_at: Date;
  revision: number;
}

const columns = sql`c.case_id, c.tenant_id, c.package_id, c.provider_id, c.service_slug, c.name, c.version_digest,
  c.version, c.target_digest, c.target_version, c.reopened_at, c.reopened, c.route, c.state, c.state_since, c.state_reason,
  c.paused_until::text as paused_until, c.front_runner, c.go_live_on::text as go_live_on, c.destination_kind,
  c.destination_id, c.offering_id, c.support_contact, c.live_since, c.started_at, c.changed_at, c.revision`;

export async function insertCase(
  tx: Tx,
  found: Pick<
    AdoptionCase,
    'id' | 'tenant' | 'packageId' | 'provider' | 'serviceSlug' | 'name' | 'versionDigest' | 'version' | 'route'
  >,
  now: Date,
): Promise<boolean> {
  const result = await sql`
    insert into adoption.case (case_id, tenant_id, package_id, provider_id, service_slug, name, version_digest, version,
                               route, state, state_since, started_at, changed_at, evaluated_at)
    values (${found.id}, ${found.tenant}, ${found.packageId}, ${found.provider}, ${found.serviceSlug},
            ${JSON.stringify(found.name)}, ${found.versionDigest}, ${found.version}, ${found.route}, 'entwurf',
            ${now}, ${now}, ${now}, ${now})
    on conflict do nothing
  `.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Row-level security decides whether the tenant of the transaction sees it. */
export async function selectCase(tx: Tx, id: string): Promise<AdoptionCase | null> {
  const result = await sql<CaseRow>`select ${columns} from adoption.case c where c.case_id = ${id}`.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : toCase(row);
}

/** The town's own, locked until the transaction ends. */
export async function lockCase(tx: Tx, tenant: TenantId, id: string): Promise<AdoptionCase | null> {
  const result = await sql<CaseRow>`
    select ${columns} from adoption.case c where c.case_id = ${id} and c.tenant_id = ${tenant} for update
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : toCase(row);
}

/** The case of a package that runs; null when there is none, or when it has come to its end. */
export async function selectRunningCase(tx: Tx, tenant: TenantId, packageId: string): Promise<AdoptionCase | null> {
  const result = await sql<CaseRow>`
    select ${columns} from adoption.case c
    where c.tenant_id = ${tenant} and c.package_id = ${packageId} and c.state not in ('beendet', 'abgebrochen')
  `.execute(tx);
  const row = result.rows[0];
  return row === undefined ? null : toCase(row);
}

export async function selectCases(tx: Tx, tenant: TenantId, limit: number): Promise<readonly AdoptionCase[]> {
  const result = await sql<CaseRow>`
    select ${columns} from adoption.case c where c.tenant_id = ${tenant}
    order by c.changed_at desc, c.case_id limit ${limit}
  `.execute(tx);
  return result.rows.map(toCase);
}

export async function selectCasePage(
  tx: Tx,
  tenant: TenantId,
  page: { offset: number; limit: number },
): Promise<{ items: readonly AdoptionCase[]; total: number }> {
  const rows = await sql<CaseRow>`
    select ${columns} from adoption.case c where c.tenant_id = ${tenant}
    order by c.changed_at desc, c.case_id limit ${page.limit} offset ${page.offset}
  `.execute(tx);
  const count = await sql<{ n: number }>`
    select count(*)::int as n from adoption.case where tenant_id = ${tenant}
  `.execute(tx);
  return { items: rows.rows.map(toCase), total: count.rows[0]?.n ?? 0 };
}

export async function selectSharedCases(
  tx: Tx,
  tenant: TenantId,
  page: { offset: number; limit: number },
): Promise<{ items: readonly (AdoptionCase & { role: string })[]; total: number }> {
  const from = sql`from adoption.participant p join adoption.case c using (case_id)
    join identity.tenant t on t.tenant_id = c.tenant_id
    where p.participant_id = ${tenant} and c.tenant_id <> ${tenant}`;
  const rows = await sql<CaseRow & { role: string }>`
    select ${columns}, p.role ${from} order by t.name, c.changed_at desc, c.case_id, p.role
    limit ${page.limit} offset ${page.offset}
  `.execute(tx);
  const count = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(tx);
  return { items: rows.rows.map((row) => ({ ...toCase(row), role: row.role })), total: count.rows[0]?.n ?? 0 };
}

export async function selectPlanned(tx: Tx, tenant: TenantId): Promise<readonly string[]> {
  const result = await sql<{ version_digest: string }>`
    select version_digest from adoption.case
    where tenant_id = ${tenant} and state not in ('live', 'gestoert', 'gekuendigt', 'beendet', 'abgebrochen')
    order by version_digest
  `.execute(tx);
  return result.rows.map((row) => row.version_digest);
}

/** Everything that may change after the start; the trigger looks at the state. */
export async function updateCase(tx: Tx, found: AdoptionCase, now: Date): Promise<void> {
  const { destination, target } = found;
  await sql`
    update adoption.case set
      version_digest = ${found.versionDigest}, version = ${found.version}, name = ${JSON.stringify(found.name)},
      target_digest = ${target?.digest ?? null}, target_version = ${target?.version ?? null},
      reopened_at = ${found.reopenedAt}, reopened = ${[...found.reopened]},
      state = ${found.state}, state_since = ${found.stateSince}, state_reason = ${found.stateReason},
      paused_until = ${found.pausedUntil}, front_runner = ${found.frontRunner}, go_live_on = ${found.goLiveOn},
      destination_kind = ${destination?.kind ?? null}, destination_id = ${destination?.id ?? null},
      offering_id = ${found.offeringId},
      support_contact = ${found.support === null ? null : JSON.stringify(found.support)},
      live_since = ${found.liveSince}, changed_at = ${now}, revision = revision + 1
    where case_id = ${found.id}
  `.execute(tx);
}

export async function markEvaluated(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`update adoption.case set evaluated_at = ${now} where case_id = ${id}`.execute(tx);
}

export async function selectDueEvaluations(tx: Tx, before: Date, limit: number) {
  const result = await sql<{ tenant_id: TenantId; case_id: string }>`
    select tenant_id, case_id from adoption.due_evaluations(${before}, ${limit})
  `.execute(tx);
  return result.rows;
}

export async function selectDueGoLives(tx: Tx, today: string) {
  const result = await sql<{ tenant_id: TenantId; case_id: string }>`
    select tenant_id, case_id from adoption.due_go_lives(${today})
  `.execute(tx);
  return result.rows;
}

function toCase(row: CaseRow): AdoptionCase {
  const { target_digest: digest, target_version: version, destination_kind: kind, destination_id: destination } = row;
  return {
    id: row.case_id,
    tenant: row.tenant_id,
    packageId: row.package_id,
    provider: row.provider_id,
    serviceSlug: row.service_slug,
    name: row.name,
    versionDigest: row.version_digest,
    version: row.version,
    target: digest === null || version === null ? null : { digest, version },
    reopenedAt: row.reopened_at,
    reopened: row.reopened,
    route: row.route,
    state: row.state,
    stateSince: row.state_since,
    stateReason: row.state_reason,
    pausedUntil: row.paused_until,
    frontRunner: row.front_runner,
    goLiveOn: row.go_live_on,
    destination: kind === null || destination === null ? null : { kind, id: destination },
    offeringId: row.offering_id,
    support: row.support_contact,
    liveSince: row.live_since,
    startedAt: row.started_at,
    changedAt: row.changed_at,
    revision: row.revision,
  };
}
