import { type Route } from './types.ts';

const apiPrefixes = ['/submission-api', '/destination-api', '/routing-api', '/oauth', '/api'];

/** Programs get problem documents, people get pages, also where no route exists. */
export function isApiPath(path: string): boolean {
  return apiPrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

export function pathOf(rawUrl: string | undefined): string {
  const end = rawUrl?.search(/[?#]/) ?? -1;
  return rawUrl === undefined ? '/' : end === -1 ? rawUrl : rawUrl.slice(0, end);
}

/** Which methods exist at a path: only asked when none matched, to tell 405 from 404. */
export function createMethodFinder(routes: readonly Pick<Route, 'method' | 'path'>[]): (path: string) => string[] {
  const patterns = routes.map((route) => ({ method: route.method, pattern: toPattern(route.path) }));
  return (path) => {
    const methods = new Set<string>();
    for (const { method, pattern } of patterns) {
      if (!pattern.test(path)) continue;
      methods.add(method);
      if (method === 'GET') methods.add('HEAD');
    }
    return [...methods].sort();
  };
}

function toPattern(path: string): RegExp {
  const source = path
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}$`);
}
