import { AppError } from '#kernel/errors';
import { type RequestContext } from '#kernel/http';
import { type Page, type Window } from '../types.ts';

export const defaultLimit = 100;
export const maxLimit = 500;

export function badParameter(field: string, detail: string): AppError {
  return new AppError('invalid', 'marketplace/bad-parameter', {
    detail,
    problems: [{ field: `/${field}`, code: 'bad-value' }],
  });
}

function readNumber(ctx: RequestContext, name: string, preset: number, least: number, most: number): number {
  const text = ctx.query.get(name);
  if (text === null) return preset;
  const value = /^\d{1,8}$/u.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw badParameter(name, `${name} must be a whole number from ${String(least)} to ${String(most)}`);
}

export const windowOf = (ctx: RequestContext): Window => ({
  limit: readNumber(ctx, 'limit', defaultLimit, 1, maxLimit),
  offset: readNumber(ctx, 'offset', 0, 0, 10_000_000),
});

/** As the other lists of the open API: `next` is the address of the following page, null on the last one. */
export function listReply<T>(ctx: RequestContext, { offset, limit }: Window, { items, total }: Page<T>) {
  const end = offset + items.length;
  const following = new URLSearchParams(ctx.query);
  following.set('limit', String(limit));
  following.set('offset', String(end));
  const hasMore = items.length > 0 && end < total;
  return { items, total, next: hasMore ? `${ctx.url.pathname}?${following.toString()}` : null };
}

/** One of the allowed words, or nothing; anything else is refused. */
export function oneOf<T extends string>(ctx: RequestContext, name: string, allowed: readonly T[]): T | null {
  const text = ctx.query.get(name);
  if (text === null || text === '') return null;
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw badParameter(name, `${name} must be one of ${allowed.join(', ')}`);
  return found;
}

export function numberOrNull(ctx: RequestContext, name: string, least: number, most: number): number | null {
  return ctx.query.get(name) === null ? null : readNumber(ctx, name, 0, least, most);
}
