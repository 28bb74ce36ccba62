import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type RetentionRule } from '#kernel/retention';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { createCoverage } from './coverage.ts';
import { decide, type NewDecision } from './decide.ts';
import { covers, isAdoptable } from './domain/assessed.ts';
import * as rows from './store/decisions.ts';
import { type AdoptionState, type AssessedVersion, type PrivacyService } from './types.ts';
import { createVersions, type Versions } from './versions.ts';

export interface PrivacyDeps {
  kernel: Kernel;
  identity: Pick<IdentityService, 'tenant' | 'tenantBySlug' | 'staffWithAction' | 'legalPage' | 'saveLegalPage'>;
  catalogue: Pick<CatalogueService, 'manifest' | 'versionsOf' | 'offeringsOf' | 'compiledForm'>;
  /** What really is deleted and when: the rules that the retention task executes. */
  retentionRules(): readonly RetentionRule[];
}

export interface Privacy extends PrivacyService, Versions {
  /** Decisions in force of a tenant by package. */
  inForce(tenant: TenantId): Promise<ReadonlyMap<string, rows.DecisionRow>>;
}

export function createPrivacyService({
  kernel,
  identity,
  catalogue,
}: Pick<PrivacyDeps, 'kernel' | 'identity' | 'catalogue'>): Privacy {
  const { db } = kernel;
  const versions = createVersions(identity, catalogue);
  const { version } = versions;
  const { forget, ...counts } = createCoverage(kernel, versions);

  async function targetOf(digest: string): Promise<AssessedVersion> {
    const target = await version(digest);
    if (target === null) throw new AppError('not-found', 'privacy/not-found');
    if (target.assessment === null) throw new AppError('conflict', 'privacy/no-assessment');
    return target;
  }

  async function decideOn(tx: Tx, decision: NewDecision): Promise<{ id: string }> {
    const made = await decide(kernel, tx, decision);
    forget();
    return made;
  }

  return {
    ...versions,
    ...counts,
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
      return decideOn(tx, {
        tenant,
        target,
        officer,
        basis,
        what: () => ({ kind: 'adopted', deviations, reason: '', number }),
      });
    },
    async refuse(tx, { tenant, versionDigest, officer, reason, basis }) {
      const target = await targetOf(versionDigest);
      return decideOn(tx, {
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
