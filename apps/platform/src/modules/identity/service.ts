import { type Tx } from '#kernel/db';
import { type PersonId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Accounts, createAccounts } from './accounts.ts';
import { pseudonymOf } from './domain/pseudonym.ts';
import { createSessions, type SessionCache } from './sessions.ts';
import { deleteAccount } from './store/accounts.ts';
import { selectStaffName } from './store/staff.ts';
import { createTenants } from './tenants.ts';
import { type ErasurePort, type IdentityService } from './types.ts';

export interface IdentityParts {
  service: IdentityService;
  accounts: Accounts;
  sessions: SessionCache;
  refreshTenants(): void;
}

export function createIdentityService(kernel: Kernel, erasurePorts: readonly ErasurePort[]): IdentityParts {
  const { db, secrets, keys } = kernel;
  const accounts = createAccounts(kernel);
  const sessions = createSessions(kernel, accounts);
  const tenants = createTenants(kernel);
  const pseudonymKey = secrets.derive('identity/pseudonym');

  async function profileOf(tx: Tx, person: PersonId): Promise<NonNullable<Awaited<ReturnType<Accounts['profile']>>>> {
    const profile = await accounts.profile(tx, person);
    return profile ?? { displayName: '', facts: {}, lang: 'de', trustLevel: 'basic' };
  }

  const service: IdentityService = {
    sessions,
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
    async erasePerson(person) {
      // Rows first, keys last: when the process dies between, the rest is erased by the repeated call, never half-readable.
      for (const port of erasurePorts) await db.tx({ person }, (tx) => port.erase(tx, person));
      await db.tx({ person }, async (tx) => {
        await deleteAccount(tx, person);
        await secrets.destroyDataKey(tx, { person });
      });
      await keys.destroyAll({ person });
    },
  };
  return { service, accounts, sessions, refreshTenants: tenants.refresh };
}
