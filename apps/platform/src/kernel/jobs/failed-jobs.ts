import type pg from 'pg';
import { AppError } from '../errors/index.ts';
import { type FailedJob } from './types.ts';

const moveColumns = `id, name, data, singleton_key, retry_limit, retry_delay, coalesce(retry_delay_max, retry_delay), retry_count + 1`;
const insertFailed = `insert into queue.failed_job
  (id, name, payload, job_key, retries, first_delay_seconds, max_delay_seconds, attempts, reason)`;

/** Table queue.failed_job: what gave up, for the operator. */
export class FailedJobs {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Moves a claimed job out of pg-boss; nothing happens when the claim is no longer ours. */
  async giveUp(name: string, id: string, retryCount: number, reason: string): Promise<void> {
    await this.#pool.query(
      `with gone as (delete from pgboss.job where name = $1 and id = $2 and state = 'active' and retry_count = $3 returning *)
       ${insertFailed} select ${moveColumns}, $4 from gone`,
      [name, id, retryCount, reason],
    );
  }

  /** Jobs that pg-boss itself failed for good: their worker died on the last attempt. */
  async sweep(): Promise<void> {
    await this.#pool.query(
      `with gone as (delete from pgboss.job where state = 'failed' returning *)
       ${insertFailed} select ${moveColumns}, coalesce(output->>'reason', 'kernel/worker-died') from gone`,
    );
  }

  async list(limit: number): Promise<FailedJob[]> {
    const found = await this.#pool.query<FailedJob>(
      `select id, name, payload, attempts, failed_at as "failedAt", reason from queue.failed_job
       order by failed_at desc, id limit $1`,
      [limit],
    );
    return found.rows;
  }

  async retry(id: string): Promise<void> {
    const found = await this.#pool.query(
      `with gone as (delete from queue.failed_job where id = $1 returning *)
       select queue.enqueue(name, payload, nullif(job_key, id::text), 0, retries, first_delay_seconds, max_delay_seconds)
       from gone`,
      [id],
    );
    if (found.rowCount === 0) throw new AppError('not-found', 'kernel/failed-job-not-found');
  }

  async dismiss(id: string): Promise<void> {
    const found = await this.#pool.query('delete from queue.failed_job where id = $1', [id]);
    if (found.rowCount === 0) throw new AppError('not-found', 'kernel/failed-job-not-found');
  }
}

/** Code or class name: a message may hold personal data. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}
