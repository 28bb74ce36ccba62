import { pino, type Logger as Pino } from 'pino';
import { type Config } from '../config/types.ts';
import { type LogFields, type Logger } from './index.ts';

export interface LoggerOptions {
  level: Config['logLevel'];
  /** Short lines for people instead of JSON (demo on a terminal). */
  readable?: boolean;
  /** Default: standard output. */
  write?: (line: string) => void;
}

/**
 * JSON lines. Only scalar fields get through: an object or array that slipped past the types may hold personal data
 * and is replaced by its type. Of an error the class, code and stack are kept; a driver's `detail` with row values is not.
 */
export function createLogger(options: LoggerOptions): Logger {
  const out = options.write ?? ((line: string) => void process.stdout.write(line));
  const write = options.readable === true ? (line: string) => out(readable(line)) : out;
  const base = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return wrap(base);
}

function wrap(log: Pino): Logger {
  return {
    debug: (fields, message) => log.debug(clean(fields), message),
    info: (fields, message) => log.info(clean(fields), message),
    warn: (fields, message) => log.warn(clean(fields), message),
    error: (fields, message) => log.error(clean(fields), message),
    child: (fields) => wrap(log.child(clean(fields))),
  };
}

function clean(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, scalar(value)]));
}

function scalar(value: unknown): unknown {
  if (value instanceof Error) return describe(value);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return value === undefined ? undefined : `[${typeof value}]`;
}

/** Messages of the database driver may quote values ("Key (mail)=(…)"), so only our own errors keep their message. */
function describe(error: Error): string {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? ` ${error.code}` : '';
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const cause = error.cause instanceof Error ? ` <- ${describe(error.cause)}` : '';
  const isDriver = 'severity' in error || ('detail' in error && 'schema' in error);
  const message = isDriver ? '' : `: ${error.message}`;
  return `${error.name}${code}${message} | ${frames.join(' | ')}${cause}`;
}

function readable(line: string): string {
  const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  return `${String(time).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}${fields.length > 0 ? `  ${fields.join(' ')}` : ''}\n`;
}
