import { AppError } from '#kernel/errors';
import { type RequestContext } from '#kernel/http';

export const defaultLimit = 100;
export const maxLimit = 500;

export interface ApiList<T> {
  items: readonly T[];
  total: number;
  /** Address of the next page, null on the last one. */
  next: string | null;
}

/** One page of a list by `limit` and `offset`; the other parameters are kept in `next`. */
export function pageOf<T>(ctx: RequestContext, all: readonly T[]): ApiList<T> {
  const limit = readNumber(ctx, 'limit', defaultLimit, 1, maxLimit);
  const offset = readNumber(ctx, 'offset', 0, 0, 10_000_000);
  const items = all.slice(offset, offset + limit);
  const end = offset + items.length;
  const following = new URLSearchParams(ctx.query);
  following.set('limit', String(limit));
  following.set('offset', String(end));
  const hasMore = items.length > 0 && end < all.length;
  return { items, total: all.length, next: hasMore ? `${ctx.url.pathname}?${following.toString()}` : null };
}

function readNumber(ctx: RequestContext, name: string, preset: number, least: number, most: number): number {
  const text = ctx.query.get(name);
  if (text === null) return preset;
  const value = /^\d{1,8}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new AppError('invalid', 'web/bad-parameter', {
      detail: `${name} must be a whole number from ${String(least)} to ${String(most)}`,
      problems: [{ field: `/${name}`, code: 'out-of-range' }],
    });
  }
  return value;
}
