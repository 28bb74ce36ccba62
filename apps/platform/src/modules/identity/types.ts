import { type Tx } from '#kernel/db';
import { type Lang, type PersonId, type StaffId, type TenantId } from '#kernel/ids';
import { type SessionPort } from '#kernel/http';

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
  | 'operations.read'
  | 'operations.act';

export interface IdentityService {
  sessions: SessionPort;
  /** Active tenants, cached for seconds; public facts. */
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
    /** Gets an invitation mail with a one-time link and becomes the first administrator. */
    adminEmail?: string;
  }): Promise<{ tenant: Tenant; invitationUrl: string | null }>;
  inviteStaff(
    tx: Tx,
    input: { tenant: TenantId; email: string; roles: readonly Role[]; lang: Lang },
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
  erasePerson(person: PersonId): Promise<void>;
}
  /** Active members of a tenant who may do something, for mails to them; the tenant owns the transaction. */
  staffWithAction(
    tx: Tx,
    tenant: TenantId,
    action: Action,
  ): Promise<readonly { staff: StaffId; email: string; lang: Lang; displayName: string }[]>;
