const megabyte = 1_000_000;

/** Sizes in bytes of what travels, that is of the JWE. */
export interface Limits {
  attachmentBytes: number;
  attachments: number;
  /** All attachments of one submission or reply. */
  totalBytes: number;
  /** Body of a submit: metadata and data together. */
  submitBytes: number;
}

/** What FIT-Connect allows (reference 11); a setting may lower it, never raise it. */
export const specifiedLimits: Limits = {
  attachmentBytes: 500 * megabyte,
  attachments: 100,
  totalBytes: 2000 * megabyte,
  submitBytes: 50 * megabyte,
};

/** Smaller than the specification: an installation that wants more says so. */
export const defaultLimits: Limits = {
  attachmentBytes: 100 * megabyte,
  attachments: 100,
  totalBytes: 500 * megabyte,
  submitBytes: 10 * megabyte,
};

export function effectiveLimits(configured: Partial<Limits> = {}): Limits {
  const wanted = { ...defaultLimits, ...configured };
  return {
    attachmentBytes: Math.min(wanted.attachmentBytes, specifiedLimits.attachmentBytes),
    attachments: Math.min(wanted.attachments, specifiedLimits.attachments),
    totalBytes: Math.min(wanted.totalBytes, specifiedLimits.totalBytes),
    submitBytes: Math.min(wanted.submitBytes, specifiedLimits.submitBytes),
  };
}

export interface PageRequest {
  offset: number;
  limit: number;
}

/** At most 500 entries per page, 100 when the caller does not say (reference 11). Undefined: not a usable number. */
export function readPage(query: URLSearchParams): PageRequest | undefined {
  const number = (name: string, preset: number): number => {
    const text = query.get(name);
    if (text === null || text === '') return preset;
    return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  };
  const offset = number('offset', 0);
  const limit = number('limit', 100);
  if (Number.isNaN(offset) || Number.isNaN(limit)) return undefined;
  return { offset, limit: Math.min(limit, 500) };
}
