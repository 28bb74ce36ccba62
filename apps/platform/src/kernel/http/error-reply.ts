import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type AppError, type ErrorTexts } from '../errors/index.ts';
import { type Logger } from '../logging/index.ts';
import { signInPath } from './access.ts';
import { type RequestState } from './context.ts';
import { entriesTexts, linkTexts } from './error-texts.ts';
import { statusOf, textOf, toAppError } from './errors.ts';
import { localPath } from './local-path.ts';
import { type ErrorPage, type ErrorPageArgs } from './options.ts';
import { plainErrorPage } from './plain-error-page.ts';
import { renderPage } from './reply.ts';
import { isApiPath, pathOf } from './surfaces.ts';

export interface ErrorSender {
  send(request: FastifyRequest, reply: FastifyReply, state: RequestState, thrown: unknown): FastifyReply;
}

const unavailableRetrySeconds = '30';

/** The one place that turns an error into an answer. */
export function createErrorSender(options: {
  log: Logger;
  texts: ErrorTexts;
  errorPage: ErrorPage | null;
}): ErrorSender {
  const { log, texts } = options;

  function report(request: FastifyRequest, state: RequestState, error: AppError, status: number): void {
    state.errorCode = error.code;
    if (status < 500) return;
    const fields = { requestId: request.id, route: state.route?.name ?? 'http.not-found', code: error.code };
    const cause = error.cause instanceof Error ? error.cause : error;
    if (status === 503) log.warn({ ...fields, err: cause }, 'request failed: unavailable');
    else log.error({ ...fields, err: cause }, 'request failed');
  }

  function page(request: FastifyRequest, state: RequestState, error: AppError, status: number): string {
    const { lang } = state;
    const path = localPath(request.url) ?? '/';
    const entriesSaved = request.method === 'GET' || request.method === 'HEAD' ? undefined : false;
    const args: ErrorPageArgs = {
      status,
      code: error.code,
      ...textOf(error, texts, lang),
      requestId: request.id,
      lang,
      path,
      entriesSaved,
      entriesText: entriesSaved === undefined ? null : entriesTexts.unsaved[lang],
      links: linksFor(request, state, status),
      person: state.visitors.person,
      staff: state.visitors.staff,
    };
    if (options.errorPage !== null) {
      try {
        return renderPage(options.errorPage(args));
      } catch (cause) {
        log.error({ requestId: request.id, err: cause instanceof Error ? cause : undefined }, 'error page failed');
      }
    }
    return plainErrorPage(args);
  }

  return {
    send(request, reply, state, thrown) {
      const error = toAppError(thrown);
      const status = statusOf(error);
      report(request, state, error, status);
      reply.code(status).header('cache-control', 'no-store');
      if (status === 503) reply.header('retry-after', unavailableRetrySeconds);
      const mapped = state.route?.mapError?.(error, request.id);
      if (mapped !== undefined) {
        reply
          .code(mapped.status)
          .headers(mapped.headers ?? {})
          .header('content-type', mapped.contentType);
        return reply.send(JSON.stringify(mapped.body));
      }
      if (state.route?.surface === 'api' || isApiPath(pathOf(request.raw.url))) {
        reply.header('content-type', 'application/problem+json; charset=utf-8');
        return reply.send(JSON.stringify(problem(error, status, request.id, texts)));
      }
      reply.header('content-type', 'text/html; charset=utf-8');
      return reply.send(page(request, state, error, status));
    },
  };
}

/** RFC 9457. The instance is the reference of the request, never a path that could hold personal data. */
export function problem(
  error: AppError,
  status: number,
  requestId: string,
  texts: ErrorTexts,
): Record<string, unknown> {
  const text = textOf(error, texts, 'en');
  return {
    type: `urn:verbund:problem:${error.code.replace('/', ':')}`,
    title: text.title,
    status,
    detail: status >= 500 ? text.text : (error.detail ?? text.text),
    instance: `urn:verbund:request:${requestId}`,
    ...(error.problems.length === 0 ? {} : { errors: error.problems }),
  };
}

/** Where the request came from on this site, so that signing in leads back to the page with the entries. */
function cameFrom(request: FastifyRequest): string | null {
  const referer = request.headers.referer;
  if (referer === undefined || !URL.canParse(referer)) return null;
  const url = new URL(referer);
  return url.host === request.headers.host ? localPath(url.pathname + url.search) : null;
}

function linksFor(request: FastifyRequest, state: RequestState, status: number): ErrorPageArgs['links'] {
  const { lang } = state;
  const back = cameFrom(request);
  const home = { href: '/', label: linkTexts.home[lang] };
  if (status === 401) {
    const kind = state.route?.access.kind;
    const path = kind === 'staff' || kind === 'operator' ? '/amt/anmelden' : '/anmelden';
    return [{ href: back === null ? path : signInPath(path, back), label: linkTexts.signIn[lang] }, home];
  }
  if (request.method !== 'GET' && back !== null) return [{ href: back, label: linkTexts.back[lang] }, home];
  return [home];
}
