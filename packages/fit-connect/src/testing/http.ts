import { httpProblems, httpProblemType, type HttpProblemSlug } from '../events/problems.ts';
import { type Callback } from '../client/wire.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';
import { type HttpRequest, type HttpResponse } from '../ports.ts';
import { collect, isByteStream } from '../streams.ts';

/** Ends a request with a problem. */
export class HttpProblem extends Error {
  readonly slug: HttpProblemSlug;
  constructor(slug: HttpProblemSlug, detail: string) {
    super(detail);
    this.slug = slug;
  }
}

export function json(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

export function jose(text: string): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/jose' }, body: Buffer.from(text) };
}

export function empty(): HttpResponse {
  return { status: 204, headers: {}, body: new Uint8Array() };
}

export function toProblem({ slug, message }: HttpProblem): HttpResponse {
  const { status, title } = httpProblems[slug];
  const body = Buffer.from(JSON.stringify({ type: httpProblemType(slug), title, status, detail: message }));
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}

export function bodyText(request: HttpRequest): string {
  const { body } = request;
  if (isByteStream(body)) throw new TypeError('the body was not collected');
  return typeof body === 'string' ? body : Buffer.from(body ?? []).toString();
}

/** This service keeps everything in memory, streams too. A length that was announced wrongly breaks the connection. */
export async function collected(request: HttpRequest): Promise<HttpRequest> {
  const { body, contentLength, ...rest } = request;
  if (!isByteStream(body)) return request;
  const bytes = await collect(body);
  if (contentLength !== undefined && contentLength !== bytes.length)
    throw new Error(`announced ${contentLength} bytes, got ${bytes.length}`);
  return { ...rest, body: bytes };
}

export function bodyObject(request: HttpRequest): JsonObject {
  const value = parseJson(bodyText(request))?.value;
  if (!isObject(value)) throw new HttpProblem('request-invalid', 'the body is not a JSON object');
  return value;
}

export function joseBody(request: HttpRequest): string {
  if (request.headers['content-type'] !== 'application/jose')
    throw new HttpProblem('unsupported-media-type', 'application/jose expected');
  return bodyText(request);
}

export function text(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new HttpProblem('request-invalid', `${name} is missing`);
  return value;
}

export function texts(object: JsonObject, name: string): string[] {
  const value = object[name];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
    throw new HttpProblem('request-invalid', `${name} is missing`);
  return value;
}

/** Cuts one page out of a list. */
export function paged<T>(url: URL, all: readonly T[], member: string): HttpResponse {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Math.min(Number(url.searchParams.get('limit') ?? 100), 500);
  const items = all.slice(offset, offset + limit);
  return json(200, { offset, count: items.length, totalCount: all.length, [member]: items });
}

/** `{ callback: { url, secret } }` where the body has one; the secret is never given back. */
export function callbackOf(body: JsonObject): { callback?: Callback } {
  const callback = body['callback'];
  if (callback === undefined || callback === null) return {};
  if (!isObject(callback)) throw new HttpProblem('request-invalid', 'callback is no object');
  return { callback: { url: text(callback, 'url'), secret: text(callback, 'secret') } };
}
