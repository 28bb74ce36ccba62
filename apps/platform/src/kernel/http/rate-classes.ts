import { type Mode } from '../config/types.ts';
import { type RateClass } from './types.ts';

/**
 * Requests per minute and address, `client` per caller with a token. One table, so that operators and tests read the
 * same numbers. A submission takes 4 to 8 calls: `client` is good for 25 to 50 submissions a second, `protocol` for
 * several such clients behind one address.
 */
export const rateLimitsPerMinute: Readonly<Record<RateClass, number>> = {
  page: 600,
  write: 120,
  'sign-in': 20,
  api: 1200,
  upload: 60,
  asset: 6000,
  protocol: 48_000,
  client: 12_000,
};

/** Demo and test machines send everything from one address; the limits stay in force, only far away. */
const relaxedFactor = 10_000;

export type RateSetting = 'off' | { factor: number };

export function defaultRateSetting(mode: Mode): RateSetting {
  return { factor: mode === 'production' ? 1 : relaxedFactor };
}

export function limitOf(rate: RateClass, setting: RateSetting): number {
  return setting === 'off'
    ? Number.MAX_SAFE_INTEGER
    : Math.max(1, Math.floor(rateLimitsPerMinute[rate] * setting.factor));
}

/** Programs slow down by the RateLimit headers; browsers have no use for them. */
export const announcedClasses: ReadonlySet<RateClass> = new Set(['api', 'protocol', 'client']);
