import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/verbund.mjs', import.meta.url));

export interface DemoProcess {
  url: string;
  dataDir: string;
  pid: number;
  /** What it said so far; for messages of failed tests. */
  said(): string;
  ready(): Promise<void>;
  /** SIGKILL to the platform, or to every process below it as well, as when the power goes. */
  kill(reach: 'platform' | 'everything'): Promise<{ survivors: readonly string[] }>;
  stop(): Promise<void>;
}

/** `verbund <command>` as a real process on a folder and port of its own. */
export function startVerbund(
  command: readonly string[],
  options: { dataDir: string; port: number; env?: NodeJS.ProcessEnv },
): DemoProcess {
  const url = `http://localhost:${String(options.port)}`;
  const child = spawn(process.execPath, [bin, ...command], {
    env: { ...cleanEnv(), VERBUND_DATA_DIR: options.dataDir, PORT: String(options.port), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      lines.push(text);
      if (lines.length > 400) lines.splice(0, 200);
    });
  }
  // A test that dies must not leave a platform behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => process.off('exit', end));
  const pid = child.pid ?? 0;
  return {
    url,
    dataDir: options.dataDir,
    pid,
    said: () => lines.join(''),
    ready: () => untilReady(child, url, () => lines.join('')),
    async kill(reach) {
      const below = descendants(pid);
      child.kill('SIGKILL');
      if (reach === 'everything') for (const process of below) signal(process.pid, 'SIGKILL');
      await gone;
      return { survivors: await untilGone(below, 15_000) };
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const below = descendants(pid);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await gone;
      clearTimeout(timer);
      await untilGone(below, 15_000);
    },
  };
}

async function untilReady(child: ChildProcess, url: string, said: () => string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`verbund ended:\n${said()}`);
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
      await response.arrayBuffer();
      if (response.status === 200) return;
    } catch {
      // Not yet.
    }
    await sleep(50);
  }
  throw new Error(`verbund did not become ready:\n${said()}`);
}

interface Process {
  pid: number;
  /** With the pid it names one process for ever. */
  started: string;
  name: string;
}

/** Every process below one, from /proc; those of a user namespace are seen too. */
export function descendants(root: number): readonly Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = readProcess(Number(name));
      return found === null ? [] : [found];
    });
  const found: Process[] = [];
  const parents = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const process of all) {
      if (!parents.has(process.parent) || parents.has(process.pid)) continue;
      parents.add(process.pid);
      found.push(process);
      grew = true;
    }
  }
  return found;
}

function readProcess(pid: number): (Process & { parent: number; state: string }) | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .split('\0')
      .slice(0, 3)
      .join(' ');
    return { pid, parent: Number(fields[1]), state: fields[0] ?? '', started: fields[19] ?? '', name: command };
  } catch {
    return null;
  }
}

export async function untilGone(processes: readonly Process[], patienceMs: number): Promise<readonly string[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const alive = processes.filter(({ pid, started }) => {
      const now = readProcess(pid);
      return now?.started === started && now.state !== 'Z';
    });
    if (alive.length === 0) return [];
    if (Date.now() > deadline) return alive.map(({ pid, name }) => `${String(pid)} ${name}`);
    await sleep(50);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/** Settings of the machine must not reach the platform under test. */
function cleanEnv(): NodeJS.ProcessEnv {
  const foreign = ['DATABASE_URL', 'HOST', 'PORT', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'];
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VERBUND_') && !foreign.includes(name)),
  );
}

/** Below the range from which the system takes ports for outgoing connections. */
export async function freePort(from = 21_000 + (process.pid % 5000)): Promise<number> {
  for (let port = from; port < 32_700; port += 13) {
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error('no free port');
}
