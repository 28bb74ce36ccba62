import { remember } from '#kernel/cache';
import { AppError } from '#kernel/errors';
import { type StaffId, type TenantId, newUuid } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { createInvitations } from './invitations.ts';
import {
  insertTenant,
  selectFilledLegalPages,
  selectLegalPage,
  selectTenants,
  updateTenant,
  updateTenantLook,
  upsertLegalPage,
} from './store/tenants.ts';
import { deleteSessionsOfStaff } from './store/sessions.ts';
import {
  bindStaffSubject,
  endGrant,
  findWorkplaces,
  reopenGrant,
  selectCoordinator,
  selectStaff,
  upsertGrantedStaff,
  upsertInvitedStaff,
} from './store/staff.ts';
import { type IdentityService, type LegalPageKind, type Role, type Tenant } from './types.ts';

export const legalPageKinds: readonly LegalPageKind[] = [
  'impressum',
  'datenschutz',
  'barrierefreiheit',
  'leichte-sprache',
];

type TenantPart = Pick<
  IdentityService,
  | 'tenants'
  | 'tenant'
  | 'tenantBySlug'
  | 'tenantByArs'
  | 'operatorTenant'
  | 'createTenant'
  | 'inviteStaff'
  | 'enrolStaff'
  | 'legalPage'
  | 'saveLegalPage'
  | 'missingLegalPages'
  | 'saveTenantFacts'
  | 'saveTenantLook'
  | 'refreshTenants'
  | 'staffList'
  | 'workplaces'
  | 'grantAccess'
  | 'coordinatorOf'
  | 'withdrawAccess'
  | 'reopenAccess'
>;

const emptyContact: Tenant['contact'] = { street: '', postcode: '', city: '', email: '', phone: '', openingHours: '' };

export function createTenants(kernel: Pick<Kernel, 'db' | 'clock' | 'config' | 'mail'>): TenantPart {
  const { db, clock } = kernel;
  const cache = remember<readonly Tenant[]>({
    max: 1,
    milliseconds: 3_000,
    load: () => db.tx({}, selectTenants),
  });

  const all = async (): Promise<readonly Tenant[]> => (await cache.get('all')) ?? [];
  const tenants = async (): Promise<readonly Tenant[]> => (await all()).filter((tenant) => tenant.isSandbox !== true);
  const inviteStaff = createInvitations(kernel);

  async function createTenant(
    input: Parameters<IdentityService['createTenant']>[0],
  ): Promise<{ tenant: Tenant; invitationUrl: string | null }> {
    const tenant: Tenant = {
      id: newUuid<TenantId>(),
      slug: input.slug,
      kind: input.kind,
      ars: input.ars,
      name: input.name,
      officialName: input.officialName ?? input.name,
      contact: { ...emptyContact, ...input.contact },
      isDemo: input.isDemo ?? false,
      isSandbox: input.isSandbox ?? false,
      look: { coatOfArms: null, colours: null },
    };
    const adminEmail = input.adminEmail;
    const landing = input.landing === undefined ? {} : { landing: input.landing };
    const invitationUrl = await db.tx({ tenant: tenant.id }, async (tx) => {
      if (!(await insertTenant(tx, tenant, clock.now()))) throw new AppError('conflict', 'identity/tenant-exists');
      await input.also?.(tx, tenant);
      if (adminEmail === undefined) return null;
      const roles: readonly Role[] =
        input.adminRoles ?? (input.kind === 'operator' ? ['operator', 'admin'] : ['admin']);
      return (
        await inviteStaff(tx, { tenant: tenant.id, email: adminEmail, roles, lang: input.lang ?? 'de', ...landing })
      ).url;
    });
    cache.forget();
    return { tenant, invitationUrl };
  }

  async function operatorTenant(): Promise<Tenant> {
    const find = async (): Promise<Tenant | undefined> =>
      (await tenants()).find((tenant) => tenant.kind === 'operator');
    const existing = await find();
    if (existing) return existing;
    try {
      const name = 'Betrieb der Plattform';
      return (await createTenant({ kind: 'operator', ars: null, slug: 'betreiber', name })).tenant;
    } catch (error) {
      cache.forget();
      const made = await find();
      if (made) return made;
      throw error;
    }
  }

  return {
    tenants,
    tenant: async (id) => (await all()).find((tenant) => tenant.id === id) ?? null,
    tenantBySlug: async (slug) => (await all()).find((tenant) => tenant.slug === slug) ?? null,
    tenantByArs: async (ars) => (await all()).find((tenant) => tenant.ars === ars) ?? null,
    operatorTenant,
    createTenant,
    inviteStaff,
    async enrolStaff(tx, input) {
      const staff = await upsertInvitedStaff(tx, { ...input, lang: 'de', id: newUuid<StaffId>(), now: clock.now() });
      await bindStaffSubject(tx, staff, input);
    },
    legalPage: (tenant, kind, lang) => db.tx({}, (tx) => selectLegalPage(tx, tenant, kind, lang)),
    saveLegalPage: (tx, tenant, page) => upsertLegalPage(tx, tenant, page, clock.now()),
    async missingLegalPages(tenant) {
      const filled = await db.tx({}, (tx) => selectFilledLegalPages(tx, tenant));
      return legalPageKinds.filter((kind) => !filled.includes(kind));
    },
    saveTenantFacts: updateTenant,
    saveTenantLook: updateTenantLook,
    refreshTenants: () => cache.forget(),
    ...staffPart(clock),
  };
}

/** A co-ordinator may adopt services for a town, and nothing that is the town's own decision. */
const grantedRoles: readonly Role[] = ['coordinator'];

type StaffPart = Pick<
  IdentityService,
  'staffList' | 'workplaces' | 'grantAccess' | 'coordinatorOf' | 'withdrawAccess' | 'reopenAccess'
>;

function staffPart(clock: Kernel['clock']): StaffPart {
  return {
    async staffList(tx, tenant) {
      const rows = await selectStaff(tx, tenant);
      return rows.map((row) => ({
        staff: row.staff_id,
        displayName: row.display_name,
        email: row.email,
        roles: row.roles,
        active: row.active,
        joined: row.joined,
        grantedFrom: row.granted_from,
      }));
    },
    async workplaces(tx, staff) {
      const rows = await findWorkplaces(tx, staff);
      return rows.map(({ staff_id, tenant_id, roles, granted }) => ({
        staff: staff_id,
        tenant: tenant_id,
        roles,
        isGranted: granted,
      }));
    },
    grantAccess: (tx, { town, coordinator }) =>
      upsertGrantedStaff(tx, { id: newUuid<StaffId>(), town, roles: grantedRoles, coordinator, now: clock.now() }),
    async coordinatorOf(tx, tenant, staff) {
      const row = await selectCoordinator(tx, tenant, staff);
      if (row === null) return null;
      const { issuer, subject, email } = row;
      return { tenant, issuer, subject, email, displayName: row.display_name };
    },
    reopenAccess: reopenGrant,
    async withdrawAccess(tx, staff) {
      const ended = await endGrant(tx, staff);
      if (ended) await deleteSessionsOfStaff(tx, staff);
      return ended;
    },
  };
}
