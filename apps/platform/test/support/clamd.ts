import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { eicarTestFile } from '../../src/kernel/scanner/index.ts';

export interface TestClamd {
  /** For VERBUND_CLAMD. */
  address: string;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** The simulator as its own program, as `clamd-simulator` starts it. */
export async function startClamdSimulator(...args: string[]): Promise<TestClamd> {
  const folder = dirname(require.resolve('@verbund/simulators/package.json'));
  const child = spawn(process.execPath, [join(folder, 'bin/clamd-simulator.mjs'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { address } = JSON.parse(line) as { address: string };
  return {
    address,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * ClamAV's own clamd (Debian: clamav-daemon) with one signature of ours, so that nothing is downloaded. Null where it is
 * not installed.
 */
export async function startRealClamd(settings: Readonly<Record<string, string>> = {}): Promise<TestClamd | null> {
  const found = spawnSync('clamd', ['--version'], { env: withSystemPath(), stdio: 'ignore' });
  if (found.error !== undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'verbund-clamd-'));
  mkdirSync(join(folder, 'db'));
  const hex = Buffer.from(eicarTestFile).toString('hex');
  writeFileSync(join(folder, 'db/test.ndb'), `Eicar-Test-Signature:0:*:${hex}\n`);
  const socket = join(folder, 'clamd.sock');
  const lines = Object.entries({
    LocalSocket: socket,
    DatabaseDirectory: join(folder, 'db'),
    Foreground: 'yes',
    ...settings,
  });
  writeFileSync(join(folder, 'clamd.conf'), `${lines.map((pair) => pair.join(' ')).join('\n')}\n`);
  const child = spawn('clamd', ['--config-file', join(folder, 'clamd.conf')], {
    env: withSystemPath(),
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (await answers(socket)) return { address: `unix:${socket}`, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error('clamd is installed but does not start');
}

/** Debian puts it where the search path of a normal user does not lead. */
function withSystemPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
