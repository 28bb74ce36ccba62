/** The content cannot be opened with this key, now or later. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
}

export type FitConnectErrorFields = {
  /** HTTP status, 0 when no answer came or the error was found on our side. */
  status: number;
  /** Problem type URI of the service, or `urn:verbund:fit-connect:<slug>` for errors found on our side. */
  type: string;
  title: string;
  detail: string;
  /** True when the same call may succeed later. */
  retryable: boolean;
  /** Pause the service asked for, in milliseconds. */
  retryAfterMs?: number;
  cause?: unknown;
};

/** A call failed. */
export class FitConnectError extends Error {
  override readonly name = 'FitConnectError';
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(fields: FitConnectErrorFields) {
    super(`${fields.title}: ${fields.detail}`, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.status = fields.status;
    this.type = fields.type;
    this.title = fields.title;
    this.detail = fields.detail;
    this.retryable = fields.retryable;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/** Builds the error for something found on our side, without an HTTP answer. */
export function localError(
  slug: string,
  detail: string,
  options: { retryable?: boolean; cause?: unknown } = {},
): FitConnectError {
  return new FitConnectError({
    status: 0,
    type: `urn:verbund:fit-connect:${slug}`,
    title: slug,
    detail,
    retryable: options.retryable ?? false,
    cause: options.cause,
  });
}
