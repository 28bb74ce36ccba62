import { type PgBoss } from 'pg-boss';
import { type Logger } from '../logging/index.ts';
import { reasonOf, type FailedJobs } from './failed-jobs.ts';
import { isValidPayload } from './payloads.ts';
import { type JobHandler } from './types.ts';

interface Claim {
  id: string;
  retryCount: number;
  data: unknown;
}

const heartbeatMilliseconds = 5000;

/**
 * Works one queue with at most `concurrency` handlers at once. pg-boss claims, settles and retries; its own `work` loop
 * is not used because it waits for a whole batch and drained a backlog at two jobs per second on a notify queue.
 */
export class HandlerLoop {
  readonly name: string;
  readonly #handler: JobHandler;
  readonly #boss: PgBoss;
  readonly #failed: FailedJobs;
  readonly #log: Logger;
  readonly #running = new Map<string, { claim: Claim; abort: AbortController; done: Promise<void> }>();
  #finished: Claim[] = [];
  #flush: Promise<void> | null = null;
  #fetching = false;
  #stopping = false;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(handler: JobHandler, boss: PgBoss, failed: FailedJobs, log: Logger) {
    this.name = handler.type.name;
    this.#handler = handler;
    this.#boss = boss;
    this.#failed = failed;
    this.#log = log.child({ job: this.name });
    this.#heartbeat = setInterval(() => void this.#touch(), heartbeatMilliseconds);
  }

  get hasRoom(): boolean {
    return !this.#stopping && !this.#fetching && this.#running.size < this.#concurrency;
  }

  get #concurrency(): number {
    return this.#handler.concurrency ?? 5;
  }

  /** Claims as many due jobs as there is room for; goes on by itself while claims come back full. */
  async pump(): Promise<void> {
    if (!this.hasRoom) return;
    const room = this.#concurrency - this.#running.size;
    this.#fetching = true;
    let claims: Claim[] = [];
    try {
      claims = (await this.#boss.fetch<unknown>(this.name, { batchSize: room, includeMetadata: true })) ?? [];
    } catch (error) {
      this.#log.warn({ error: toError(error) }, 'could not fetch jobs');
    } finally {
      this.#fetching = false;
    }
    const isFull = claims.length === room;
    for (const claim of claims) this.#start(claim, isFull);
  }

  #start(claim: Claim, pumpAfterwards: boolean): void {
    const abort = new AbortController();
    const done = this.#run(claim, abort.signal).finally(() => {
      this.#running.delete(claim.id);
      if (pumpAfterwards) void this.pump();
    });
    this.#running.set(claim.id, { claim, abort, done });
    if (this.#stopping) abort.abort();
  }

  async #run(claim: Claim, signal: AbortSignal): Promise<void> {
    const attempt = claim.retryCount + 1;
    const log = this.#log.child({ jobId: claim.id, attempt });
    if (!isValidPayload(this.#handler.type, claim.data)) return this.#giveUp(claim, 'kernel/invalid-payload', log);
    try {
      await this.#handler.handle(claim.data, { jobId: claim.id, attempt, log, signal });
      this.#complete(claim);
    } catch (error) {
      const { attempts } = this.#handler.type.retry;
      if (attempts !== 'unlimited' && attempt >= attempts) return this.#giveUp(claim, reasonOf(error), log, error);
      log.warn({ error: toError(error) }, 'job failed, will be tried again');
      await this.#settle(log, () => this.#boss.fail(this.name, [attemptOf(claim)], { reason: reasonOf(error) }));
    }
  }

  async #giveUp(claim: Claim, reason: string, log: Logger, error?: unknown): Promise<void> {
    log.error({ reason, ...(error === undefined ? {} : { error: toError(error) }) }, 'job gave up');
    await this.#settle(log, () => this.#failed.giveUp(this.name, claim.id, claim.retryCount, reason));
  }

  /** When the database is away the claim lapses by its heartbeat and the job runs again: handlers are repeatable. */
  async #settle(log: Logger, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ error: toError(error) }, 'could not settle job, it will run again');
    }
  }

  /** Completions of the same moment go in one statement. */
  #complete(claim: Claim): void {
    this.#finished.push(claim);
    this.#flush ??= new Promise((resolve) => setImmediate(resolve)).then(async () => {
      const claims = this.#finished;
      this.#finished = [];
      this.#flush = null;
      await this.#settle(this.#log, () => this.#boss.complete(this.name, claims.map(attemptOf)));
    });
  }

  async #touch(): Promise<void> {
    const claims = [...this.#running.values()].map(({ claim }) => attemptOf(claim));
    if (claims.length > 0) await this.#settle(this.#log, () => this.#boss.touch(this.name, claims));
  }

  /** Running handlers see their signal and get the grace time; what then still runs is taken over by its heartbeat. */
  async stop(graceMilliseconds: number): Promise<void> {
    this.#stopping = true;
    for (const { abort } of this.#running.values()) abort.abort();
    const ended = Promise.all([...this.#running.values()].map(({ done }) => done));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMilliseconds);
    });
    await Promise.race([ended, late]);
    clearTimeout(timer);
    clearInterval(this.#heartbeat);
    while (this.#flush !== null) await this.#flush;
  }
}

const attemptOf = ({ id, retryCount }: Claim): { id: string; retryCount: number } => ({ id, retryCount });

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown');
}
