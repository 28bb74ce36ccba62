import { type Answers } from '@verbund/xdatenfelder';
import { type PersonId, type StaffId, type TenantId } from '#kernel/ids';

export type SandboxState = 'preparing' | 'ready' | 'removing';

/** A test system of one package version: a tenant of its own that nobody finds and that is gone after 30 days. */
export interface Sandbox {
  /** Its own tenant. */
  tenant: TenantId;
  slug: string;
  serviceSlug: string;
  /** Page of the offering inside the sandbox. */
  url: string;
  /** `<provider slug>/<service slug>` */
  packageId: string;
  versionDigest: string;
  version: string;
  name: string;
  state: SandboxState;
  /** `incomplete`: the sample answers of the package were not enough to send an application. */
  sample: 'none' | 'sent' | 'incomplete';
  /** For whom it was made; null: the platform itself (the conformity check). */
  for: TenantId | null;
  createdBy: string;
  createdAt: Date;
  /** Removed on this instant at the latest. */
  expiresAt: Date;
  lastResetAt: Date | null;
}

export interface SandboxService {
  /**
   * Makes the tenant, its inbox with keys, the offering and a sample application. Refused with 'sandbox/too-many'
   * while the maker has three; the same version tried again by the same tenant gives the sandbox that is there.
   */
  create(input: {
    versionDigest: string;
    for: TenantId | null;
    /** Null: the platform itself. */
    by: { staff: StaffId; name: string } | null;
  }): Promise<{ tenant: string; url: string; sandbox: Sandbox }>;
  /** Sandboxes that a tenant made, newest first. */
  of(tenant: TenantId): Promise<readonly Sandbox[]>;
  /** Of the sandbox's own tenant; null for every other tenant. */
  bySandboxTenant(tenant: TenantId): Promise<Sandbox | null>;
  /** Erases everything that came in since, and makes the sample data new. */
  reset(sandbox: TenantId): Promise<void>;
  /** Everything of it is gone at once but two rows that hold its place for two minutes; a second call does nothing. */
  remove(sandbox: TenantId): Promise<void>;
}

/** What the sandbox needs of the application side; wired in app, because this module knows nothing of forms. */
export interface SandboxApplications {
  fill(input: SampleInput): Promise<{ path: string }>;
  send(input: SampleInput): Promise<{ sent: boolean }>;
}

export interface SampleInput {
  person: PersonId;
  town: string;
  service: string;
  answers: Answers;
}
