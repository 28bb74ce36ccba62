import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Load, type LoadResult } from './load-protocol.ts';

/** One line of docs/performance.md. */
export interface Figure {
  what: string;
  measured: string;
  /** What the same machine does at best in the same run. */
  bound: string;
  goal: string;
  met: boolean;
}

export interface Bench {
  name: string;
  title: string;
  run(log: (line: string) => void): Promise<{ figures: Figure[]; notes: string[] }>;
}

/** Runs the load client as a process of its own. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const client = fileURLToPath(new URL('load-client.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', client], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the load client ended with ${String(code)}`);
  const result = JSON.parse(output) as LoadResult;
  if (result.failures.length > 0) throw new Error(`requests failed:\n${result.failures.join('\n')}`);
  return result;
}

export function perSecond(result: LoadResult): number {
  return result.done / result.seconds;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
export const one = (value: number): string => value.toFixed(1);
