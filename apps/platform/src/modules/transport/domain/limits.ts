const megabyte = 1_000_000;

/** Sizes in bytes of what travels, that is of the JWE. */
export interface Limits {
  attachmentBytes: number;
  attachments: number;
  /** All attachments of one submission or reply. */
  totalBytes: number;
  metadataBytes: number;
  dataBytes: number;
}

/**
 * What FIT-Connect allows (reference 11). The sizes of metadata and data are our choice: they are held in memory, and
 * whatever is larger goes as an attachment with purpose `data`. A setting may lower a limit, never raise it.
 */
export const specifiedLimits: Limits = {
  attachmentBytes: 500 * megabyte,
  attachments: 100,
  totalBytes: 2000 * megabyte,
  metadataBytes: 5 * megabyte,
  dataBytes: 25 * megabyte,
};

export function effectiveLimits(configured: Partial<Limits> = {}): Limits {
  const lower = (name: keyof Limits): number => Math.min(configured[name] ?? Infinity, specifiedLimits[name]);
  return {
    attachmentBytes: lower('attachmentBytes'),
    attachments: lower('attachments'),
    totalBytes: lower('totalBytes'),
    metadataBytes: lower('metadataBytes'),
    dataBytes: lower('dataBytes'),
  };
}

/** Of a whole submit: both parts and the JSON around them. */
export function submitBytes({ metadataBytes, dataBytes }: Limits): number {
  return metadataBytes + dataBytes + 1000;
}

export interface PageRequest {
  offset: number;
  limit: number;
}

/** Entries that a list counts beyond its page: a full inbox must not be gone through for every look at its first page. */
const countedAhead = 1_000;

export function countedRows({ offset, limit }: PageRequest): number {
  return offset + limit + countedAhead;
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
