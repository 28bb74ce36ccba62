import pg from 'pg';
import { type Logger } from '../logging/index.ts';
import { reasonOf } from './failed-jobs.ts';
import { QueryLine } from './query-line.ts';
import { type RecurringTask } from './types.ts';

const tickMilliseconds = 500;

/**
 * Runs each task in one worker process at a time. Advisory locks live as long as their session, so this keeps one
 * connection of its own; when that breaks, the locks are gone and running tasks are told to stop.
 */
export class RecurringTasks {
  readonly #url: string;
  readonly #tasks: readonly RecurringTask[];
  readonly #log: Logger;
  readonly #running = new Map<string, { abort: AbortController; done: Promise<void> }>();
  #client: QueryLine | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(url: string, tasks: readonly RecurringTask[], log: Logger) {
    this.#url = url;
    this.#tasks = tasks;
    this.#log = log;
  }

  start(): void {
    const loop = (): void => {
      this.#ticking = this.#tick().finally(() => {
        if (!this.#stopping) this.#timer = setTimeout(loop, tickMilliseconds);
      });
    };
    if (this.#tasks.length > 0) loop();
  }

  async stop(graceMilliseconds: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#ticking;
    for (const { abort } of this.#running.values()) abort.abort();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMilliseconds);
    });
    await Promise.race([Promise.all([...this.#running.values()].map(({ done }) => done)), late]);
    clearTimeout(timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #connection(): Promise<QueryLine> {
    if (this.#client !== null) return this.#client;
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'verbund recurring',
      keepAlive: true,
    });
    const line = new QueryLine(client);
    const lost = (): void => {
      if (this.#client !== line) return;
      this.#client = null;
      for (const { abort } of this.#running.values()) abort.abort();
    };
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    this.#client = line;
    return line;
  }

  async #tick(): Promise<void> {
    try {
      const client = await this.#connection();
      for (const task of this.#tasks) {
        if (this.#stopping || this.#running.has(task.name)) continue;
        if (await claim(client, task)) this.#run(client, task);
      }
    } catch (error) {
      this.#log.warn({ error: error instanceof Error ? error : null }, 'recurring tasks wait for the database');
    }
  }

  #run(client: QueryLine, task: RecurringTask): void {
    const abort = new AbortController();
    const log = this.#log.child({ task: task.name });
    const done = (async () => {
      let failure: string | null = null;
      try {
        await task.run({ log, signal: abort.signal });
      } catch (error) {
        failure = reasonOf(error);
        log.error({ error: error instanceof Error ? error : null, reason: failure }, 'recurring task failed');
      }
      await release(client, task, failure).catch(() => undefined);
      this.#running.delete(task.name);
    })();
    this.#running.set(task.name, { abort, done });
  }
}

/** True: it is due, and this process now holds its lock. */
async function claim(client: QueryLine, task: RecurringTask): Promise<boolean> {
  const due = await client.query(
    `select 1 from queue.recurring_task where name = $1 and started_at > now() - $2 * interval '1 second'`,
    [task.name, task.everySeconds],
  );
  if (due.rowCount !== 0) return false;
  const locked = await client.query<{ ok: boolean }>(
    `select pg_try_advisory_lock(hashtext('verbund recurring'), hashtext($1)) as ok`,
    [task.name],
  );
  if (locked.rows[0]?.ok !== true) return false;
  // Another process may have run it between the first look and the lock, hence the condition again.
  const started = await client.query(
    `insert into queue.recurring_task as t (name, started_at) values ($1, now())
     on conflict (name) do update set started_at = now() where t.started_at <= now() - $2 * interval '1 second'`,
    [task.name, task.everySeconds],
  );
  if (started.rowCount === 1) return true;
  await unlock(client, task);
  return false;
}

async function release(client: QueryLine, task: RecurringTask, failure: string | null): Promise<void> {
  await client.query(
    `update queue.recurring_task set finished_at = now(), runs = runs + 1, last_error = $2,
       failures = failures + case when $2::text is null then 0 else 1 end where name = $1`,
    [task.name, failure],
  );
  await unlock(client, task);
}

async function unlock(client: QueryLine, task: RecurringTask): Promise<void> {
  await client.query(`select pg_advisory_unlock(hashtext('verbund recurring'), hashtext($1))`, [task.name]);
}
