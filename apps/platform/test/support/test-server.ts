import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../src/kernel/db/embedded/postgres-server.ts';

/** Env that tools/run-tests.mjs sets, JSON `{"adminUrl": "postgres://…"}`: all test processes share that server. */
const sharedServer = 'VERBUND_TEST_DATABASE';

export interface TestServer {
  adminUrl: string;
  /** For tests that end the server on purpose. */
  pid: number;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own in the temp folder, without fsync; for run-tests.mjs and for a test file run alone. */
export async function startTestServer(): Promise<TestServer> {
  const root = mkdtempSync(join(tmpdir(), 'verbund-test-'));
  const folder = join(root, 'postgres');
  const server = await startPostgres({ folder, password: 'test', durable: false });
  const endNow = (): void => {
    endAtOnce(server.pid);
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  // Not a test hook: those run before the file's own, which still need the server to drop their databases.
  process.on('exit', endNow);
  return {
    adminUrl: server.adminUrl,
    pid: server.pid,
    async stop() {
      process.off('exit', endNow);
      await server.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** At process exit nothing asynchronous runs any more, and files that vanish meanwhile would stop the removal. */
function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < 5000; waited += 10) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // A zombie has ended; nobody is left to collect it.
      if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return;
      Atomics.wait(pause, 0, 0, 10);
    }
  } catch {
    // It has ended already.
  }
}

let started: Promise<TestServer> | undefined;

/** The admin address of this run's server; the first caller starts it when nobody else did. */
export async function testServerUrl(): Promise<string> {
  const shared = process.env[sharedServer];
  if (shared !== undefined && shared !== '') return (JSON.parse(shared) as { adminUrl: string }).adminUrl;
  started ??= startTestServer();
  return (await started).adminUrl;
}
