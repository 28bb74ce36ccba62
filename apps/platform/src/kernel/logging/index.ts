/** Structured log without personal data: fields are ids, codes, counts and durations only. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
}

export type LogFields = Record<string, string | number | boolean | null | undefined | Error>;

export { createLogger } from './logger.ts';
