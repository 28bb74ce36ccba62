import { type Lang, type StaffId, type TenantId } from '#kernel/ids';
import { type LegalPageKind, type Tenant } from '#modules/identity';

/** Who makes a town: staff of the operator, a district or a Land; null is the command line of the installation. */
export type Maker = { tenant: TenantId; staff: StaffId } | null;

/** What is known of a town before anybody types. */
export interface TownPlan {
  ars: string;
  kind: 'town' | 'district' | 'state';
  name: string;
  officialName: string;
  slug: string;
  postcode: string;
  population: number;
  /** Designation of the area above, '' when there is none. */
  parent: string;
}

export type StepId = 'facts' | 'legal' | 'look' | 'staff' | 'destination' | 'service' | 'test';
export type StepState = 'done' | 'open';

export interface Step {
  id: StepId;
  state: StepState;
  /** Nothing waits for it. */
  optional: boolean;
}

/** What a town has and what it lacks, from the facts themselves: nobody ticks a box. */
export interface Checklist {
  steps: readonly Step[];
  /** Required steps that are done, and how many there are. */
  done: number;
  total: number;
  /** Every required step is done. */
  isLive: boolean;
}

export interface MadeTown {
  tenant: Tenant;
  adminEmail: string;
  madeAt: Date;
  steps: Readonly<Partial<Record<StepId, StepState>>>;
  lookedAt: Date | null;
}

export type BatchKind = 'create' | 'adopt';
export interface BatchLine {
  line: number;
  ars: string;
  email: string;
  name: string;
  state: 'waiting' | 'done' | 'failed';
  reason: string | null;
  town: TenantId | null;
}
export interface Batch {
  id: string;
  kind: BatchKind;
  packageId: string | null;
  madeAt: Date;
  lines: readonly BatchLine[];
}

/** What only a person of the town knows and the mandatory pages must say. */
export interface LegalFacts {
  /** Name and office, e.g. "Bürgermeisterin Erika Mustermann". */
  representative: string;
  /** Mail address of the data protection officer. */
  privacyContact: string;
}

export interface LegalDraft {
  kind: LegalPageKind;
  lang: Lang;
  /** Structured text, generated from the facts or changed by somebody. */
  body: string;
  isChanged: boolean;
  /** Words in brackets that a person must fill in first. */
  gaps: readonly string[];
  /** draft: no page is public; public: word for word this text is; differs: another text is. */
  state: 'draft' | 'public' | 'differs';
  confirmedAt: Date | null;
}

export interface OnboardingService {
  /** Refused with 'onboarding/area-unknown', 'onboarding/area-out-of-reach' or 'identity/tenant-exists'. */
  plan(by: Maker, ars: string): Promise<TownPlan>;
  /**
   * A live tenant with an invited administrator. `access` lets the co-ordinator in as co-ordinator of the town until its
   * administrator takes that back. What is not given comes from the plan.
   */
  createTown(input: {
    ars: string;
    adminEmail: string;
    by: Maker;
    facts?: Partial<Pick<TownPlan, 'name' | 'officialName' | 'slug'>>;
    access?: boolean;
    lang?: Lang;
  }): Promise<{ tenant: Tenant; invitationUrl: string | null }>;
  checklist(tenant: TenantId): Promise<Checklist>;
  /** Towns that co-ordinators of a tenant made, latest first. */
  towns(
    maker: TenantId,
    page: { after?: string; limit: number },
  ): Promise<{
    items: readonly MadeTown[];
    total: number;
    next: string | null;
  }>;
  drafts(tenant: Tenant): Promise<readonly LegalDraft[]>;
}
