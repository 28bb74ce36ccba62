import { type FastifyRequest } from 'fastify';
import { type Lang } from '../ids/index.ts';
import { type Logger } from '../logging/index.ts';
import { type Visitors } from './access.ts';
import { type CookieJar, cookieNames } from './cookies.ts';
import { type Csrf, isBrowserId } from './csrf.ts';
import { pickLanguage } from './language.ts';
import { localPath } from './local-path.ts';
import { type Multipart } from './multipart.ts';
import { type CookieChange, type RequestContext, type Route, type UploadedFile } from './types.ts';

export type Cookies = Readonly<Record<string, string | undefined>>;

/** What the kernel knows about a request beyond Fastify's own fields; lives as long as the request. */
export interface RequestState {
  route: Route | null;
  cookies: Cookies;
  lang: Lang;
  visitors: Visitors;
  /** Set when a form token was made: then the answer belongs to this browser and carries the cookie. */
  newCookies: CookieChange[];
  tokenUsed: boolean;
  errorCode: string | undefined;
}

export function createState(request: FastifyRequest, route: Route | null, jar: CookieJar): RequestState {
  const cookies = route?.surface === 'api' ? {} : jar.read(request.headers.cookie);
  return {
    route,
    cookies,
    lang: pickLanguage(cookies[cookieNames.lang], request.headers['accept-language']),
    visitors: { person: null, staff: null },
    newCookies: [],
    tokenUsed: false,
    errorCode: undefined,
  };
}

/** The session that forms on this page are bound to: staff pages to the staff session, others to the person's. */
function boundSession(route: Route, cookies: Cookies): string {
  const person = cookies[cookieNames.person];
  const staff = cookies[cookieNames.staff];
  const forStaff = route.access.kind === 'staff' || route.access.kind === 'operator';
  return (forStaff ? (staff ?? person) : (person ?? staff)) ?? '';
}

/** A public page cannot know whether its form goes to a person's or a staff route, so either session counts. */
export function acceptedSessions(cookies: Cookies): readonly string[] {
  const held = [cookies[cookieNames.person], cookies[cookieNames.staff]].filter((token) => token !== undefined);
  return held.length === 0 ? [''] : held;
}

function formToken(state: RequestState, route: Route, csrf: Csrf): string {
  state.tokenUsed = true;
  let browserId = state.cookies[cookieNames.csrf];
  if (!isBrowserId(browserId)) {
    browserId = state.newCookies.find((cookie) => cookie.name === cookieNames.csrf)?.value ?? undefined;
  }
  if (browserId === undefined) {
    browserId = csrf.newBrowserId();
    state.newCookies.push({ name: cookieNames.csrf, value: browserId });
  }
  return csrf.token(browserId, boundSession(route, state.cookies));
}

function flatHeaders(headers: FastifyRequest['headers']): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

async function* noFiles(): AsyncGenerator<UploadedFile> {
  yield* [];
}

export interface ContextParts {
  request: FastifyRequest;
  route: Route;
  state: RequestState;
  csrf: Csrf | null;
  form: URLSearchParams;
  multipart: Multipart | null;
  body: unknown;
  /** Of the server; each request gets one of its own. */
  log: Logger;
  now: Date;
  publicOrigin: string;
}

function parsePath(rawUrl: string, publicOrigin: string): URL {
  // Joined as text: resolving '//evil.example' against a base would change the host.
  return new URL(publicOrigin + (rawUrl.startsWith('/') ? rawUrl : '/'));
}

export function buildContext(parts: ContextParts): RequestContext {
  const { request, route, state, csrf, form } = parts;
  let url: URL | undefined;
  let token: string | undefined;
  let log: Logger | undefined;
  const parsedUrl = (): URL => (url ??= parsePath(request.url, parts.publicOrigin));
  return {
    requestId: request.id,
    method: request.method,
    // Address and log are made on first use: most calls of programs need neither.
    get url() {
      return parsedUrl();
    },
    params: readParams(request.params),
    get query() {
      return parsedUrl().searchParams;
    },
    form,
    files: parts.multipart?.files ?? noFiles(),
    body: parts.body,
    headers: flatHeaders(request.headers),
    cookies: state.cookies,
    lang: state.lang,
    person: state.visitors.person,
    staff: state.visitors.staff,
    // Made on first use: pages without a form set no cookie.
    get csrfToken() {
      token ??= csrf === null ? '' : formToken(state, route, csrf);
      return token;
    },
    get log() {
      log ??= parts.log.child({ requestId: request.id, route: route.name });
      return log;
    },
    now: parts.now,
    remoteAddress: request.ip,
    returnTo: localPath(form.get('_return')),
  };
}

function readParams(params: unknown): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  if (typeof params === 'object' && params !== null) {
    for (const [name, value] of Object.entries(params)) named[name] = String(value);
  }
  return named;
}
