import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPlatform, type Platform } from '../../src/app.ts';
import { demoPorts } from '../../src/demo/ports.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import { startSimulators } from '../../src/demo/simulators.ts';
import { seedCatalogue } from '../../src/modules/catalogue/store/seed-catalogue.ts';
import { systemClock } from '../../src/kernel/clock/index.ts';
import { type Config, readConfig } from '../../src/kernel/config/index.ts';
import { type DatabaseUrls } from '../../src/kernel/db/index.ts';
import { createLogger, type Logger } from '../../src/kernel/logging/index.ts';
import { freePort } from './demo-process.ts';
import { createPlainBrowser, type PlainBrowser } from './plain-browser.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';
import { testKeys } from '../../../../tools/test-keys.ts';
import { scatterPorts } from './scatter-ports.ts';

export interface TestPlatform {
  url: string;
  dataDir: string;
  platform: Platform;
  database: TestDatabase;
  mailUrl: string;
  seeded: Awaited<ReturnType<typeof seedDemo>>;
  config: Config;
  log: Logger;
  /** Everything it logged, at the finest level. */
  logged(): string;
  browser(): PlainBrowser;
  close(): Promise<void>;
}

export interface TestPlatformOptions {
  /** No towns, no providers, nothing published: as an operator finds it on the first day. */
  isEmpty?: boolean;
  urls?(urls: DatabaseUrls): DatabaseUrls;
  input?: Partial<Parameters<typeof createPlatform>[0]>;
}

/** The whole platform as it is composed, with the towns of the demonstration, on a port and a database of its own. */
export async function testPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-platform-'));
  const database = await testDatabase();
  scatterPorts(dataDir);
  const ports = await demoPorts(dataDir, await freePort());
  const url = `http://localhost:${String(ports.platform)}`;
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', write: (line) => void lines.push(line) });
  const simulators = startSimulators(dataDir, ports, url, { log, env: {} });
  const programs = await simulators.started;
  const config = readConfig({
    ...simulators.env,
    VERBUND_MODE: 'test',
    VERBUND_DATA_DIR: dataDir,
    VERBUND_ALLOWED_HOSTS: '127.0.0.1,localhost',
    PORT: String(ports.platform),
    VERBUND_PUBLIC_URL: url,
  });
  let platform: Platform | null = null;
  const close = async (): Promise<void> => {
    await platform?.stop();
    await Promise.all(programs.map((program) => program.stop()));
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    await seedCatalogue(database.urls.owner);
    const urls = options.urls?.(database.urls) ?? database.urls;
    platform = await createPlatform({ config, urls, clock: systemClock, log, ...options.input });
    // Making RSA-4096 pairs would take most of the time of every test.
    const pairs = await testKeys(4);
    for (let round = 0; round < 8; round += 1) for (const pair of pairs) await platform.kernel.keys?.addToStock(pair);
    const seeded = options.isEmpty === true ? { towns: new Map(), versions: [] } : await seedDemo(platform, config);
    await platform.start();
    const mailUrl = `http://localhost:${String(ports.mail)}`;
    return {
      url,
      dataDir,
      platform,
      database,
      mailUrl,
      seeded,
      config,
      log,
      logged: () => lines.join(''),
      browser: () => createPlainBrowser(url),
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`the platform did not start:\n${lines.slice(-20).join('')}`, { cause: error });
  }
}

/** Asks again until there is an answer; for what the platform does behind the scenes. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  patienceMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await sleep(100);
  }
}
