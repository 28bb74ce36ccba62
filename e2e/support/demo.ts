import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Env that tools/run-tests.mjs sets, JSON of `DemoAddress`: all journeys of a run share one demonstration. */
export const sharedDemo = 'VERBUND_E2E_DEMO';

export interface DemoAddress {
  url: string;
  dataDir: string;
}

export interface RunningDemo extends DemoAddress {
  stop(): Promise<void>;
}

const bin = fileURLToPath(new URL('../../apps/platform/bin/verbund.mjs', import.meta.url));
const patienceMs = 90_000;

/** The real demonstration, `verbund demo`, on a folder and a port of its own. */
export async function startDemo(): Promise<RunningDemo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [bin, 'demo'], {
    // With this word and a channel, the launcher ends itself when we are gone, also after kill -9.
    env: { ...cleanEnv(), VERBUND_REEXECUTED: '1', VERBUND_DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const killNow = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', killNow);
  try {
    await untilReady(child);
  } catch (error) {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `http://localhost:${String(port)}`,
    dataDir,
    async stop() {
      process.off('exit', killNow);
      await end(child);
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Settings of the machine must not reach the demonstration. */
function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !name.startsWith('VERBUND_') && !['DATABASE_URL', 'HOST', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'].includes(name),
  );
  return Object.fromEntries(kept);
}

function untilReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`verbund demo ${why}\n${said.join('\n')}`));
    const timer = setTimeout(() => fail('did not become ready'), patienceMs);
    const listen = (line: string): void => {
      said.push(line);
      if (said.length > 60) said.shift();
      if (!line.includes('Verbund ist bereit')) return;
      clearTimeout(timer);
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', listen);
    }
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${String(code)}`);
    });
    if (process.env['VERBUND_E2E_LOG'] !== undefined) child.stderr?.pipe(process.stderr);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** The demonstration of this run; a file that runs alone starts its own. */
export async function theDemo(): Promise<RunningDemo> {
  const shared = process.env[sharedDemo];
  if (shared === undefined || shared === '') return startDemo();
  const address = JSON.parse(shared) as DemoAddress;
  return { ...address, stop: async () => undefined };
}
