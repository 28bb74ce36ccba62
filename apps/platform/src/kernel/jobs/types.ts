import { type TSchema, type Static } from 'typebox';
import { type Tx } from '../db/types.ts';
import { type Logger } from '../logging/index.ts';

/** A task name and its payload, declared once. Payloads hold ids only, never personal data. */
export interface JobType<S extends TSchema = TSchema> {
  /** `module.kebab-name` */
  name: string;
  payload: S;
  retry: {
    /** 'unlimited' tries until it succeeds; a number gives up after so many and shows the operator an entry. */
    attempts: number | 'unlimited';
    firstDelaySeconds: number;
    maxDelaySeconds: number;
  };
}

export interface JobContext {
  jobId: string;
  attempt: number;
  log: Logger;
  signal: AbortSignal;
}

export interface JobHandler {
  type: JobType;
  /** How many run at once in one worker process. */
  concurrency?: number;
  handle(payload: unknown, context: JobContext): Promise<void>;
}

/** Runs every so often in exactly one of the worker processes (advisory lock), for polling and retention. */
export interface RecurringTask {
  name: string;
  everySeconds: number;
  run(context: { log: Logger; signal: AbortSignal }): Promise<void>;
}

export interface Jobs {
  /**
   * Enqueues in the caller's transaction: rolled back with it, visible to workers only after its commit.
   * `key` makes a second enqueue of the same waiting job a no-op.
   */
  enqueue<S extends TSchema>(
    tx: Tx,
    type: JobType<S>,
    payload: Static<S>,
    options?: { key?: string; startAfterSeconds?: number },
  ): Promise<void>;
}

export interface FailedJob {
  id: string;
  name: string;
  payload: unknown;
  attempts: number;
  failedAt: Date;
  /** Error code or class name, never a message that may hold personal data. */
  reason: string;
}
