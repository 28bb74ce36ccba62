import { FitConnectError } from '@verbund/fit-connect';
import { errorCode } from './files.ts';

type Write = (fields: Record<string, unknown> | string, message?: string) => void;
export type Log = { info: Write; warn: Write; error: Write };
type Level = keyof Log;

/** One JSON object per line. To standard error, so that standard output stays for what programs read. */
export function createLog(write: (line: string) => void = toStandardError): Log {
  const at =
    (level: Level): Write =>
    (first, second) => {
      const fields = typeof first === 'string' ? {} : first;
      const message = typeof first === 'string' ? first : (second ?? '');
      const head = { level, time: new Date().toISOString(), program: 'verbund-connector' };
      write(`${JSON.stringify({ ...head, ...fields, message })}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

let isGuarded = false;

function toStandardError(line: string): void {
  // Whoever read the log may have gone; that is no reason to stop working.
  if (!isGuarded) process.stderr.on('error', () => undefined);
  isGuarded = true;
  process.stderr.write(line);
}

/** Every line names its destination. */
export function logFor(log: Log, destination: string): Log {
  const at =
    (level: Level): Write =>
    (first, second) =>
      typeof first === 'string' ? log[level]({ destination }, first) : log[level]({ destination, ...first }, second);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * What of an error may stand in a log. Messages are left out: those of the file system hold paths, and a folder of the
 * back office may be named after a person.
 */
export function loggable(error: unknown): Record<string, unknown> {
  if (error instanceof FitConnectError) {
    const { status, type, detail } = error;
    return { status, type, ...(detail === '' ? {} : { detail }) };
  }
  if (error instanceof Error) return { name: error.name, code: errorCode(error), at: placeOf(error) };
  return { name: typeof error };
}

/** The line of our code, without the message that stands above it. */
function placeOf(error: Error): string | undefined {
  const line = (error.stack ?? '').split('\n').find((candidate) => /^\s+at .*\/(src|dist)\//.test(candidate));
  return line?.replace(/^.*\/(src|dist)\//, '$1/').replace(/\)$/, '');
}
