import { type CriteriaCatalogue } from '../types.ts';

type Dated = Pick<CriteriaCatalogue, 'catalogue' | 'version' | 'validFrom' | 'validTo' | 'graceDays'>;

/** ISO day `days` after `day`. */
export function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The version of a set that is in force on a day: of those valid, the one that began last. */
export function inForce<T extends Dated>(versions: readonly T[], catalogue: string, today: string): T | null {
  const valid = versions.filter(
    (one) => one.catalogue === catalogue && one.validFrom <= today && (one.validTo === null || today <= one.validTo),
  );
  return valid.toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0] ?? null;
}

export interface ExpiryFacts {
  used: Dated;
  /** All versions of all sets. */
  versions: readonly Dated[];
  /** Day on which a version of the service with a higher major number was published, null when there is none. */
  newerMajorOn: string | null;
}

/**
 * The last day on which an assessment counts, null: no end in sight. It ends with the criteria (the grace period of
 * the version that replaces them runs on), and with the next major version of the service.
 */
export function expiryOf({ used, versions, newerMajorOn }: ExpiryFacts): string | null {
  const next = versions
    .filter((one) => one.catalogue === used.catalogue && one.validFrom > used.validFrom)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))[0];
  const ends = [next === undefined ? used.validTo : daysAfter(next.validFrom, next.graceDays), newerMajorOn].filter(
    (day) => day !== null,
  );
  return ends.toSorted()[0] ?? null;
}

/** Of a semantic version. */
export function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}
