import { sql } from 'kysely';
import pg from 'pg';
import { type PgBoss } from 'pg-boss';
import { AppError, type ErrorTexts } from '../errors/index.ts';
import { type Logger } from '../logging/index.ts';
import { FailedJobs } from './failed-jobs.ts';
import { HandlerLoop } from './handler-loop.ts';
import { createBoss } from './install-queue.ts';
import { isValidPayload } from './payloads.ts';
import { RecurringTasks } from './recurring.ts';
import { type FailedJob, type JobHandler, type Jobs, type RecurringTask } from './types.ts';

export interface QueueDepth {
  /** Due now. */
  waiting: number;
  /** Not due yet: first delay or between attempts. */
  later: number;
  active: number;
  failed: number;
  /** Age of the oldest due job. */
  oldestSeconds: number;
}

export interface JobsRuntime extends Jobs {
  /** Worker role only. */
  start(handlers: readonly JobHandler[], recurring: readonly RecurringTask[]): Promise<void>;
  /** Running handlers get their signal and up to ten seconds. */
  stop(): Promise<void>;
  failed(limit?: number): Promise<FailedJob[]>;
  retry(id: string): Promise<void>;
  dismiss(id: string): Promise<void>;
  depth(): Promise<QueueDepth>;
}

export interface JobsOptions {
  /** Login verbund_queue; null in a process that only enqueues. */
  queueUrl: string | null;
  log: Logger;
  /** How often due jobs are looked for. */
  pollMilliseconds?: number;
  graceMilliseconds?: number;
}

/** Retries of 'unlimited'; pg-boss counts in an integer. */
const unlimited = 1_000_000_000;

export function createJobs(options: JobsOptions): JobsRuntime {
  const pool =
    options.queueUrl === null
      ? null
      : new pg.Pool({ connectionString: options.queueUrl, max: 3, application_name: 'verbund queue' });
  pool?.on('error', () => undefined);
  const queuePool = (): pg.Pool => {
    if (pool === null) throw new AppError('unavailable', 'kernel/queue-not-here');
    return pool;
  };
  let worker: Worker | null = null;
  return {
    async enqueue(tx, type, payload, { key, startAfterSeconds } = {}) {
      if (!isValidPayload(type, payload))
        throw new AppError('internal', 'kernel/invalid-payload', { params: { job: type.name } });
      const { attempts, firstDelaySeconds, maxDelaySeconds } = type.retry;
      const retries = attempts === 'unlimited' ? unlimited : attempts - 1;
      await sql`select queue.enqueue(${type.name}, ${JSON.stringify(payload)}::jsonb, ${key ?? null}::text,
        ${startAfterSeconds ?? 0}::float8, ${retries}::int, ${firstDelaySeconds}::int, ${maxDelaySeconds}::int)`.execute(
        tx,
      );
    },
    async start(handlers, recurring) {
      if (worker !== null) throw new Error('the worker is running already');
      if (options.queueUrl === null) throw new AppError('unavailable', 'kernel/queue-not-here');
      worker = await startWorker(options.queueUrl, queuePool(), options, handlers, recurring);
    },
    async stop() {
      await worker?.stop();
      worker = null;
      if (pool !== null && !pool.ended) await pool.end();
    },
    failed: async (limit = 100) => new FailedJobs(queuePool()).list(limit),
    retry: async (id) => new FailedJobs(queuePool()).retry(id),
    dismiss: async (id) => new FailedJobs(queuePool()).dismiss(id),
    depth: async () => readDepth(queuePool()),
  };
}

interface Worker {
  stop(): Promise<void>;
}

async function startWorker(
  url: string,
  pool: pg.Pool,
  options: JobsOptions,
  handlers: readonly JobHandler[],
  recurring: readonly RecurringTask[],
): Promise<Worker> {
  const { log } = options;
  const names = handlers.map(({ type }) => type.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two handlers for job ${twice}`);
  const boss: PgBoss = createBoss(url, true);
  boss.on('error', (error) => log.warn({ error }, 'job queue'));
  await boss.start();
  for (const name of names) await boss.createQueue(name, { policy: 'short' });
  const failed = new FailedJobs(pool);
  const loops = handlers.map((handler) => new HandlerLoop(handler, boss, failed, log));
  const poller = startPolling(pool, loops, failed, log, options.pollMilliseconds ?? 50);
  const tasks = new RecurringTasks(url, recurring, log);
  tasks.start();
  return {
    async stop() {
      const grace = options.graceMilliseconds ?? 10_000;
      await poller.stop();
      await Promise.all([...loops.map((loop) => loop.stop(grace)), tasks.stop(grace)]);
      await boss.stop({ graceful: false });
    },
  };
}

/**
 * One small query for all queues, twenty times a second. LISTEN/NOTIFY would be faster by some milliseconds, but NOTIFY
 * takes a lock on the whole database until its transaction is on disk, which ends PostgreSQL's group commit.
 */
function startPolling(
  pool: pg.Pool,
  loops: readonly HandlerLoop[],
  failed: FailedJobs,
  log: Logger,
  milliseconds: number,
): Worker {
  let stopping = false;
  let lastSweep = 0;
  let wake: (() => void) | undefined;
  const round = async (): Promise<void> => {
    if (Date.now() - lastSweep > 15_000) {
      lastSweep = Date.now();
      await failed.sweep();
    }
    const byName = new Map(loops.filter((loop) => loop.hasRoom).map((loop) => [loop.name, loop]));
    if (byName.size === 0) return;
    const due = await pool.query<{ name: string }>({ name: 'due-queues', text: dueSql, values: [[...byName.keys()]] });
    for (const { name } of due.rows) void byName.get(name)?.pump();
  };
  const running = (async () => {
    while (!stopping) {
      let pause = milliseconds;
      try {
        await round();
      } catch (error) {
        pause = 1000;
        log.warn({ error: error instanceof Error ? error : null }, 'jobs wait for the database');
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pause);
      });
    }
  })();
  return {
    async stop() {
      stopping = true;
      wake?.();
      await running;
    },
  };
}

const dueSql = `select n.name from unnest($1::text[]) as n(name)
  where exists (select 1 from pgboss.job j where j.name = n.name and j.state < 'active' and not j.blocked and j.start_after <= now())`;

async function readDepth(pool: pg.Pool): Promise<QueueDepth> {
  const found = await pool.query<QueueDepth>(
    `select count(*) filter (where state < 'active' and start_after <= now())::int as waiting,
       count(*) filter (where state < 'active' and start_after > now())::int as later,
       count(*) filter (where state = 'active')::int as active,
       (select count(*)::int from queue.failed_job) as failed,
       coalesce(extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now())), 0)::float8 as "oldestSeconds"
     from pgboss.job where state <= 'active'`,
  );
  return found.rows[0] ?? { waiting: 0, later: 0, active: 0, failed: 0, oldestSeconds: 0 };
}

export const jobErrorTexts: ErrorTexts = {
  'kernel/invalid-payload': {
    de: { title: 'Interner Fehler', text: 'Der Auftrag ist unvollständig und wurde nicht angenommen.' },
    en: { title: 'Internal error', text: 'The job is incomplete and was not accepted.' },
  },
  'kernel/queue-not-here': {
    de: {
      title: 'Aufträge sind hier nicht einsehbar',
      text: 'Dieser Prozess hat keinen Zugang zur Warteschlange. Setzen Sie VERBUND_QUEUE_DATABASE_URL.',
    },
    en: {
      title: 'Jobs cannot be seen here',
      text: 'This process has no access to the queue. Set VERBUND_QUEUE_DATABASE_URL.',
    },
  },
  'kernel/failed-job-not-found': {
    de: {
      title: 'Auftrag nicht gefunden',
      text: 'Der Auftrag wurde inzwischen wiederholt oder verworfen. Laden Sie die Liste neu.',
    },
    en: { title: 'Job not found', text: 'The job was retried or dismissed in the meantime. Reload the list.' },
  },
  'kernel/worker-died': {
    de: { title: 'Abgebrochen', text: 'Der bearbeitende Prozess wurde beim letzten Versuch beendet.' },
    en: { title: 'Interrupted', text: 'The process that worked on it ended during the last attempt.' },
  },
};
