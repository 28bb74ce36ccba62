import { type CookieChange, localPath, type RequestContext, type Route } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { Alert, LinkButton, Page, shell } from '#ui';
import { type SignInProvider } from '../domain/ports.ts';
import { homeOf } from '../domain/home.ts';
import { identityPaths } from '../paths.ts';
import { personSessionSeconds, staffSessionSeconds } from '../open-session.ts';
import { type Realm, type SignIn } from '../sign-in.ts';
import { personTokenPrefix, type SessionCache, staffTokenPrefix } from '../sessions.ts';
import { deletePersonSession, deleteStaffSession } from '../store/sessions.ts';
import { identityTexts } from '../texts/index.ts';

interface Deps {
  kernel: Kernel;
  signIn: SignIn;
  providers: Record<Realm, SignInProvider | null>;
  sessions: SessionCache;
}

const attemptCookie = 'anmeldung';
/** Several tabs may start signing in; each attempt stays usable. */
const keptAttempts = 3;

const sessionCookie = { citizen: 'sitzung', staff: 'amt-sitzung' } as const;

function page(ctx: RequestContext, realm: Realm, deps: Deps) {
  const t = identityTexts(ctx.lang).signIn;
  const isStaff = realm === 'staff';
  const invitation = isStaff ? ctx.query.get('einladung') : null;
  const start = new URLSearchParams({
    start: '1',
    zurueck: localPath(ctx.query.get('zurueck')) ?? (isStaff ? '/amt' : '/konto'),
  });
  if (invitation !== null) start.set('einladung', invitation);
  const path = isStaff ? identityPaths.staffSignIn : identityPaths.signIn;
  return (
    <Page ctx={shell(ctx)} title={isStaff ? t.staffTitle : t.title} lead={isStaff ? t.staffLead : t.lead}>
      {invitation === null ? null : <Alert lang={ctx.lang} kind="info" title={t.invitation} />}
      {isStaff ? null : <p class="kern-body">{t.what}</p>}
      <LinkButton href={`${path}?${start.toString()}`} label={t.button(deps.providers[realm]?.name ?? '')} />
    </Page>
  );
}

function signInPage(realm: Realm, deps: Deps): Route['handle'] {
  return async (ctx) => {
    if (ctx.query.get('start') !== '1') return { kind: 'page', page: page(ctx, realm, deps) };
    const returnTo = localPath(ctx.query.get('zurueck')) ?? (realm === 'staff' ? '/amt' : '/konto');
    const { url, state } = await deps.signIn.begin(realm, returnTo, ctx.query.get('einladung'));
    const attempts = [...attemptsOf(ctx), state].slice(-keptAttempts);
    return {
      kind: 'redirect',
      to: url,
      cookies: [{ name: attemptCookie, value: attempts.join('.'), maxAgeSeconds: 900 }],
    };
  };
}

function attemptsOf(ctx: RequestContext): string[] {
  return (ctx.cookies[attemptCookie] ?? '').split('.').filter((part) => part !== '');
}

function returnPage(realm: Realm, deps: Deps): Route['handle'] {
  return async (ctx) => {
    const callbackUrl = new URL(ctx.url.pathname + ctx.url.search, deps.kernel.config.publicUrl);
    const { token, returnTo } = await deps.signIn.finish(realm, callbackUrl, attemptsOf(ctx), ctx.lang);
    const prefix = realm === 'citizen' ? personTokenPrefix : staffTokenPrefix;
    const seconds = realm === 'citizen' ? personSessionSeconds : staffSessionSeconds;
    return {
      kind: 'redirect',
      to: returnTo === '/amt' ? await homeWith(prefix + token, deps) : returnTo,
      cookies: [{ name: sessionCookie[realm], value: prefix + token, maxAgeSeconds: seconds }],
    };
  };
}

async function homeWith(token: string, { sessions }: Deps): Promise<string> {
  const session = await sessions.resolve(token);
  return homeOf(session?.kind === 'staff' ? session.actions : new Set());
}

function signOut(realm: Realm, deps: Deps): Route['handle'] {
  return async (ctx) => {
    const cookies: CookieChange[] = [{ name: sessionCookie[realm], value: null }];
    const token = ctx.cookies[sessionCookie[realm]];
    if (token !== undefined) deps.sessions.forget(token);
    const idToken = await endSession(ctx, realm, deps);
    const home = new URL('/', deps.kernel.config.publicUrl).href;
    // The provider's own session ends too, or the next click would sign in again without a question.
    const providerUrl = await deps.providers[realm]?.endSessionUrl(idToken, home).catch(() => null);
    return { kind: 'redirect', to: providerUrl ?? '/', cookies };
  };
}

async function endSession(ctx: RequestContext, realm: Realm, deps: Deps): Promise<string | null> {
  const { db } = deps.kernel;
  if (realm === 'citizen' && ctx.person) {
    const { person, sessionId } = ctx.person;
    return db.tx({ person }, (tx) => deletePersonSession(tx, sessionId));
  }
  if (realm === 'staff' && ctx.staff) {
    const { tenant, sessionId } = ctx.staff;
    return db.tx({ tenant }, (tx) => deleteStaffSession(tx, sessionId));
  }
  return null;
}

export function signInRoutes(deps: Deps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'public' } } as const;
  const get = (path: string, name: string, handle: Route['handle']): Route => ({
    ...base,
    method: 'GET',
    path,
    name,
    rate: 'sign-in',
    handle,
  });
  const post = (path: string, name: string, handle: Route['handle']): Route => ({
    ...base,
    method: 'POST',
    path,
    name,
    rate: 'write',
    handle,
  });
  return [
    get(identityPaths.signIn, 'identity.sign-in', signInPage('citizen', deps)),
    get(identityPaths.signInReturn, 'identity.sign-in-return', returnPage('citizen', deps)),
    post(identityPaths.signOut, 'identity.sign-out', signOut('citizen', deps)),
    get(identityPaths.staffSignIn, 'identity.staff-sign-in', signInPage('staff', deps)),
    get(identityPaths.staffSignInReturn, 'identity.staff-sign-in-return', returnPage('staff', deps)),
    post(identityPaths.staffSignOut, 'identity.staff-sign-out', signOut('staff', deps)),
  ];
}
