import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, request as undiciRequest } from 'undici';
import { type Config } from '../config/types.ts';
import { AppError } from '../errors/index.ts';
import { type AllowList, createAllowList, isPublicAddress } from './addresses.ts';
import { type OutgoingHttp, type OutgoingRequest, type OutgoingResponse } from './types.ts';

export type LookupAll = (
  hostname: string,
  callback: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface OutgoingOptions {
  /** Host names, addresses or CIDR ranges that may be reached although they are private. */
  allowedHosts: readonly string[];
  mode: Config['mode'];
  version?: string;
  /** Name resolution, replaceable for tests. */
  lookup?: LookupAll;
}

const defaultTimeoutMs = 15_000;
const defaultMaxResponseBytes = 10 * 1024 * 1024;

const systemLookup: LookupAll = (hostname, callback) => dnsLookup(hostname, { all: true }, callback);

export function createOutgoingHttp(options: OutgoingOptions): OutgoingHttp & { close(): Promise<void> } {
  const allowed = createAllowList(options.allowedHosts);
  const userAgent = `Verbund/${options.version ?? '0.1.0'}`;
  const agent = new Agent({
    connect: { lookup: guardedLookup(allowed, options.lookup ?? systemLookup), timeout: 10_000 },
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32 * 1024,
  });
  return {
    async request(request) {
      const url = checkUrl(request.url, options.mode, allowed);
      try {
        return await send(agent, url, request, userAgent);
      } catch (error) {
        throw asOutgoingError(error);
      }
    },
    close: () => agent.close(),
  };
}

function refused(detail: string): AppError {
  return new AppError('forbidden', 'outgoing/address-refused', { detail });
}

/** Addresses written into the URL never pass through name resolution, so they are judged here. */
function checkUrl(text: string, mode: Config['mode'], allowed: AllowList): URL {
  const bad = (detail: string): AppError => new AppError('invalid', 'outgoing/url-refused', { detail });
  if (!URL.canParse(text)) throw bad('Not an absolute URL.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad('Only http and https are called.');
  if (url.protocol === 'http:' && mode === 'production') throw bad('Only https is called.');
  if (url.username !== '' || url.password !== '') throw bad('The URL must not carry credentials.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host) && !allowed.hasAddress(host)) {
    throw refused('The address is not public.');
  }
  return url;
}

/**
 * The socket connects to exactly the addresses that were judged here; a second answer of the name server for the same
 * name (DNS rebinding) therefore changes nothing.
 */
export function guardedLookup(allowed: AllowList, lookup: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, (error, addresses) => {
      if (error !== null) return callback(error, '', 4);
      const fit = allowed.hasHost(hostname)
        ? addresses
        : addresses.filter(({ address }) => isPublicAddress(address) || allowed.hasAddress(address));
      const first = fit[0];
      // One private address among public ones is not a slip that we should work around.
      if (first === undefined || fit.length < addresses.length) {
        return callback(refused('The name resolves to an address that is not public.'), '', 4);
      }
      if (options.all === true) callback(null, [...fit]);
      else callback(null, first.address, first.family);
    });
  };
}

async function send(agent: Agent, url: URL, request: OutgoingRequest, userAgent: string): Promise<OutgoingResponse> {
  const { body = null, contentLength, timeoutMs = defaultTimeoutMs } = request;
  const isStreamed = request.stream === true || isStream(body);
  const response = await undiciRequest(url, {
    dispatcher: agent,
    // undici follows no redirects unless told to; a 3xx goes back to the caller as it is.
    method: request.method.toUpperCase(),
    headers: {
      'accept-encoding': 'identity',
      ...request.headers,
      'user-agent': userAgent,
      ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
    },
    body: isStream(body) ? Readable.from(body, { objectMode: false }) : body,
    // A large attachment over a slow line may take hours as long as it moves; undici starts these anew with each piece.
    ...(isStreamed
      ? { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
      : { signal: AbortSignal.timeout(timeoutMs) }),
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const head = { status: response.statusCode, headers };
  const content = capped(response.body, request.maxResponseBytes ?? defaultMaxResponseBytes);
  if (request.stream === true && head.status >= 200 && head.status < 300) {
    return { ...head, body: new Uint8Array(), stream: content };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return { ...head, body: Buffer.concat(chunks) };
}

function isStream(body: OutgoingRequest['body'] | null): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function* capped(content: AsyncIterable<unknown>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of content) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      // Leaving the loop destroys the body and with it the connection: nothing more is read.
      if (size > limit) throw new AppError('unavailable', 'outgoing/response-too-large', { params: { limit } });
      yield bytes;
    }
  } catch (error) {
    throw asOutgoingError(error);
  }
}

function asOutgoingError(thrown: unknown): AppError {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof AppError) return error;
  }
  const name = thrown instanceof Error ? thrown.name : '';
  if (/Timeout/.test(name)) return new AppError('unavailable', 'outgoing/timeout', { cause: thrown });
  return new AppError('unavailable', 'outgoing/unreachable', { cause: thrown });
}
