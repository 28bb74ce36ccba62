import { AppError } from '../errors/index.ts';
import { cookieNames } from './cookies.ts';
import { localPath } from './local-path.ts';
import { type PersonSession, type Route, type SessionPort, type StaffSession } from './types.ts';

export interface Visitors {
  person: PersonSession | null;
  staff: StaffSession | null;
}

export const nobody: Visitors = { person: null, staff: null };

type Cookies = Readonly<Record<string, string | undefined>>;

/** Looks sessions up only where the route or its page shell can need them, and at most once each per request. */
export async function resolveVisitors(route: Route, cookies: Cookies, sessions: SessionPort): Promise<Visitors> {
  if (route.surface === 'api' || route.access.kind === 'protocol') return nobody;
  const personToken = cookies[cookieNames.person];
  const staffToken = cookies[cookieNames.staff];
  const forStaff = route.access.kind === 'staff' || route.access.kind === 'operator';
  const [person, staff] = await Promise.all([
    forStaff || personToken === undefined ? null : sessions.resolve(personToken),
    route.access.kind === 'person' || staffToken === undefined ? null : sessions.resolve(staffToken),
  ]);
  return {
    // A person's token in the staff cookie (or the other way round) opens nothing.
    person: person?.kind === 'person' ? person : null,
    staff: staff?.kind === 'staff' ? staff : null,
  };
}

export type Verdict = { kind: 'allowed' } | { kind: 'sign-in'; path: string } | { kind: 'refused'; error: AppError };

const allowed: Verdict = { kind: 'allowed' };

/** Deny by default: only the branches below open a route. */
export function judge(route: Route, visitors: Visitors): Verdict {
  const { access } = route;
  switch (access.kind) {
    case 'public':
    case 'protocol':
      return allowed;
    case 'person':
      return visitors.person === null ? signIn(route, '/anmelden') : allowed;
    case 'staff':
    case 'operator': {
      if (visitors.staff === null) return signIn(route, '/amt/anmelden');
      const entitled =
        visitors.staff.actions.has(access.action) && (access.kind === 'staff' || visitors.staff.isOperator);
      return entitled ? allowed : { kind: 'refused', error: new AppError('forbidden', 'http/forbidden') };
    }
  }
}

function signIn(route: Route, path: string): Verdict {
  if (route.method === 'GET') return { kind: 'sign-in', path };
  return { kind: 'refused', error: new AppError('unauthenticated', 'http/signed-out') };
}

export function signInPath(path: string, back: string): string {
  const target = localPath(back);
  return target === null ? path : `${path}?zurueck=${encodeURIComponent(target)}`;
}
