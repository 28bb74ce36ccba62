import { type FastifyReply } from 'fastify';
import { type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Readable } from 'node:stream';
import { AppError } from '../errors/index.ts';
import { type CookieJar } from './cookies.ts';
import { localPath } from './local-path.ts';
import { type CookieChange, type Reply } from './types.ts';

export function renderPage(page: VNode): string {
  return `<!DOCTYPE html>${renderToString(page)}`;
}

/** Redirects stay on this site or lead to a configured provider; a target from user input cannot leave. */
export function redirectTarget(to: string, publicOrigin: string, origins: ReadonlySet<string>): string {
  const local = localPath(to);
  if (local !== null) return local;
  if (/^https?:\/\//i.test(to) && URL.canParse(to)) {
    const url = new URL(to);
    if (url.origin === publicOrigin || origins.has(url.origin)) return url.href;
  }
  throw new AppError('internal', 'http/internal', { detail: 'Redirect to an origin that is not configured.' });
}

/** RFC 6266: ASCII fallback plus UTF-8 form; nothing in the name can end the header or the quotes. */
export function contentDisposition(filename: string): string {
  const ascii = filename
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\;%/]/g, '_');
  const utf8 = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii === '' ? 'download' : ascii}"; filename*=UTF-8''${utf8}`;
}

const harmlessTypes: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/zip',
  'image/jpeg',
  'image/png',
  'text/plain',
]);

/** All tenants share one origin: a type that a browser would run there becomes bytes. The second lock, because whatever
 * has a filename is sent as a download anyway. */
export function downloadType(contentType: string): string {
  return harmlessTypes.has(contentType) ? contentType : 'application/octet-stream';
}

export interface SendTools {
  jar: CookieJar;
  publicOrigin: string;
  externalOrigins: ReadonlySet<string>;
  /** Cookies that the kernel itself adds, asked after rendering because rendering may make the form token. */
  ownCookies(): readonly CookieChange[];
  /** Cache-Control for this answer unless the handler names one. */
  cacheControl(): string;
}

/** Checked here and not by Node's writer, which would fail when nobody can answer with a page any more. */
function addHeaders(reply: FastifyReply, headers: Record<string, string> | undefined): FastifyReply {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new AppError('internal', 'http/internal', { detail: `Header ${name} holds characters that HTTP forbids.` });
    }
    reply.header(name, value);
  }
  return reply;
}

function setCookies(reply: FastifyReply, changes: readonly CookieChange[], jar: CookieJar): void {
  for (const change of changes) reply.header('set-cookie', jar.write(change));
}

/** Turns a handler's answer into HTTP. `reply` already carries the security headers. */
export function sendReply(reply: FastifyReply, answer: Reply, tools: SendTools): FastifyReply {
  if (answer.kind === 'redirect') {
    const target = redirectTarget(answer.to, tools.publicOrigin, tools.externalOrigins);
    setCookies(reply, [...(answer.cookies ?? []), ...tools.ownCookies()], tools.jar);
    return reply.code(303).header('location', target).header('cache-control', 'no-store').send();
  }
  if (answer.kind === 'page') {
    const html = renderPage(answer.page);
    reply.code(answer.status ?? 200).header('content-type', 'text/html; charset=utf-8');
    reply.header('cache-control', tools.cacheControl()).header('vary', 'Cookie, Accept-Language');
    addHeaders(reply, answer.headers);
    setCookies(reply, [...(answer.cookies ?? []), ...tools.ownCookies()], tools.jar);
    // Encoded once: a string is gone through for its length and again for the socket.
    return reply.send(Buffer.from(html));
  }
  setCookies(reply, tools.ownCookies(), tools.jar);
  reply.header('cache-control', tools.cacheControl());
  switch (answer.kind) {
    case 'json':
      reply.code(answer.status ?? 200).header('content-type', answer.contentType ?? 'application/json; charset=utf-8');
      return addHeaders(reply, answer.headers).send(JSON.stringify(answer.body));
    case 'text':
      reply.code(answer.status ?? 200).header('content-type', answer.contentType);
      return addHeaders(reply, answer.headers).send(answer.body);
    case 'bytes':
      reply.code(answer.status ?? 200);
      if (answer.filename === undefined) reply.header('content-type', answer.contentType);
      else
        reply
          .header('content-type', downloadType(answer.contentType))
          .header('content-disposition', contentDisposition(answer.filename));
      addHeaders(reply, answer.headers);
      return reply.send(
        answer.body instanceof Readable
          ? answer.body
          : Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength),
      );
    case 'empty':
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send();
  }
}
