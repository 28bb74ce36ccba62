import { type Clock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { type DatabaseUrls } from '#kernel/db';
import { createHttpServer, type HttpServer } from '#kernel/http';
import { type RecurringTask } from '#kernel/jobs';
import { type Logger } from '#kernel/logging';
import { createRetention } from '#kernel/retention';
import { assetRoutes, configureUi } from '#ui';
import { composeKernel, type KernelRuntime } from './compose-kernel.ts';
import { composeModules, type Modules } from './compose-modules.ts';
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
  });
  const isWeb = config.roles.has('web');
  const rules = [...modules.list.flatMap((module) => module.retention), ...(kernel.mail?.retention ?? [])];
  const retention = createRetention({ rules, db: kernel.kernel.db, clock, log });
  server = await createHttpServer({
    config,
    log,
    clock,
    sessions: modules.sessions,
    routes: [...modules.list.flatMap((module) => module.routes), ...(isWeb ? assetRoutes() : [])],
    errorTexts: Object.assign({}, ...modules.list.map((module) => module.errorTexts)),
    errorPage: isWeb ? errorPage : null,
    derive: isWeb ? (purpose) => kernel.kernel.secrets.derive(purpose) : null,
    readiness: kernel.databases.map(({ name, db }) => ({ name, check: () => db.ping() })),
    assets: null,
  });
  const listening = server;
  return {
    kernel,
    modules,
    server,
    async start() {
      const address = await listening.listen();
      if (config.roles.has('worker')) {
        const recurring: RecurringTask[] = [
          ...kernel.recurring,
          ...modules.list.flatMap((module) => module.recurring),
          retention.task,
        ];
        const handlers = [...modules.list.flatMap((module) => module.jobs), ...(kernel.mail?.handlers ?? [])];
        await kernel.jobs.start(handlers, recurring);
      }
      return address;
    },
    async stop() {
      await listening.stop();
      await kernel.jobs.stop();
      await kernel.close();
    },
  };
}
