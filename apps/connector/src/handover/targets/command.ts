import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { isUuid, parseObject, toJson } from '../../durable.ts';
import { errorCode, type Files } from '../../files.ts';
import { readableWords, type Target, type TargetVerdict } from '../target.ts';

export type CommandTargetOptions = {
  /** Program and arguments; no shell looks at them. */
  command: readonly string[];
  timeoutMs: number;
  /** Where content lies while the command has not taken it. */
  staging: string;
};

/** EX_DATAERR of sysexits.h: the data is wrong, a repetition would meet the same answer. */
const refusal = 65;
const graceMs = 5000;
const maximalOutput = 64 * 1024;

/**
 * Starts a program for each submission: the manifest goes to its standard input, with `folder` naming the private folder
 * where the files lie. Exit code 0: taken. 65: refused, for the reasons on standard output. Anything else: later.
 */
export function createCommandTarget(files: Files, options: CommandTargetOptions): Target {
  const { staging } = options;
  return {
    staging,
    partOf: (submissionId) => join(staging, submissionId),
    async handOver(_submissionId, part) {
      const about = parseObject((await files.read(join(part, 'submission.json'))) ?? Buffer.from(''));
      if (!about) throw new Error('the staged submission has gone');
      return runCommand(options, part, toJson({ ...about, folder: part }));
    },
    holds: async () => false,
    idOfPart: (name) => (isUuid(name) ? name : undefined),
    async probe() {
      const [program = ''] = options.command;
      const mend = 'Vollständigen Pfad angeben, chmod +x / give the full path, chmod +x';
      if (!isAbsolute(program))
        return { ok: false, message: `${program}: kein vollständiger Pfad / no full path`, mend };
      try {
        await access(program, constants.X_OK);
        return { ok: true, message: program };
      } catch (error) {
        return { ok: false, message: `${program}: ${errorCode(error) ?? 'nicht ausführbar / not executable'}`, mend };
      }
    },
  };
}

function runCommand(
  { command: [program = '', ...args], timeoutMs }: CommandTargetOptions,
  cwd: string,
  manifest: Uint8Array,
): Promise<TargetVerdict> {
  return new Promise((resolve) => {
    // A group of its own: what the program starts ends with it.
    const child = spawn(program, args, { cwd, detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    const output: Buffer[] = [];
    let size = 0;
    let isLate = false;
    const endGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // It has gone.
      }
    };
    const timers = [
      setTimeout(() => {
        isLate = true;
        endGroup('SIGTERM');
      }, timeoutMs),
      setTimeout(() => endGroup('SIGKILL'), timeoutMs + graceMs),
    ];
    const endWithUs = (): void => endGroup('SIGKILL');
    process.once('exit', endWithUs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximalOutput) output.push(chunk);
    });
    // A program that does not read its input is free to do so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(manifest);
    let failure: unknown;
    child.on('error', (error) => (failure = error));
    child.on('close', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      process.off('exit', endWithUs);
      // Children of the program that hold no pipe of ours would live on after a time-out.
      if (isLate) endGroup('SIGKILL');
      if (failure !== undefined)
        return resolve({ outcome: 'later', reason: `command-${errorCode(failure) ?? 'not-started'}` });
      if (isLate) return resolve({ outcome: 'later', reason: 'command-time-out' });
      resolve(verdictOf(code, signal, Buffer.concat(output).toString()));
    });
  });
}

function verdictOf(code: number | null, signal: NodeJS.Signals | null, output: string): TargetVerdict {
  if (code === 0) return { outcome: 'taken' };
  if (code === refusal) {
    const words = readableWords(output.split('\n'));
    return { outcome: 'refused', words: words.length > 0 ? words : ['refused by the back office'] };
  }
  return { outcome: 'later', reason: signal === null ? `command-exit-${code ?? -1}` : `command-${signal}` };
}
