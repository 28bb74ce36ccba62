import { type Mode } from '../config/types.ts';
import { type RateClass } from './types.ts';

/** Requests per address and minute. One table, so that operators and tests read the same numbers. */
export const rateLimitsPerMinute: Readonly<Record<RateClass, number>> = {
  page: 600,
  write: 120,
  'sign-in': 20,
  api: 1200,
  upload: 60,
  asset: 6000,
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
