import { FitConnectError } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';
import { type Clock, type HttpRequest, type HttpResponse, type HttpTransport, type Sleep } from '../ports.ts';
import { createTokenSource, type TokenSource } from './token.ts';

export type ConnectionOptions = {
  /** Without version, e.g. `https://host/submission-api`. */
  submissionBaseUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  transport: HttpTransport;
  /** Base URLs the service may use as `iss` of its events. Default: `submissionBaseUrl`. */
  serviceIssuers?: readonly string[];
  /** The routing service refuses some values; a plain product token passes. Default `verbund-fit-connect/0.1`. */
  userAgent?: string;
  /** Attempts per call, the first included. Default 4. */
  attempts?: number;
  sleep?: Sleep;
  clock?: Clock;
};

/**
 * `safe`: repeat on every passing failure (reading, and writing that replaces itself).
 * `refused-only`: repeat only where the service said that it did nothing (429, 503); after a lost answer nobody knows.
 */
export type RepeatRule = 'safe' | 'refused-only';

export type Call = {
  method: HttpRequest['method'];
  path: string;
  query?: Record<string, string | number | undefined>;
  json?: unknown;
  jose?: string;
  contentType?: string;
  repeat: RepeatRule;
  /** Default true. */
  authenticated?: boolean;
};

export type Api = {
  call(call: Call): Promise<HttpResponse>;
  json(call: Call): Promise<unknown>;
  text(call: Call): Promise<string>;
};

const passing = new Set([408, 429, 500, 502, 503, 504]);
const withoutEffect = new Set([429, 503]);
const firstPause = 1000;
const longestPause = 30_000;

export const wait: Sleep = (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** Bearer-authenticated calls below one base URL, with repetition. */
export function createApi(
  options: ConnectionOptions,
  baseUrl: string = options.submissionBaseUrl,
  tokens?: TokenSource,
): Api {
  const tokenSource = tokens ?? createTokenSource(options);
  const sleep = options.sleep ?? wait;
  const base = baseUrl.replace(/\/+$/, '');

  async function once(call: Call): Promise<HttpResponse> {
    if (call.authenticated === false) return options.transport(toRequest(base, call, options));
    const token = await tokenSource.get();
    const response = await options.transport(toRequest(base, call, options, token));
    if (response.status !== 401) return response;
    // The service may drop a token before its time; one fresh token, then the refusal is meant.
    tokenSource.drop(token);
    return options.transport(toRequest(base, call, options, await tokenSource.get()));
  }

  async function call(request: Call): Promise<HttpResponse> {
    const attempts = options.attempts ?? 4;
    for (let attempt = 1; ; attempt += 1) {
      const error = await tryOnce(() => once(request));
      if (!(error instanceof FitConnectError)) return error;
      const mayRepeat = error.retryable && (request.repeat === 'safe' || withoutEffect.has(error.status));
      const pause = error.retryAfterMs ?? firstPause * 2 ** (attempt - 1);
      if (!mayRepeat || attempt >= attempts || pause > longestPause) throw error;
      await sleep(pause);
    }
  }

  return {
    call,
    async json(request) {
      const response = await call(request);
      return parseAnswer(response, request);
    },
    async text(request) {
      return new TextDecoder().decode((await call(request)).body).trim();
    },
  };
}

async function tryOnce(send: () => Promise<HttpResponse>): Promise<HttpResponse | FitConnectError> {
  try {
    const response = await send();
    return response.status >= 200 && response.status < 300 ? response : toError(response);
  } catch (cause) {
    if (cause instanceof FitConnectError) return cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    return new FitConnectError({
      status: 0,
      type: 'urn:verbund:fit-connect:no-answer',
      title: 'no-answer',
      detail,
      retryable: true,
      cause,
    });
  }
}

function toRequest(base: string, call: Call, options: ConnectionOptions, token?: string): HttpRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const search = query.size > 0 ? `?${query.toString()}` : '';
  const body = call.jose ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  const contentType = call.contentType ?? (call.jose === undefined ? 'application/json' : 'application/jose');
  return {
    method: call.method,
    url: `${base}${call.path}${search}`,
    headers: {
      accept: 'application/json, application/jose, application/problem+json',
      'user-agent': options.userAgent ?? 'verbund-fit-connect/0.1',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

/** Reads `application/problem+json` (RFC 7807) or an OAuth error; 429 comes without a usable body. */
export function toError(response: HttpResponse): FitConnectError {
  const body = parseJson(response.body)?.value;
  const member = (name: string) => (isObject(body) && typeof body[name] === 'string' ? body[name] : undefined);
  const retryAfter = Number(response.headers['retry-after'] ?? response.headers['ratelimit-reset']);
  return new FitConnectError({
    status: response.status,
    type: member('type') ?? (member('error') ? `urn:ietf:params:oauth:error:${member('error')}` : 'about:blank'),
    title: member('title') ?? member('error') ?? `HTTP ${response.status}`,
    detail: member('detail') ?? member('error_description') ?? `the service answered ${response.status}`,
    retryable: passing.has(response.status),
    ...(Number.isFinite(retryAfter) && retryAfter >= 0 ? { retryAfterMs: retryAfter * 1000 } : {}),
  });
}

function parseAnswer(response: HttpResponse, call: Call): unknown {
  const json = parseJson(response.body);
  if (json) return json.value;
  throw new FitConnectError({
    status: response.status,
    type: 'urn:verbund:fit-connect:invalid-answer',
    title: 'invalid-answer',
    detail: `${call.method} ${call.path} was answered without JSON`,
    retryable: false,
  });
}
