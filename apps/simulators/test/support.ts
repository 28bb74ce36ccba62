import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BIN = join(import.meta.dirname, '../bin');

export interface Started {
  child: ChildProcess;
  facts: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts a simulator as its own program, as the platform's demo does, and waits for its one line. */
export async function startProgram(name: string, args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [join(BIN, `${name}.mjs`), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    child,
    facts: JSON.parse(line) as Record<string, string>,
    stop: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

export interface Ended {
  code: number | null;
  stderr: string;
}

/** Runs a simulator that is expected to end by itself. */
export async function runProgram(name: string, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const options = {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
  };
  const child = spawn(process.execPath, [join(BIN, `${name}.mjs`), ...args], options);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
