import { FitConnectError } from '@verbund/fit-connect';
import pino, { type Logger } from 'pino';
import { errorCode } from './files.ts';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** To standard error, so that standard output stays for what programs read. Written at once: a crash loses no line. */
export function createLog(): Log {
  return pino(
    { base: { program: 'verbund-connector' }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
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
  const line = (error.stack ?? '').split('\n').find((candidate) => /^\s+at .*\/src\//.test(candidate));
  return line?.replace(/^.*\/src\//, 'src/').replace(/\)$/, '');
}
