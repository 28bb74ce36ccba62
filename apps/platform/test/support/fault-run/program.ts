import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, untilGone } from '../demo-process.ts';

/** One of the programs of the world, kept running as systemd would: when it ends by itself, it is started again. */
export interface Program {
  readonly name: string;
  start(): void;
  /** Resolves with the milliseconds since its start. */
  ready(): Promise<number>;
  /** SIGKILL to the program and everything below it. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code, or the signal that was needed instead. */
  stop(): Promise<number | string>;
  /** How often it ended without having been told to, and its last words. */
  ownEnds(): readonly string[];
  said(): string;
}

export interface ProgramOptions {
  name: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  isReady(said: string): Promise<boolean> | boolean;
}

const restartPauseMs = 500;
const patienceMs = 120_000;

export function createProgram({ name, args, env, isReady }: ProgramOptions): Program {
  const ends: string[] = [];
  let lines: string[] = [];
  let child: ChildProcess | undefined;
  let isWanted = false;
  let since = 0;

  function launch(): void {
    lines = [];
    const started = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        lines.push(text);
        if (lines.length > 400) lines.splice(0, 200);
      });
    }
    // A run that dies must leave nothing behind.
    const end = (): void => void started.kill('SIGKILL');
    process.once('exit', end);
    started.once('exit', (code, signal) => {
      process.off('exit', end);
      if (child !== started || !isWanted) return;
      ends.push(`${name} ended by itself (${String(code ?? signal)}): ${lines.join('').slice(-2000)}`);
      setTimeout(() => {
        if (isWanted && child === started) launch();
      }, restartPauseMs);
    });
  }

  const hasGone = (): boolean => child === undefined || child.exitCode !== null || child.signalCode !== null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    isWanted = false;
    if (!child || hasGone()) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    const below = descendants(child.pid ?? 0);
    child.kill(signal);
    if (signal === 'SIGKILL') for (const { pid } of below) killQuietly(pid);
    const late = setTimeout(() => child?.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
    await untilGone(below, 15_000);
  }

  return {
    name,
    start() {
      if (isWanted) return;
      isWanted = true;
      since = performance.now();
      launch();
    },
    async ready() {
      for (let waited = performance.now(); performance.now() - waited < patienceMs; await sleep(25)) {
        if (!hasGone() && (await isReady(lines.join('')))) return performance.now() - since;
      }
      throw new Error(`${name} did not become ready:\n${lines.join('').slice(-4000)}`);
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      return child?.exitCode ?? child?.signalCode ?? 'never started';
    },
    ownEnds: () => ends,
    said: () => lines.join(''),
  };
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** An answer of any kind, or one with this status. */
export async function answers(url: string, status?: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return status === undefined || response.status === status;
  } catch {
    return false;
  }
}
