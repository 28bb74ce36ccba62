import { AppError } from '../errors/index.ts';
import { type ReadinessCheck } from './options.ts';
import { cookieNames } from './cookies.ts';
import { localPath } from './local-path.ts';
import { type HttpMetrics } from './metrics.ts';
import { type Reply, type Route } from './types.ts';

const checkTimeoutMs = 3_000;

interface CheckResult {
  name: string;
  ok: boolean;
  /** Error code or class, never a message: this address is open to all. */
  reason?: string;
}

async function runCheck(check: ReadinessCheck): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppError('unavailable', 'http/check-timeout')), checkTimeoutMs);
  });
  try {
    await Promise.race([check.check(), late]);
    return { name: check.name, ok: true };
  } catch (error) {
    const reason = error instanceof AppError ? error.code : error instanceof Error ? error.name : 'unknown';
    return { name: check.name, ok: false, reason };
  } finally {
    clearTimeout(timer);
  }
}

export interface SystemRouteParts {
  readiness: readonly ReadinessCheck[];
  metrics: HttpMetrics;
  isStopping(): boolean;
  /** False without master key: then nobody sees pages and the language switch is pointless. */
  hasPages: boolean;
}

const open = { method: 'GET', access: { kind: 'public' }, rate: 'page' } as const;

function languageSwitch(query: URLSearchParams): Reply {
  const chosen = query.get('auf');
  if (chosen !== 'de' && chosen !== 'en') throw new AppError('not-found', 'http/not-found');
  return {
    kind: 'redirect',
    to: localPath(query.get('zurueck')) ?? '/',
    cookies: [{ name: cookieNames.lang, value: chosen, maxAgeSeconds: 60 * 60 * 24 * 365 }],
  };
}

/** Addresses that every process has, whatever its roles. */
export function systemRoutes(parts: SystemRouteParts): Route[] {
  const noStore = { 'cache-control': 'no-store' };
  const routes: Route[] = [
    {
      ...open,
      path: '/healthz',
      name: 'http.health',
      surface: 'api',
      handle: async () => ({ kind: 'json', body: { ok: true }, headers: noStore }),
    },
    {
      ...open,
      path: '/readyz',
      name: 'http.ready',
      surface: 'api',
      async handle() {
        const checks = await Promise.all(parts.readiness.map(runCheck));
        if (parts.isStopping()) checks.unshift({ name: 'running', ok: false, reason: 'http/stopping' });
        const ready = checks.every((check) => check.ok);
        return { kind: 'json', status: ready ? 200 : 503, body: { ready, checks }, headers: noStore };
      },
    },
    {
      ...open,
      path: '/metrics',
      name: 'http.metrics',
      surface: 'api',
      async handle() {
        const { registry } = parts.metrics;
        return { kind: 'text', body: await registry.metrics(), contentType: registry.contentType, headers: noStore };
      },
    },
    {
      ...open,
      path: '/robots.txt',
      name: 'http.robots',
      surface: 'api',
      handle: async () => ({
        kind: 'text',
        // Pages behind a sign-in are of no use to search engines.
        body: 'User-agent: *\nDisallow: /konto\nDisallow: /postfach\nDisallow: /amt\nDisallow: /betrieb\nDisallow: /anmelden\n',
        contentType: 'text/plain; charset=utf-8',
      }),
    },
  ];
  if (parts.hasPages) {
    routes.push({
      ...open,
      path: '/sprache',
      name: 'http.language',
      surface: 'page',
      handle: async (ctx) => languageSwitch(ctx.query),
    });
  }
  return routes;
}
