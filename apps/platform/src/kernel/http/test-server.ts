import { h } from 'preact';
import { fixedClock } from '../clock/index.ts';
import { type Config } from '../config/types.ts';
import { type PersonId, type StaffId, type TenantId } from '../ids/index.ts';
import { type Logger } from '../logging/index.ts';
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
  type Reply,
  type RequestContext,
  type Route,
  type Session,
} from './index.ts';

/** Tokens that the session port of the tests knows. */
export const who = { person: 'person-token', staff: 'staff-token', operator: 'operator-token' };

const staffSession = {
  kind: 'staff',
  sessionId: 's2',
  staff: 'f0000000-0000-4000-8000-000000000001' as StaffId,
  tenant: 'a0000000-0000-4000-8000-000000000001' as TenantId,
  displayName: 'Kim',
  roles: ['clerk'],
  actions: new Set(['case.read']),
} as const;

const sessions: Readonly<Record<string, Session>> = {
  [who.person]: {
    kind: 'person',
    sessionId: 's1',
    person: 'b0000000-0000-4000-8000-000000000001' as PersonId,
    displayName: 'Erika',
    trustLevel: 'substantial',
  },
  [who.staff]: { ...staffSession, isOperator: false },
  [who.operator]: { ...staffSession, isOperator: true },
};

export function memoryLog(lines: Record<string, unknown>[] = []): Logger {
  const write = (fields: Record<string, unknown>, message: string): void => void lines.push({ ...fields, message });
  const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}

export function testConfig(publicUrl: string, mode: Config['mode'] = 'test'): Config {
  return {
    mode,
    roles: new Set(['web']),
    host: '127.0.0.1',
    port: 0,
    publicUrl: new URL(publicUrl),
    dataDir: '/nonexistent',
    database: { url: null, migrationUrl: null, keysUrl: null, queueUrl: null, transportUrl: null },
    masterKey: new Uint8Array(32),
    citizenSignIn: { issuer: 'https://id.example/realm', clientId: 'c', clientSecret: 's', name: 'ID' },
    staffSignIn: null,
    mail: null,
    fitConnect: { kind: 'own' },
    certificates: { anchorFiles: [], revocationListFiles: [] },
    scanner: null,
    allowedHosts: [],
    logLevel: 'silent',
  };
}

type Overrides = Partial<HttpServerOptions> & { publicUrl?: string; mode?: Config['mode'] };

export function start({ publicUrl, mode, ...overrides }: Overrides): Promise<HttpServer> {
  return createHttpServer({
    config: testConfig(publicUrl ?? 'http://localhost:8080', mode),
    log: memoryLog(),
    clock: fixedClock(new Date('2026-01-15T10:00:00Z')),
    sessions: { resolve: async (token) => sessions[token] ?? null },
    routes: [],
    errorTexts: {},
    errorPage: null,
    derive: () => new Uint8Array(32).fill(7),
    readiness: [],
    ...overrides,
  });
}

export function route(part: Partial<Route> & Pick<Route, 'path' | 'name' | 'handle'>): Route {
  return { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'page', ...part };
}

export function page(ctx: RequestContext, text: string): Reply {
  return { kind: 'page', page: h('html', {}, h('p', {}, text), h('input', { name: '_csrf', value: ctx.csrfToken })) };
}

/** Opens a page as a browser tab would and keeps its form token and cookie. */
export async function token(server: HttpServer, url: string, cookie: string) {
  const response = await server.inProcess({ method: 'GET', url, headers: cookie === '' ? {} : { cookie } });
  const csrf = /value="([\w-]{43})"/.exec(Buffer.from(response.body).toString())?.[1] ?? '';
  const setCookie = response.headers['set-cookie'];
  return { csrf, setCookie, cookie: setCookie?.split(';')[0] ?? '' };
}
