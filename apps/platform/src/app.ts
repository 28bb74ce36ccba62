import { blobsErrorTexts, type BlobStore } from '#kernel/blobs';
import { type Clock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { databaseErrorTexts, type DatabaseUrls } from '#kernel/db';
import { type ErrorTexts } from '#kernel/errors';
import { createHttpServer, type HttpServer } from '#kernel/http';
import { jobErrorTexts, type RecurringTask } from '#kernel/jobs';
import { keysErrorTexts } from '#kernel/keys';
import { type Logger } from '#kernel/logging';
import { mailErrorTexts } from '#kernel/mail';
import { scannerErrorTexts } from '#kernel/scanner';
import { createRetention } from '#kernel/retention';
import { secretsErrorTexts } from '#kernel/secrets';
import { assetRoutes, configureUi } from '#ui';
import { composeKernel, type KernelRuntime } from './app/compose-kernel.ts';
import { composeModules, type Modules } from './app/compose-modules.ts';
import { startOwnRetention } from './app/own-retention.ts';
import { errorPage } from './web/error.page.tsx';

export interface Platform {
  kernel: KernelRuntime;
  modules: Modules;
  server: HttpServer;
  /** Listens; worker roles begin to work. */
  start(): Promise<{ host: string; port: number }>;
  /** Running requests and jobs get their time. */
  stop(): Promise<void>;
}

export interface PlatformInput {
  config: Config;
  urls: DatabaseUrls;
  clock: Clock;
  log: Logger;
  /** Where files lie; default: below the data folder. */
  blobStore?: BlobStore;
}

function errorTextsOf(modules: Modules): ErrorTexts {
  const kernelTexts = [
    databaseErrorTexts,
    jobErrorTexts,
    secretsErrorTexts,
    keysErrorTexts,
    blobsErrorTexts,
    mailErrorTexts,
    scannerErrorTexts,
  ];
  const texts: ErrorTexts[] = [...kernelTexts, ...modules.list.map((module) => module.errorTexts)];
  return Object.fromEntries(texts.flatMap((part) => Object.entries(part)));
}

/** The composition root: the list of modules and their wiring, no logic. */
export async function createPlatform(input: PlatformInput): Promise<Platform> {
  const { config, clock, log } = input;
  configureUi({ isDemo: config.mode !== 'production' });
  const kernel = composeKernel(input);
  let server: HttpServer | null = null;
  const modules = composeModules(kernel, {
    inProcess: (request) => {
      if (server === null) throw new Error('the server is not there yet');
      return server.inProcess(request);
    },
    operations: {
      failedJobs: () => kernel.jobs.failed(),
      retryJob: (id) => kernel.jobs.retry(id),
      dismissJob: (id) => kernel.jobs.dismiss(id),
      queue: () => kernel.jobs.depth(),
      retention: () => retention.retentionReport(),
    },
  });
  const isWeb = config.roles.has('web');
  // A process without the role web shows no pages; whoever works jobs may still be the delivery service.
  const protocols = modules.list.filter(({ name }) => name === 'transport' || name === 'routing');
  const protocolRoutes = protocols.flatMap((module) => module.routes);
  const rules = [...modules.list.flatMap((module) => module.retention), ...(kernel.mail?.retention ?? [])];
  const retention = createRetention({ rules, db: kernel.kernel.db, clock, log });
  server = await createHttpServer({
    config,
    log,
    clock,
    sessions: modules.sessions,
    routes: isWeb ? [...modules.list.flatMap((module) => module.routes), ...assetRoutes()] : protocolRoutes,
    errorTexts: errorTextsOf(modules),
    errorPage: isWeb ? errorPage : null,
    derive: isWeb ? (purpose) => kernel.kernel.secrets.derive(purpose) : null,
    readiness: kernel.databases.map(({ name, db }) => ({ name, check: () => db.ping() })),
  });
  const listening = server;
  const transportRules = modules.list.find(({ name }) => name === 'transport')?.retention ?? [];
  let stopRetention = async (): Promise<void> => undefined;
  return {
    kernel,
    modules,
    server,
    async start() {
      // The index of the service finder is built now, not with somebody's first search.
      await modules.services?.catalogue.warmUp();
      const address = await listening.listen();
      for (const { background } of modules.list) background?.start();
      if (config.roles.has('worker')) {
        const recurring: RecurringTask[] = [
          ...kernel.recurring,
          ...modules.list.flatMap((module) => module.recurring),
          retention.task,
        ];
        const handlers = [...modules.list.flatMap((module) => module.jobs), ...(kernel.mail?.handlers ?? [])];
        await kernel.jobs.start(handlers, recurring);
      } else if (transportRules.length > 0) {
        const own = createRetention({ rules: transportRules, db: kernel.kernel.db, clock, log });
        stopRetention = startOwnRetention(own, (error) =>
          log.error({ err: error instanceof Error ? error : undefined }, 'Retention failed'),
        );
      }
      return address;
    },
    async stop() {
      // Jobs speak to the delivery service through the server, so it closes after them.
      await kernel.jobs.stop();
      for (const { background } of modules.list) await background?.stop();
      await listening.stop();
      await stopRetention();
      await kernel.close();
    },
  };
}
