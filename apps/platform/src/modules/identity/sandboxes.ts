import { type CookieChange } from '#kernel/http';
import { newSecret, newUuid, type PersonId, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Accounts } from './accounts.ts';
import { hashToken } from './domain/token.ts';
import { personSessionSeconds, staffSessionSeconds } from './open-session.ts';
import { personTokenPrefix, type SessionCache, staffTokenPrefix } from './sessions.ts';
import { selectSandboxOf } from './store/accounts.ts';
import { insertPersonSession, switchWorkplace } from './store/sessions.ts';
import { type IdentityService, type SandboxAccess } from './types.ts';

/** Not an identity provider: nobody but the two functions below signs in under it. */
const issuerOf = (sandbox: string): string => `urn:verbund:sandbox:${sandbox}`;

export function createSandboxAccess(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  parts: {
    accounts: Accounts;
    sessions: SessionCache;
    tenants: Pick<IdentityService, 'tenant' | 'enrolStaff' | 'coordinatorOf'>;
  },
): SandboxAccess {
  const { accounts, sessions, tenants } = parts;
  return {
    async testPerson({ sandbox, subject, displayName, facts, lang }) {
      await assertSandbox(tenants, sandbox);
      const issuer = issuerOf(sandbox);
      return accounts.signedIn(
        { issuer, subject, displayName, facts, trustLevel: 'substantial', idToken: null },
        lang,
        sandbox,
      );
    },
    async signIn(person): Promise<CookieChange> {
      const token = newSecret();
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + personSessionSeconds * 1000);
      await db.tx({ person }, async (tx) => {
        // Only made-up people: this would open any account otherwise.
        if ((await selectSandboxOf(tx, person)) === null) throw new Error('not a person of a sandbox');
        const row = { id: newUuid(), tokenHash: hashToken(token), now, expiresAt, idToken: null };
        await insertPersonSession(tx, { ...row, person, trustLevel: 'substantial' });
      });
      return { name: 'sitzung', value: personTokenPrefix + token, maxAgeSeconds: personSessionSeconds };
    },
    of: (person: PersonId) => db.tx({ person }, (tx) => selectSandboxOf(tx, person)),
    async letIn({ staff, sandbox }) {
      await assertSandbox(tenants, sandbox);
      const known = await db.tx({ tenant: staff.tenant }, (tx) => tenants.coordinatorOf(tx, staff.tenant, staff.staff));
      if (known === null) throw new Error('staff without a subject at the identity provider');
      const { issuer, subject, displayName, email } = known;
      await db.tx({ tenant: sandbox }, (tx) =>
        tenants.enrolStaff(tx, { tenant: sandbox, email, roles: ['case-worker'], issuer, subject, displayName }),
      );
    },
    async move({ from, cookie, to }) {
      const token = newSecret();
      const moved = await db.tx({ tenant: from }, (tx) =>
        switchWorkplace(tx, {
          oldHash: hashToken(cookie.slice(staffTokenPrefix.length)),
          tenant: to,
          session: newUuid(),
          newHash: hashToken(token),
          now: clock.now(),
        }),
      );
      sessions.forget(cookie);
      if (moved === null) return null;
      return { name: 'amt-sitzung', value: staffTokenPrefix + token, maxAgeSeconds: staffSessionSeconds };
    },
  };
}

async function assertSandbox(tenants: Pick<IdentityService, 'tenant'>, sandbox: TenantId): Promise<void> {
  const tenant = await tenants.tenant(sandbox);
  if (tenant?.isSandbox !== true) throw new Error('not a sandbox');
}
