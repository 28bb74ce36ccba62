import { type Tx } from '#kernel/db';
import { type Lang, type PersonId, type StaffId, type TenantId } from '#kernel/ids';
import { type CookieChange, type SessionPort, type StaffSession } from '#kernel/http';

export type TenantKind = 'town' | 'district' | 'state' | 'provider' | 'operator';

/** Public facts of a tenant; structured text only, never HTML (all tenants share one origin). */
export interface Tenant {
  id: TenantId;
  slug: string;
  kind: TenantKind;
  /** 12 digits; null for providers and the operator. */
  ars: string | null;
  name: string;
  /** Official name as in letters, e.g. 'Stadt Xanten – Die Bürgermeisterin'. */
  officialName: string;
  contact: { street: string; postcode: string; city: string; email: string; phone: string; openingHours: string };
  /** Made by the demo seeds; pages say so. */
  isDemo: boolean;
  /** A test system: in no list and no search, and deleted as a whole after a while. */
  isSandbox?: boolean;
  /** What the town looks like, checked before it was saved. */
  look: TenantLook;
}

export interface TenantLook {
  /** `<sha-256>.<ending>` of the picture; null: a neutral shield is drawn. */
  coatOfArms: string | null;
  /** Six hexadecimal digits, both or none. */
  colours: { main: string; accent: string } | null;
}

/** One authority where a member of staff works, by the same subject of the identity provider. */
export interface Workplace {
  staff: StaffId;
  tenant: TenantId;
  roles: readonly string[];
  /** As a co-ordinator who was let in. */
  isGranted: boolean;
}

export interface StaffMember {
  staff: StaffId;
  displayName: string;
  email: string;
  roles: readonly string[];
  active: boolean;
  /** False until the invitation was taken up. */
  joined: boolean;
  /** Tenant of a co-ordinator who was let in; null for the authority's own staff. */
  grantedFrom: TenantId | null;
}

export type LegalPageKind = 'impressum' | 'datenschutz' | 'barrierefreiheit' | 'leichte-sprache';

export interface LegalPage {
  kind: LegalPageKind;
  lang: Lang;
  /** Structured text of ui's StructuredText. */
  body: string;
  updatedAt: Date;
}

/** One row per action; roles are columns. Pages, API and tests read this table (domain/roles.ts). */
export type Role =
  | 'admin'
  | 'case-worker'
  | 'catalogue-editor'
  | 'coordinator'
  | 'data-protection'
  | 'security-officer'
  | 'treasurer'
  | 'assessor'
  | 'operator';
export type Action =
  | 'case.list'
  | 'case.read'
  | 'case.answer'
  | 'case.decide'
  | 'offering.manage'
  | 'destination.manage'
  | 'staff.manage'
  | 'tenant.manage'
  | 'audit.read'
  | 'provider.manage'
  | 'adoption.read'
  | 'adoption.manage'
  | 'town.create'
  | 'privacy.manage'
  | 'security.clear'
  | 'costs.read'
  | 'costs.manage'
  | 'conformity.assess'
  | 'sandbox.use'
  | 'workplace.switch'
  | 'operations.read'
  | 'operations.act';

/** Who is let in, as known at her own authority. */
export interface Coordinator {
  tenant: TenantId;
  issuer: string;
  subject: string;
  displayName: string;
  email: string;
}

export interface IdentityService {
  sessions: SessionPort;
  /** Active tenants without sandboxes, cached for seconds; public facts. The three below know sandboxes, too. */
  tenants(): Promise<readonly Tenant[]>;
  tenant(id: TenantId): Promise<Tenant | null>;
  tenantBySlug(slug: string): Promise<Tenant | null>;
  tenantByArs(ars: string): Promise<Tenant | null>;
  /** The installation itself as a tenant (kind operator); made at first start. */
  operatorTenant(): Promise<Tenant>;
  createTenant(input: {
    kind: TenantKind;
    ars: string | null;
    slug: string;
    name: string;
    officialName?: string;
    contact?: Partial<Tenant['contact']>;
    isDemo?: boolean;
    isSandbox?: boolean;
    /** Gets an invitation mail with a one-time link and becomes the first administrator. */
    adminEmail?: string;
    /** Default: administrator, at the installation itself also operator. */
    adminRoles?: readonly Role[];
    /** Local path where the invited administrator begins. */
    landing?: string;
    lang?: Lang;
    /** More rows of the new tenant in the same transaction. */
    also?(tx: Tx, tenant: Tenant): Promise<void>;
  }): Promise<{ tenant: Tenant; invitationUrl: string | null }>;
  /** Public facts; other processes see them within seconds. */
  saveTenantFacts(tx: Tx, tenant: TenantId, change: Pick<Tenant, 'officialName' | 'contact'>): Promise<void>;
  /** The caller has checked picture and contrast. */
  saveTenantLook(tx: Tx, tenant: TenantId, look: TenantLook): Promise<void>;
  /** After a transaction that changed facts or look: the next reader here sees them at once. */
  refreshTenants(): void;
  staffList(tx: Tx, tenant: TenantId): Promise<readonly StaffMember[]>;
  /** All authorities of the person behind a staff record; the transaction is that of its tenant. */
  workplaces(tx: Tx, staff: StaffId): Promise<readonly Workplace[]>;
  /** Lets a co-ordinator in; `tx` is the town's. Repeatable; an access that was taken back opens again. */
  grantAccess(tx: Tx, input: { town: TenantId; coordinator: Coordinator }): Promise<void>;
  /** The co-ordinator behind a staff record, null before the invitation was taken up; `tx` is that of the record's tenant. */
  coordinatorOf(tx: Tx, tenant: TenantId, staff: StaffId): Promise<Coordinator | null>;
  /** Ends the access of a co-ordinator and the sessions with it; false when there is none by this id. */
  withdrawAccess(tx: Tx, staff: StaffId): Promise<boolean>;
  /** Opens it again. */
  reopenAccess(tx: Tx, staff: StaffId): Promise<boolean>;
  inviteStaff(
    tx: Tx,
    /** `landing`: where the sign-in leads, default the inbox. */
    input: { tenant: TenantId; email: string; roles: readonly Role[]; lang: Lang; landing?: string },
  ): Promise<{ url: string }>;
  /** Staff whose subject at the identity provider is known already (demonstration, staff lists); repeatable. */
  enrolStaff(
    tx: Tx,
    input: {
      tenant: TenantId;
      email: string;
      roles: readonly Role[];
      issuer: string;
      subject: string;
      displayName: string;
    },
  ): Promise<void>;
  legalPage(tenant: TenantId, kind: LegalPageKind, lang: Lang): Promise<LegalPage | null>;
  saveLegalPage(tx: Tx, tenant: TenantId, page: { kind: LegalPageKind; lang: Lang; body: string }): Promise<void>;
  /** German pages that are still empty; nothing goes live while this is not []. */
  missingLegalPages(tenant: TenantId): Promise<readonly LegalPageKind[]>;
  /** How a town sees a person: HMAC(tenant, account), stable per town, unlinkable between towns. */
  pseudonym(tenant: TenantId, person: PersonId): string;
  /** Where to send "something waits for you"; null when the person gave none. */
  personContact(tx: Tx, person: PersonId): Promise<{ email: string | null; lang: Lang; displayName: string }>;
  /** Facts from the sign-in that may prefill a form (given name, family name, birth date, address). */
  personFacts(tx: Tx, person: PersonId): Promise<Record<string, string>>;
  staffName(tx: Tx, staff: StaffId): Promise<string | null>;
  /** Active members of a tenant who may do something, for mails to them; the tenant owns the transaction. */
  staffWithAction(
    tx: Tx,
    tenant: TenantId,
    action: Action,
  ): Promise<readonly { staff: StaffId; email: string; lang: Lang; displayName: string }[]>;
  erasePerson(person: PersonId): Promise<void>;
  readonly sandboxes: SandboxAccess;
}

/** People of a sandbox. None of them has an account anywhere else. */
export interface SandboxAccess {
  /** The account of a made-up person; made when it is not there. */
  testPerson(input: {
    sandbox: TenantId;
    subject: string;
    displayName: string;
    facts: Record<string, string>;
    lang: Lang;
  }): Promise<PersonId>;
  /** Signs a browser in as that person: the real session of a person, without an identity provider. */
  signIn(person: PersonId): Promise<CookieChange>;
  /** The sandbox that a person was made up for; null for real people. */
  of(person: PersonId): Promise<TenantId | null>;
  /** Lets a member of staff into a sandbox as case worker, under the same subject; repeatable. */
  letIn(input: { staff: Pick<StaffSession, 'staff' | 'tenant'>; sandbox: TenantId }): Promise<void>;
  /**
   * Moves the session of a member of staff into another tenant where the same person works; null when it is none.
   * `cookie` is the value of the cookie of the session.
   */
  move(input: { from: TenantId; cookie: string; to: TenantId }): Promise<CookieChange | null>;
}
