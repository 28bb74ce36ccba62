import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { erasePerson, type ErasurePort } from '#kernel/retention';
import { type Accounts, createAccounts } from './accounts.ts';
import { keyErasure } from './jobs/destroy-keys.job.ts';
import { pseudonymOf } from './domain/pseudonym.ts';
import { actionsOf } from './domain/roles.ts';
import { createSandboxAccess } from './sandboxes.ts';
import { createSessions, type SessionCache } from './sessions.ts';
import { deleteAccount } from './store/accounts.ts';
import { selectJoinedStaff, selectStaffName } from './store/staff.ts';
import { createTenants } from './tenants.ts';
import { type IdentityService } from './types.ts';

export interface IdentityParts {
  service: IdentityService;
  accounts: Accounts;
  sessions: SessionCache;
  refreshTenants(): void;
}

export function createIdentityService(kernel: Kernel, erasurePorts: readonly ErasurePort[]): IdentityParts {
  const { db, secrets, keys, jobs, log } = kernel;
  const accounts = createAccounts(kernel);
  const sessions = createSessions(kernel, accounts);
  const tenants = createTenants(kernel);
  const ports: readonly ErasurePort[] = [...erasurePorts, { name: 'identity', erase: deleteAccount }, keyErasure(jobs)];
  const pseudonymKey = secrets.derive('identity/pseudonym');

  async function profileOf(tx: Tx, person: PersonId): Promise<NonNullable<Awaited<ReturnType<Accounts['profile']>>>> {
    const profile = await accounts.profile(tx, person);
    return profile ?? { displayName: '', facts: {}, lang: 'de', trustLevel: 'basic' };
  }

  const sandboxes = createSandboxAccess(kernel, { accounts, sessions, tenants });
  const service: IdentityService = {
    sessions,
    sandboxes,
    ...tenants,
    pseudonym: (tenant, person) => pseudonymOf(pseudonymKey, tenant, person),
    async personContact(tx, person) {
      const profile = await profileOf(tx, person);
      return { email: profile.facts['email'] ?? null, lang: profile.lang, displayName: profile.displayName };
    },
    async personFacts(tx, person) {
      return (await profileOf(tx, person)).facts;
    },
    staffName: selectStaffName,
    async staffWithAction(tx, tenant, action) {
      const rows = await selectJoinedStaff(tx, tenant);
      return rows
        .filter(({ roles }) => actionsOf(roles).has(action))
        .map((row) => ({ staff: row.staff_id, email: row.email, lang: row.lang, displayName: row.display_name }));
    },
    erasePerson: (person) => erasePerson({ db, ports, secrets, keys, log }, person),
  };
  return { service, accounts, sessions, refreshTenants: tenants.refreshTenants };
}
