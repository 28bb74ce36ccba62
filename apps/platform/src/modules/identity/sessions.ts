import { LRUCache } from 'lru-cache';
import { type PersonSession, type Session, type SessionPort, type StaffSession } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type Accounts } from './accounts.ts';
import { actionsOf } from './domain/roles.ts';
import { hashToken } from './domain/token.ts';
import { findPersonSession, findStaffSession, type StaffSessionRow } from './store/sessions.ts';
import { type Action } from './types.ts';

/** Cookie tokens name their realm, so that one lookup suffices: `p.…` person, `s.…` staff. */
export const personTokenPrefix = 'p.';
export const staffTokenPrefix = 's.';

export interface SessionCache extends SessionPort {
  forget(token: string): void;
}

/** Towns and providers have no area below them in which they could create others. */
function allowedActions(row: Pick<StaffSessionRow, 'roles' | 'tenant_kind'>): ReadonlySet<Action> {
  const actions = new Set(actionsOf(row.roles));
  if (row.tenant_kind === 'town' || row.tenant_kind === 'provider') actions.delete('town.create');
  return actions;
}

export function createSessions(kernel: Pick<Kernel, 'db' | 'clock'>, accounts: Accounts): SessionCache {
  const { db, clock } = kernel;
  // A few seconds only: a blocked staff member or a sign-out in another process takes effect that fast.
  const cache = new LRUCache<string, Session>({ max: 20_000, ttl: 5_000 });

  async function person(token: string): Promise<PersonSession | null> {
    const row = await db.tx({}, (tx) => findPersonSession(tx, hashToken(token), clock.now()));
    if (!row) return null;
    const profile = await db.tx({ person: row.person_id }, (tx) => accounts.profile(tx, row.person_id));
    if (!profile) return null;
    return {
      kind: 'person',
      sessionId: row.session_id,
      person: row.person_id,
      displayName: profile.displayName,
      trustLevel: row.trust_level,
      ...(row.sandbox_tenant_id === null ? {} : { sandbox: row.sandbox_tenant_id }),
    };
  }

  async function staff(token: string): Promise<StaffSession | null> {
    const row = await db.tx({}, (tx) => findStaffSession(tx, hashToken(token), clock.now()));
    if (!row) return null;
    return {
      kind: 'staff',
      sessionId: row.session_id,
      staff: row.staff_id,
      tenant: row.tenant_id,
      displayName: row.display_name,
      roles: row.roles,
      actions: allowedActions(row),
      ...(row.is_sandbox ? { isSandbox: true } : {}),
      // The role alone is not enough: a town cannot make an operator by editing its own staff rows.
      hasSeveralWorkplaces: row.workplaces > 1,
      isOperator: row.tenant_kind === 'operator' && row.roles.includes('operator'),
    };
  }

  return {
    async resolve(token) {
      const cached = cache.get(token);
      if (cached) return cached;
      const session = token.startsWith(personTokenPrefix)
        ? await person(token.slice(personTokenPrefix.length))
        : token.startsWith(staffTokenPrefix)
          ? await staff(token.slice(staffTokenPrefix.length))
          : null;
      if (session) cache.set(token, session);
      return session;
    },
    forget(token) {
      cache.delete(token);
    },
  };
}
