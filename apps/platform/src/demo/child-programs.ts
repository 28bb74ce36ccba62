import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Logger } from '#kernel/logging';

export interface ChildProgram {
  name: string;
  /** What the program printed when it was ready. */
  ready: Record<string, unknown>;
  stop(): Promise<void>;
}

/** A program that cannot start ends and is reported at once; this is for computers that have much else to do. */
const patienceMs = 120_000;

/**
 * Starts a program of this repository under the same Node and waits for its line {"ready":true,…}. It watches our
 * process id and ends with us, also after kill -9.
 */
export async function startChild(
  name: string,
  script: string,
  args: readonly string[],
  options: { log: Logger; env: NodeJS.ProcessEnv },
): Promise<ChildProgram> {
  const child = spawn(process.execPath, [script, ...args, '--parent-pid', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env,
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    if (complaints.length > 20) complaints.shift();
  });
  const ready = await firstReady(name, child, complaints);
  child.once('exit', (code) => options.log.warn({ program: name, code }, 'A program of the demonstration ended'));
  return { name, ready, stop: () => stopChild(child) };
}

function firstReady(
  name: string,
  child: ChildProcess,
  complaints: readonly string[],
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${name} ${why}\n${complaints.join('\n')}`));
    };
    const late = `did not become ready within ${String(patienceMs / 1000)} seconds`;
    const timer = setTimeout(() => fail(late), patienceMs);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with code ${String(code)}`));
    if (child.stdout === null) return fail('has no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = parseLine(line);
      if (message?.['ready'] !== true) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(message);
    });
  });
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}
