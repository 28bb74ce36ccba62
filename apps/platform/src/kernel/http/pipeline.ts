import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Clock } from '../clock/index.ts';
import { AppError } from '../errors/index.ts';
import { type Logger } from '../logging/index.ts';
import { judge, resolveVisitors, signInPath } from './access.ts';
import {
  bodyLimit,
  bodyMode,
  checkContentType,
  decodeText,
  drain,
  limitedStream,
  parseJson,
  readBody,
} from './body.ts';
import { acceptedSessions, buildContext, type RequestState } from './context.ts';
import { type CookieJar, cookieNames } from './cookies.ts';
import { type BodyShare } from './body-memory.ts';
import { type Csrf, csrfField, csrfHeader, isSameOrigin } from './csrf.ts';
import { type ErrorSender } from './error-reply.ts';
import { type Multipart, openMultipart } from './multipart.ts';
import { type Timeouts } from './options.ts';
import { sendReply } from './reply.ts';
import { type Reply, type Route, type SessionPort } from './types.ts';

export interface Pipeline {
  clock: Clock;
  log: Logger;
  sessions: SessionPort;
  jar: CookieJar;
  csrf: Csrf | null;
  errors: ErrorSender;
  publicOrigin: string;
  externalOrigins: ReadonlySet<string>;
  timeouts: Timeouts;
  /** For the body of one request. */
  openShare(): BodyShare;
  /** Headers that belong to every answer, errors included. */
  keptHeaders: ReadonlySet<string>;
  /** Throws 'limited' and sets the RateLimit headers. */
  limit(request: FastifyRequest, reply: FastifyReply, rate: Route['rate'], caller?: string): Promise<void>;
  stateOf(request: FastifyRequest): RequestState;
}

interface Body {
  form: URLSearchParams;
  multipart: Multipart | null;
  body: unknown;
}

const drainBytes = 32 * 1024 * 1024;
const drainMs = 5_000;

/**
 * The way of a request, the same for every route: rate, session, access, body, form token, handler, answer. Cheap
 * refusals come first, so that nobody without the right makes the platform read a body.
 */
export function createHandler(pipeline: Pipeline, route: Route) {
  const mode = bodyMode(route);
  const checksToken = route.surface === 'page' && route.method !== 'GET';

  async function run(
    request: FastifyRequest,
    reply: FastifyReply,
    state: RequestState,
    share: BodyShare,
  ): Promise<FastifyReply> {
    await pipeline.limit(request, reply, route.rate);
    if (route.admit) await pipeline.limit(request, reply, 'client', await route.admit(request.headers.authorization));
    if (checksToken) checkOrigin(request, pipeline.publicOrigin);
    state.visitors = await resolveVisitors(route, state.cookies, pipeline.sessions);
    const verdict = judge(route, state.visitors);
    if (verdict.kind === 'refused') throw verdict.error;
    const tools = sendTools(pipeline, state, route);
    if (verdict.kind === 'sign-in') {
      return sendReply(reply, { kind: 'redirect', to: signInPath(verdict.path, request.url) }, tools);
    }
    const body = await readRequest(request, route, pipeline.timeouts, share);
    const context = buildContext({
      request,
      route,
      state,
      csrf: pipeline.csrf,
      ...body,
      log: pipeline.log,
      now: pipeline.clock.now(),
      publicOrigin: pipeline.publicOrigin,
    });
    if (checksToken) {
      const token = body.form.get(csrfField) ?? context.headers[csrfHeader] ?? context.query.get(csrfField);
      checkToken(pipeline.csrf, token, state);
    }
    const answer: Reply = await route.handle(context);
    if (mode === 'multipart' || mode === 'stream') await settleBody(request, reply);
    return sendReply(reply, answer, tools);
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const state = pipeline.stateOf(request);
    const share = pipeline.openShare();
    try {
      return await run(request, reply, state, share);
    } catch (thrown) {
      // What the failed answer had set (a cookie, a header that HTTP refuses) must not travel with the error.
      for (const name of Object.keys(reply.getHeaders())) if (!pipeline.keptHeaders.has(name)) reply.removeHeader(name);
      // Who was too slow already gets no further patience.
      if (thrown instanceof AppError && thrown.code === 'http/body-timeout') reply.header('connection', 'close');
      else await settleBody(request, reply);
      return pipeline.errors.send(request, reply, state, thrown);
    } finally {
      share.release();
    }
  };
}

function sendTools(pipeline: Pipeline, state: RequestState, route: Route) {
  return {
    jar: pipeline.jar,
    publicOrigin: pipeline.publicOrigin,
    externalOrigins: pipeline.externalOrigins,
    ownCookies: () => state.newCookies,
    cacheControl: () => {
      if (route.surface === 'api') return 'no-cache';
      const personal = state.visitors.person !== null || state.visitors.staff !== null || state.tokenUsed;
      return personal ? 'no-store' : 'private, no-cache';
    },
  };
}

/** A body that nobody read would block the connection, and the browser would never see why it was refused. */
async function settleBody(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const whole = await drain(request.raw, drainBytes, drainMs);
  if (!whole) reply.header('connection', 'close');
}

function checkOrigin(request: FastifyRequest, publicOrigin: string): void {
  const site = request.headers['sec-fetch-site'];
  const same = isSameOrigin(
    { origin: request.headers.origin, site: Array.isArray(site) ? site.join() : site, host: request.headers.host },
    publicOrigin,
  );
  if (!same) throw new AppError('forbidden', 'http/form-expired');
}

function checkToken(csrf: Csrf | null, token: string | null | undefined, state: RequestState): void {
  const valid = csrf?.verify(token, state.cookies[cookieNames.csrf], acceptedSessions(state.cookies)) ?? false;
  if (!valid) throw new AppError('forbidden', 'http/form-expired');
}

async function readRequest(request: FastifyRequest, route: Route, timeouts: Timeouts, share: BodyShare): Promise<Body> {
  const mode = bodyMode(route);
  const limit = bodyLimit(route);
  const { raw } = request;
  const hasBody = raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0;
  const empty: Body = { form: new URLSearchParams(), multipart: null, body: undefined };
  if (mode === 'none') return empty;
  checkContentType(mode, raw.headers['content-type'], hasBody);
  if (mode === 'multipart') {
    if (!hasBody) return empty;
    const multipart = openMultipart(request, limit, timeouts.uploadMs);
    await multipart.readLeadingFields();
    return { form: multipart.form, multipart, body: undefined };
  }
  if (mode === 'stream') return { ...empty, body: limitedStream(raw, limit, timeouts.uploadMs) };
  const bytes = hasBody ? await readBody(raw, { limit, timeoutMs: timeouts.bodyMs, share }) : Buffer.alloc(0);
  switch (mode) {
    case 'form':
      return { ...empty, form: new URLSearchParams(decodeText(bytes, 'http/bad-request')) };
    case 'json':
      return { ...empty, body: parseJson(bytes) };
    case 'text':
      return { ...empty, body: decodeText(bytes, 'http/bad-request') };
    case 'raw':
      return { ...empty, body: bytes };
  }
}
