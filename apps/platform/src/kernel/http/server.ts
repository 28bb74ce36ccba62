import multipartPlugin from '@fastify/multipart';
import rateLimitPlugin from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'node:net';
import { type Registry } from 'prom-client';
import { AppError, type ErrorTexts } from '../errors/index.ts';
import { bodyMode } from './body.ts';
import { answerClientError } from './client-error.ts';
import { createState, type RequestState } from './context.ts';
import { type CookieJar, createCookieJar } from './cookies.ts';
import { createCsrf } from './csrf.ts';
import { createErrorSender, type ErrorSender } from './error-reply.ts';
import { kernelErrorTexts } from './error-texts.ts';
import { inProcessAddress, type InProcessTransport, inProcessTransport } from './in-process.ts';
import { routeFaults } from './inventory.ts';
import { createHttpMetrics, type HttpMetrics } from './metrics.ts';
import { defaultTimeouts, type HttpServerOptions, type Timeouts } from './options.ts';
import { createHandler, type Pipeline } from './pipeline.ts';
import { announcedClasses, defaultRateSetting, limitOf } from './rate-classes.ts';
import { newRequestId } from './request-id.ts';
import { externalOrigins, securityHeaders } from './security-headers.ts';
import { createBodyMemory } from './body-memory.ts';
import { createMethodFinder, pathOf } from './surfaces.ts';
import { systemRoutes } from './system-routes.ts';
import { type RateClass, type Route } from './types.ts';

export interface HttpServer {
  /** Starts to accept connections on config.host and config.port. */
  listen(): Promise<{ host: string; port: number }>;
  /** Not ready, no new connections, running requests get their time, then everything closes. */
  stop(): Promise<void>;
  /** Module metrics go in here. */
  metrics: Registry;
  inProcess: InProcessTransport;
  /** All that it answers, with the system's own routes; the reference pages are made from these two lists. */
  routes: readonly Route[];
  errorTexts: ErrorTexts;
}

/** Thrown at start with every fault of the route list at once. */
export class RouteFaults extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The routes are not fit to start:\n- ${faults.join('\n- ')}`);
    this.name = 'RouteFaults';
    this.faults = faults;
  }
}

export function inProcess(server: HttpServer): InProcessTransport {
  return server.inProcess;
}

/** Per-request state is kept beside Fastify's request, so that error and log hooks find it without a decorator type. */
const states = new WeakMap<FastifyRequest, RequestState>();

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config } = options;
  let stopping = false;
  const metrics = createHttpMetrics();
  const routes = [
    ...options.routes,
    ...systemRoutes({
      readiness: options.readiness,
      metrics,
      isStopping: () => stopping,
      hasPages: options.derive !== null,
    }),
  ];
  const faults = routeFaults(routes, options.derive !== null);
  if (faults.length > 0) throw new RouteFaults(faults);

  const timeouts: Timeouts = { ...defaultTimeouts, ...options.timeouts };
  const texts = { ...kernelErrorTexts, ...options.errorTexts };
  const origins = externalOrigins(config);
  const headers = securityHeaders(config, origins);
  const jar = createCookieJar(config.publicUrl);
  const errors = createErrorSender({ log: options.log, texts, errorPage: options.errorPage });
  const app = createInstance(options, timeouts, {
    onClientError: (error, socket) => answerClientError(error, socket, texts, headers),
    // An address that cannot be decoded fails before any hook ran.
    onFrameworkError(error, request, reply) {
      reply.headers({ ...headers }).header('x-request-id', request.id);
      errors.send(request, reply, createState(request, null, jar), error);
    },
  });

  addHooks(app, { log: options.log, headers, jar, metrics, isStopping: () => stopping });
  addErrorHandlers(app, routes, errors, jar);
  await app.register(rateLimitPlugin, { global: false });
  const pipeline: Pipeline = {
    clock: options.clock,
    log: options.log,
    sessions: options.sessions,
    jar,
    csrf: options.derive === null ? null : createCsrf(options.derive('csrf')),
    errors,
    publicOrigin: config.publicUrl.origin,
    externalOrigins: origins,
    timeouts,
    openShare: createBodyMemory(options.bodyMemoryBytes),
    keptHeaders: new Set([
      ...Object.keys(headers),
      'x-request-id',
      'retry-after',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
    ]),
    limit: createLimiter(app, options),
    stateOf: (request) => stateOf(request, jar),
  };
  await addRoutes(app, routes, pipeline);
  await app.ready();

  return {
    metrics: metrics.registry,
    inProcess: inProcessTransport(app, config.publicUrl),
    routes,
    errorTexts: texts,
    async listen() {
      await app.listen({ host: config.host, port: config.port });
      const address = app.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      return { host: config.host, port };
    },
    async stop() {
      stopping = true;
      const timer = setTimeout(() => app.server.closeAllConnections(), timeouts.stopMs);
      await app.close();
      clearTimeout(timer);
    },
  };
}

interface EarlyErrors {
  onClientError(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void;
  onFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void;
}

function createInstance(options: HttpServerOptions, timeouts: Timeouts, early: EarlyErrors): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: newRequestId,
    // An id from outside could be used to confuse the log.
    requestIdHeader: false,
    trustProxy: [...(options.trustedProxies ?? ['loopback'])],
    keepAliveTimeout: timeouts.keepAliveMs,
    // Bodies have their own deadlines per route; this is the last resort for all of them.
    requestTimeout: timeouts.uploadMs + 60_000,
    http: {
      headersTimeout: timeouts.headersMs,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: Math.min(5_000, timeouts.headersMs),
    },
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => early.onClientError(error, socket),
    frameworkErrors: (error, request, reply) => early.onFrameworkError(error, request, reply),
  });
  // The pipeline reads bodies itself: after the access check, with a limit and a deadline per route.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  return app;
}

function stateOf(request: FastifyRequest, jar: CookieJar): RequestState {
  let state = states.get(request);
  if (state === undefined) {
    state = createState(request, request.routeOptions.config.verbundRoute ?? null, jar);
    states.set(request, state);
  }
  return state;
}

interface HookParts {
  log: HttpServerOptions['log'];
  headers: Readonly<Record<string, string>>;
  jar: CookieJar;
  metrics: HttpMetrics;
  isStopping(): boolean;
}

function addHooks(app: FastifyInstance, parts: HookParts): void {
  const headers = { ...parts.headers };
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // A connection that stays open after its last answer would hold up the stop.
    if (parts.isStopping()) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const seconds = reply.elapsedTime / 1000;
    const route = request.routeOptions.config.verbundRoute?.name ?? 'http.not-found';
    const code = states.get(request)?.errorCode;
    parts.metrics.observe(route, request.method, reply.statusCode, seconds);
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    parts.log.info(code === undefined ? fields : { ...fields, code }, 'request');
    done();
  });
}

function addErrorHandlers(app: FastifyInstance, routes: readonly Route[], errors: ErrorSender, jar: CookieJar): void {
  const methodsAt = createMethodFinder(routes);
  app.setErrorHandler((error, request, reply) => errors.send(request, reply, stateOf(request, jar), error));
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsAt(pathOf(request.raw.url));
    if (methods.length === 0 || methods.includes(request.method)) {
      return errors.send(request, reply, stateOf(request, jar), new AppError('not-found', 'http/not-found'));
    }
    reply.header('allow', methods.join(', '));
    return errors.send(request, reply, stateOf(request, jar), new AppError('invalid', 'http/method-not-allowed'));
  });
}

async function addRoutes(app: FastifyInstance, routes: readonly Route[], pipeline: Pipeline): Promise<void> {
  const add = (target: FastifyInstance, route: Route): void => {
    target.route({
      method: route.method,
      url: route.path,
      config: { verbundRoute: route },
      handler: createHandler(pipeline, route),
    });
  };
  for (const route of routes) if (bodyMode(route) !== 'multipart') add(app, route);
  // The multipart plugin hooks into every request of its scope, so only uploads pay for it.
  await app.register(async (scope) => {
    // A file past the limit ends in our own error, set where the parts are read.
    await scope.register(multipartPlugin, { throwFileSizeLimit: false });
    for (const route of routes) if (bodyMode(route) === 'multipart') add(scope, route);
  });
}

function createLimiter(app: FastifyInstance, options: HttpServerOptions): Pipeline['limit'] {
  const setting = options.rateLimits ?? defaultRateSetting(options.config.mode);
  if (setting === 'off') return async () => undefined;
  const callers = new WeakMap<FastifyRequest, string>();
  const create = (rate: RateClass) =>
    app.createRateLimit({
      max: limitOf(rate, setting),
      timeWindow: 60_000,
      ...(rate === 'client' ? { keyGenerator: (request: FastifyRequest) => callers.get(request) ?? request.ip } : {}),
    });
  const limiters = new Map<RateClass, ReturnType<typeof create>>();
  const limiterOf = (rate: RateClass) => {
    const limiter = limiters.get(rate) ?? create(rate);
    limiters.set(rate, limiter);
    return limiter;
  };
  return async (request, reply, rate, caller) => {
    if (request.raw.socket.remoteAddress === inProcessAddress) return;
    if (caller !== undefined) callers.set(request, caller);
    const result = await limiterOf(rate)(request);
    if (result.isAllowed) return;
    if (announcedClasses.has(rate)) {
      reply.header('ratelimit-limit', String(result.max));
      reply.header('ratelimit-remaining', String(result.remaining));
      reply.header('ratelimit-reset', String(result.ttlInSeconds));
    }
    if (!result.isExceeded) return;
    reply.header('retry-after', String(result.ttlInSeconds));
    throw new AppError('limited', 'http/limited', { params: { seconds: result.ttlInSeconds } });
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    verbundRoute?: Route;
  }
}
