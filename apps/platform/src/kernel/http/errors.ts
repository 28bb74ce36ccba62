import { AppError, type CodeText, type ErrorKind, type ErrorTexts } from '../errors/index.ts';
import { type Lang } from '../ids/index.ts';

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** Conditions of HTTP itself, which no service can throw, have their own numbers. */
const statusOfCode: Readonly<Record<string, number>> = {
  'http/method-not-allowed': 405,
  'http/body-timeout': 408,
  'http/headers-too-large': 431,
};

export function statusOf(error: AppError): number {
  return statusOfCode[error.code] ?? statusOfKind[error.kind];
}

// PostgreSQL error classes 08 (connection), 53 (resources), 57P (shutdown, starting up), and the sockets below it.
const unavailableCodes = /^(?:08...|53...|57P0[123]|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/;
const unavailableMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after)/;

function isUnavailable(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code');
  return (typeof code === 'string' && unavailableCodes.test(code)) || unavailableMessages.test(error.message);
}

const frameworkCodes: Readonly<Record<string, { kind: ErrorKind; code: string }>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { kind: 'unsupported', code: 'http/unsupported-type' },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { kind: 'unsupported', code: 'http/unsupported-type' },
  FST_PARTS_LIMIT: { kind: 'too-large', code: 'http/too-many-parts' },
  FST_FILES_LIMIT: { kind: 'too-large', code: 'http/too-many-parts' },
  FST_FIELDS_LIMIT: { kind: 'too-large', code: 'http/too-many-parts' },
  FST_PROTO_VIOLATION: { kind: 'invalid', code: 'http/bad-request' },
  FST_INVALID_JSON_FIELD_ERROR: { kind: 'invalid', code: 'http/bad-request' },
  FST_MP_PREMATURE_CLOSE: { kind: 'invalid', code: 'http/bad-request' },
  FST_ERR_BAD_URL: { kind: 'invalid', code: 'http/bad-request' },
};

// What the multipart parser says about a damaged body, in plain errors without codes.
const damagedMultipart = /(?:terminated early|Unexpected end of multipart|Boundary not found|Malformed)/;

/** Any thrown value as an AppError; what nobody foresaw becomes 'internal' and keeps its cause for the log. */
export function toAppError(thrown: unknown): AppError {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof AppError) return error;
    const code: unknown = Reflect.get(error, 'code');
    const known = typeof code === 'string' ? frameworkCodes[code] : undefined;
    if (known !== undefined) return new AppError(known.kind, known.code, { cause: thrown, params: { expected: '–' } });
    if (damagedMultipart.test(error.message)) return new AppError('invalid', 'http/bad-request', { cause: thrown });
    const status: unknown = Reflect.get(error, 'statusCode') ?? Reflect.get(error, 'status');
    if (status === 400) return new AppError('invalid', 'http/bad-request', { cause: thrown });
    if (isUnavailable(error)) return new AppError('unavailable', 'http/unavailable', { cause: thrown });
  }
  return new AppError('internal', 'http/internal', { cause: thrown });
}

const fallbackCode: Readonly<Record<ErrorKind, string>> = {
  invalid: 'http/bad-request',
  unauthenticated: 'http/signed-out',
  forbidden: 'http/forbidden',
  'not-found': 'http/not-found',
  conflict: 'http/bad-request',
  gone: 'http/not-found',
  'too-large': 'http/too-large',
  unsupported: 'http/unsupported-type',
  limited: 'http/limited',
  unavailable: 'http/unavailable',
  internal: 'http/internal',
};

export function textOf(error: AppError, texts: ErrorTexts, lang: Lang): CodeText {
  const entry = texts[error.code] ?? texts[fallbackCode[error.kind]];
  const text = entry?.[lang] ?? { title: error.code, text: '' };
  const fill = (pattern: string): string =>
    pattern.replace(/\{(\w+)\}/g, (_match, name: string) => String(error.params[name] ?? '–'));
  return { title: fill(text.title), text: fill(text.text) };
}
