import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { readPage, type PageRequest } from '../domain/limits.ts';
import { type Scope } from '../domain/scopes.ts';
import { refusal } from '../errors.ts';
import { type Caller, type OAuth } from '../oauth.ts';
import { toProblem } from './problem.ts';

type Basics = Pick<Route, 'method' | 'path' | 'name'> & Partial<Pick<Route, 'body' | 'maxBodyBytes'>>;

/** A call of the protocol that needs no token. */
export function openRoute(basics: Basics & { handle: Route['handle'] }): Route {
  return {
    surface: 'api',
    access: { kind: 'protocol', why: 'FIT-Connect: public keys and destinations are readable without a token' },
    rate: 'api',
    mapError: toProblem,
    ...basics,
  };
}

/** A call with a bearer token that holds one of the scopes. */
export function tokenRoute(
  oauth: OAuth,
  scopes: readonly Scope[],
  { handle, ...basics }: Basics & { handle: (ctx: RequestContext, caller: Caller) => Promise<Reply> },
): Route {
  return {
    surface: 'api',
    access: { kind: 'protocol', why: 'FIT-Connect: bearer token with scope, rights by row ownership' },
    rate: 'api',
    mapError: toProblem,
    ...basics,
    async handle(ctx) {
      return handle(ctx, await oauth.authenticate(ctx.headers['authorization'], scopes));
    },
  };
}

export function pageOf(ctx: RequestContext): PageRequest {
  const page = readPage(ctx.query);
  if (!page) throw refusal('request-invalid', 'offset and limit must be whole numbers.');
  return page;
}

export function param(ctx: RequestContext, name: string): string {
  return ctx.params[name] ?? '';
}

/** Bodies that are no JSON say so in their type (reference 5.2, 7.1). */
export function requireJose(ctx: RequestContext): void {
  const type = (ctx.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/jose') throw refusal('unsupported-media-type', 'Expected application/jose.');
}

export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', status, body, contentType: 'application/json' };
}

/** One page of a list under its member name (reference 5.4, 7.1). */
export function paged(page: PageRequest, total: number, member: string, entries: readonly unknown[]): Reply {
  return json({ offset: page.offset, count: entries.length, totalCount: total, [member]: entries });
}

export const noContent: Reply = { kind: 'empty', status: 204 };
