import { type Tx } from '#kernel/db';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type CentralAssessment, type ServiceManifest } from '#modules/catalogue';

/** One point in which a town differs from the central assessment; everything else stands as assessed. */
export interface Deviation {
  point: string;
  difference: string;
  reason: string;
  /** What the town does about it itself. */
  measure: string;
}

/** `<provider slug>/<service slug>` */
export type PackageId = string;

/** The data-protection officer who decides, as staff of the town. */
export interface Officer {
  staff: StaffId;
  name: string;
}

/** A decision of a town on the central assessment of a package; never changed, only followed by another one. */
export interface Decision {
  id: string;
  packageId: PackageId;
  versionDigest: string;
  version: string;
  /** Digest of the assessment that was decided on. */
  assessmentDigest: string;
  kind: 'adopted' | 'objected' | 'withdrawn';
  deviations: readonly Deviation[];
  /** Of an objection or withdrawal; '' for an adoption. */
  reason: string;
  /** File number of the town; '' when it gave none. */
  number: string;
  by: string;
  at: Date;
}

export interface AdoptionState {
  /** `to-renew`: adopted for another major version or another assessment; it does not cover this version. */
  state: 'none' | 'adopted' | 'to-renew';
  adoptedVersion: string | null;
  by: string | null;
  date: Date | null;
  deviations: readonly Deviation[];
  /** The decision in force, also an objection or a withdrawal; null when there never was one. */
  decision: Decision | null;
}

export interface Coverage {
  /** Towns that the assessment of the newest version covers. */
  towns: number;
  /** Towns with an adoption that does not cover the newest version. */
  toRenew: number;
}

export interface PackageCoverage extends Coverage {
  packageId: PackageId;
}

export interface PrivacyService {
  /** Counts only, for everybody; at most a few seconds old. */
  coverage(packageId: PackageId): Promise<Coverage>;
  /** Of all packages that a town has decided on, by id; `after` is the last id of the page before. */
  coverages(page: { after: PackageId | null; limit: number }): Promise<{
    items: readonly PackageCoverage[];
    total: number;
    /** Distinct towns with at least one adoption in force. */
    towns: number;
  }>;
  state(tenant: TenantId, versionDigest: string): Promise<AdoptionState>;
  /** Newest first. */
  decisions(tenant: TenantId, packageId: PackageId): Promise<readonly Decision[]>;
  /**
   * Refused with 'privacy/no-assessment' when the version has none or its result is not acceptable, with
   * 'privacy/decided-meanwhile' when `basis` is not the decision in force any more.
   */
  adopt(
    tx: Tx,
    input: {
      tenant: TenantId;
      versionDigest: string;
      officer: Officer;
      number?: string;
      deviations: readonly Deviation[];
      /** Id of the decision that the officer saw; null: none. Left out: whatever is in force. */
      basis?: string | null;
    },
  ): Promise<{ id: string }>;
  /** An objection before there is an adoption, a withdrawal of one that is in force. */
  refuse(
    tx: Tx,
    input: { tenant: TenantId; versionDigest: string; officer: Officer; reason: string; basis?: string | null },
  ): Promise<{ id: string }>;
}

/** A version whose assessment a town may adopt. */
export interface AssessedVersion {
  digest: string;
  packageId: PackageId;
  version: string;
  major: number;
  manifest: ServiceManifest;
  assessment: CentralAssessment | null;
  /** '' without an assessment. */
  assessmentDigest: string;
}
