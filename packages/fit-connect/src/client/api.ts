import { FitConnectError } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';
import {
  type ByteStream,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type Sleep,
} from '../ports.ts';
import { collect, streamOf } from '../streams.ts';
import { type SendLimits } from './send-limits.ts';
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
  /** Lower limits for what is sent, when the service or the receiver has such. */
  limits?: Partial<SendLimits>;
};

/** A JWE that is made anew for each attempt. `length` in bytes. */
export type JweUpload = { open(): ByteStream; length: number };

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
  jose?: string | JweUpload;
  contentType?: string;
  repeat: RepeatRule;
  /** Default true. */
  authenticated?: boolean;
};

export type Api = {
  call(call: Call): Promise<HttpResponse>;
  json(call: Call): Promise<unknown>;
  text(call: Call): Promise<string>;
  /** Gives the content to `consume` piece by piece. When the connection breaks on the way, both start again. */
  download<T>(call: Call, consume: (content: ByteStream) => Promise<T>): Promise<T>;
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

  async function once(call: Call, stream: boolean): Promise<HttpResponse> {
    const body: BodyState = {};
    const send = (token?: string) => options.transport(toRequest(base, { call, stream, token, body }, options));
    const sendWithToken = async () => {
      const token = await tokenSource.get();
      const response = await send(token);
      if (response.status !== 401) return response;
      // The service may drop a token before its time; one fresh token, then the refusal is meant.
      tokenSource.drop(token);
      return send(await tokenSource.get());
    };
    try {
      const response = await (call.authenticated === false ? send() : sendWithToken());
      if (response.status >= 200 && response.status < 300) return response;
      throw toError(response.stream ? { ...response, body: await collect(response.stream) } : response);
    } catch (cause) {
      // What broke on our side is no fault of the connection, and a repeat would not mend it.
      if ('failure' in body) throw body.failure;
      throw toNoAnswer(cause);
    }
  }

  async function repeated<T>(call: Call, run: () => Promise<T>): Promise<T> {
    const attempts = options.attempts ?? 4;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof FitConnectError)) throw error;
        const mayRepeat = error.retryable && (call.repeat === 'safe' || withoutEffect.has(error.status));
        const pause = error.retryAfterMs ?? firstPause * 2 ** (attempt - 1);
        if (!mayRepeat || attempt >= attempts || pause > longestPause) throw error;
        await sleep(pause);
      }
    }
  }

  const call = (request: Call) => repeated(request, () => once(request, false));
  return {
    call,
    async json(request) {
      const response = await call(request);
      return parseAnswer(response, request);
    },
    async text(request) {
      return new TextDecoder().decode((await call(request)).body).trim();
    },
    download: (request, consume) =>
      repeated(request, async () => {
        const { stream, body } = await once(request, true);
        return consume(stream ? received(stream) : streamOf(body));
      }),
  };
}

/** The failure of a request body, which no transport gives back as it was. */
type BodyState = { failure?: unknown };

async function* sent(upload: JweUpload, state: BodyState): AsyncGenerator<Uint8Array> {
  try {
    // Opened with the first reading: a connection that never comes about leaves no file open.
    yield* upload.open();
  } catch (error) {
    state.failure = error;
    throw error;
  }
}

async function* received(content: ByteStream): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (cause) {
    throw toNoAnswer(cause);
  }
}

function toNoAnswer(cause: unknown): FitConnectError {
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

type Attempt = { call: Call; stream: boolean; token: string | undefined; body: BodyState };

function toRequest(
  base: string,
  { call, stream, token, body: state }: Attempt,
  options: ConnectionOptions,
): HttpRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const search = query.size > 0 ? `?${query.toString()}` : '';
  const { jose } = call;
  const body = bodyOf(call, state);
  const contentType = call.contentType ?? (jose === undefined ? 'application/json' : 'application/jose');
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
    ...(typeof jose === 'object' ? { contentLength: jose.length } : {}),
    ...(stream ? { stream } : {}),
  };
}

function bodyOf({ jose, json }: Call, state: BodyState): HttpRequest['body'] {
  if (typeof jose === 'object') return sent(jose, state);
  return jose ?? (json === undefined ? undefined : JSON.stringify(json));
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
