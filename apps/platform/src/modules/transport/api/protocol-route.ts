import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { readPage, type PageRequest } from '../domain/limits.ts';
import { type Right } from '../domain/scopes.ts';
import { refusal } from '../errors.ts';
import { type Caller } from '../caller.ts';
import { type OAuth } from '../oauth.ts';
import { toProblem } from './problem.ts';

type Basics = Pick<Route, 'method' | 'path' | 'name'> & Partial<Pick<Route, 'body' | 'maxBodyBytes'>>;

/** A call of the protocol that needs no token. */
export function openRoute(basics: Basics & { handle: Route['handle'] }): Route {
  return {
    surface: 'api',
    access: { kind: 'protocol', why: 'FIT-Connect: public keys and destinations are readable without a token' },
    rate: 'protocol',
    mapError: toProblem,
    ...basics,
  };
}

/** A call with a bearer token that has one of the rights. */
export function tokenRoute(
  oauth: OAuth,
  rights: readonly Right[],
  { handle, ...basics }: Basics & { handle: (ctx: RequestContext, caller: Caller) => Promise<Reply> },
): Route {
  return {
    surface: 'api',
    access: { kind: 'protocol', why: 'FIT-Connect: bearer token with scope, rights by row ownership' },
    rate: 'protocol',
    mapError: toProblem,
    admit: async (authorization) => (await oauth.authenticate(authorization, rights)).client,
    ...basics,
    async handle(ctx) {
      // Remembered since `admit`.
      return handle(ctx, await oauth.authenticate(ctx.headers['authorization'], rights));
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

/** An id from the path. Some platforms print UUIDs in capitals; ours are lower case. */
export function idParam(ctx: RequestContext, name: string): string {
  return param(ctx, name).toLowerCase();
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
