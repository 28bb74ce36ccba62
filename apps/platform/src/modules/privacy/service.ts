import { remember } from '#kernel/cache';
import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type RetentionRule } from '#kernel/retention';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { assessedVersion, covers, isAdoptable, newestOf } from './domain/assessed.ts';
import * as rows from './store/decisions.ts';
import {
  type AdoptionState,
  type AssessedVersion,
  type Coverage,
  type Decision,
  type Officer,
  type PrivacyService,
} from './types.ts';

export interface PrivacyDeps {
  kernel: Kernel;
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'staffWithAction'>;
  catalogue: Pick<CatalogueService, 'manifest' | 'versionsOf' | 'offeringsOf' | 'compiledForm'>;
  /** What really is deleted and when: the rules that the retention task executes. */
  retentionRules(): readonly RetentionRule[];
}

export interface Privacy extends PrivacyService {
  /** Null for an unknown digest. */
  version(digest: string): Promise<AssessedVersion | null>;
  /** The newest released version of a package; null when there is none. */
  newest(packageId: string): Promise<AssessedVersion | null>;
  /** Decisions in force of a tenant by package. */
  inForce(tenant: TenantId): Promise<ReadonlyMap<string, rows.DecisionRow>>;
}

const keptMilliseconds = 3_000;

export function createPrivacyService({
  kernel,
  identity,
  catalogue,
}: Pick<PrivacyDeps, 'kernel' | 'identity' | 'catalogue'>): Privacy {
  const { db, clock } = kernel;
  const newest = remember<AssessedVersion>({
    max: 2_000,
    milliseconds: keptMilliseconds,
    load: async (packageId) => {
      const [provider = '', service = ''] = packageId.split('/');
      const tenant = await identity.tenantBySlug(provider);
      if (tenant === null) return undefined;
      const found = newestOf(await catalogue.versionsOf(tenant.id, service));
      return found === undefined ? undefined : ((await version(found.digest)) ?? undefined);
    },
  });
  const coverages = remember<Coverage>({
    max: 2_000,
    milliseconds: keptMilliseconds,
    load: async (packageId) => {
      const [counts, head] = await Promise.all([
        db.tx({}, (tx) => rows.countAdoptions(tx, packageId)),
        newest.get(packageId),
      ]);
      const sum = { towns: 0, toRenew: 0 };
      for (const { major, assessment_digest: assessmentDigest, towns } of counts) {
        if (head !== undefined && covers({ major, assessmentDigest }, head)) sum.towns += towns;
        else sum.toRenew += towns;
      }
      return sum;
    },
  });

  // Immutable by digest; hashing its assessment again and again is not needed.
  const versions = remember<AssessedVersion>({
    max: 2_000,
    milliseconds: 3_600_000,
    load: async (digest) => {
      const manifest = await catalogue.manifest(digest);
      return manifest === null ? undefined : assessedVersion(digest, manifest);
    },
  });
  const version = async (digest: string): Promise<AssessedVersion | null> => (await versions.get(digest)) ?? null;
  const coverage = async (packageId: string): Promise<Coverage> =>
    (await coverages.get(packageId)) ?? { towns: 0, toRenew: 0 };

  async function decide(
    tx: Tx,
    input: {
      tenant: TenantId;
      target: AssessedVersion;
      officer: Officer;
      basis: string | null | undefined;
      what: (previous: Decision | null) => Pick<Decision, 'kind' | 'deviations' | 'reason' | 'number'>;
    },
  ): Promise<{ id: string }> {
    const { tenant, target, officer, basis } = input;
    const now = clock.now();
    const [current] = await rows.selectInForce(tx, tenant, [target.packageId]);
    const ended = await rows.supersede(tx, tenant, target.packageId, now);
    // Somebody may have decided between the reading and the update, or since the page was made.
    const stale = ended !== (current?.decision_id ?? null) || (basis !== undefined && ended !== basis);
    const id = newUuid();
    const inserted =
      !stale &&
      (await rows.insertDecision(tx, {
        ...input.what(current === undefined ? null : rows.toDecision(current)),
        decision_id: id,
        tenant_id: tenant,
        package_id: target.packageId,
        version_digest: target.digest,
        version: target.version,
        major: target.major,
        assessment_digest: target.assessmentDigest,
        officer_id: officer.staff,
        officer_name: officer.name,
        decided_at: now,
      }));
    if (!inserted) throw new AppError('conflict', 'privacy/decided-meanwhile');
    await kernel.audit.record(tx, {
      tenant,
      action: 'privacy.decide',
      actor: officer.staff,
      actorKind: 'staff',
      subject: id,
    });
    coverages.forget();
    return { id };
  }

  async function targetOf(digest: string): Promise<AssessedVersion> {
    const target = await version(digest);
    if (target === null) throw new AppError('not-found', 'privacy/not-found');
    if (target.assessment === null) throw new AppError('conflict', 'privacy/no-assessment');
    return target;
  }

  return {
    version,
    newest: async (packageId) => (await newest.get(packageId)) ?? null,
    coverage,
    async coverages({ after, limit }) {
      const { ids, all } = await db.tx({}, async (tx) => ({
        ids: await rows.selectAdoptedPackages(tx, { after, limit: Math.min(limit, 200) }),
        all: await rows.countAll(tx),
      }));
      const items = await Promise.all(ids.map(async (packageId) => ({ packageId, ...(await coverage(packageId)) })));
      return { items, total: all.packages, towns: all.towns };
    },
    async state(tenant, versionDigest) {
      const target = await version(versionDigest);
      if (target === null) return stateOf(null, null);
      const [row] = await db.tx({ tenant }, (tx) => rows.selectInForce(tx, tenant, [target.packageId]));
      return stateOf(row ?? null, target);
    },
    async decisions(tenant, packageId) {
      return (await db.tx({ tenant }, (tx) => rows.selectDecisions(tx, tenant, packageId))).map(rows.toDecision);
    },
    async inForce(tenant) {
      const found = await db.tx({ tenant }, (tx) => rows.selectInForce(tx, tenant, null));
      return new Map(found.map((row) => [row.package_id, row]));
    },
    async adopt(tx, { tenant, versionDigest, officer, number = '', deviations, basis }) {
      const target = await targetOf(versionDigest);
      if (!isAdoptable(target)) throw new AppError('conflict', 'privacy/no-assessment');
      return decide(tx, {
        tenant,
        target,
        officer,
        basis,
        what: () => ({ kind: 'adopted', deviations, reason: '', number }),
      });
    },
    async refuse(tx, { tenant, versionDigest, officer, reason, basis }) {
      const target = await targetOf(versionDigest);
      return decide(tx, {
        tenant,
        target,
        officer,
        basis,
        what: (previous) => ({
          kind: previous?.kind === 'adopted' ? 'withdrawn' : 'objected',
          deviations: [],
          reason,
          number: '',
        }),
      });
    },
  };
}

/** What a decision in force means for one version. */
export function stateOf(row: rows.DecisionRow | null, target: AssessedVersion | null): AdoptionState {
  const decision = row === null ? null : rows.toDecision(row);
  if (row === null || decision === null || target === null || row.kind !== 'adopted')
    return { state: 'none', adoptedVersion: null, by: null, date: null, deviations: [], decision };
  const adopted = { major: row.major, assessmentDigest: row.assessment_digest };
  return {
    state: covers(adopted, target) ? 'adopted' : 'to-renew',
    adoptedVersion: decision.version,
    by: decision.by,
    date: decision.at,
    deviations: decision.deviations,
    decision,
  };
}
