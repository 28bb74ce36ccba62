import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { AppError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { createJobs, type JobHandler, type JobsRuntime, type JobType } from './index.ts';

const log = createLogger({ level: 'silent' });
const payload = Type.Object({ n: Type.Number() });
const jobType = (name: string, retry: Partial<JobType['retry']> = {}): JobType<typeof payload> => ({
  name,
  payload,
  retry: { attempts: 3, firstDelaySeconds: 1, maxDelaySeconds: 60, ...retry },
});

let test: TestDatabase;
before(async () => {
  test = await testDatabase({ modules: [] });
});
after(() => test.drop());

let jobs: JobsRuntime;
beforeEach(async () => {
  await test.admin('truncate pgboss.job_common, queue.failed_job, queue.recurring_task');
  jobs = createJobs({ queueUrl: test.urls.queue, log, graceMilliseconds: 500 });
});
afterEach(() => jobs.stop());

const enqueue = (
  type: JobType<typeof payload>,
  n: number,
  options?: { key?: string; startAfterSeconds?: number },
): Promise<void> => test.db.tx({}, (tx) => jobs.enqueue(tx, type, { n }, options));

async function until(condition: () => boolean | Promise<boolean>, milliseconds = 8000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) assert.fail('waited in vain');
    await sleep(5);
  }
}

function collector(
  type: JobType<typeof payload>,
  work: (n: number) => Promise<void> | void = () => undefined,
): { seen: number[]; handler: JobHandler } {
  const seen: number[] = [];
  const handle: JobHandler['handle'] = async (body) => {
    const { n } = body as { n: number };
    seen.push(n);
    await work(n);
  };
  return { seen, handler: { type, handle } };
}

describe('enqueue', () => {
  it('follows the transaction: rolled back with it, worked soon after its commit', async () => {
    const type = jobType('sample.follow');
    const { seen, handler } = collector(type);
    await jobs.start([handler], []);
    await assert.rejects(
      test.db.tx({}, async (tx) => {
        await jobs.enqueue(tx, type, { n: 1 });
        await sleep(150);
        throw new AppError('conflict', 'sample/no');
      }),
    );
    const start = performance.now();
    await enqueue(type, 2);
    await until(() => seen.length === 1);
    const latency = performance.now() - start;
    assert.deepEqual(seen, [2]);
    assert.ok(latency < 400, `took ${latency} ms`);
    await until(async () => (await test.admin(`select 1 from pgboss.job where state = 'completed'`)).length === 1);
  });

  it('shows verbund_app no job', async () => {
    await enqueue(jobType('sample.secret'), 1);
    assert.equal((await test.admin('select 1 from pgboss.job')).length, 1);
    for (const table of ['pgboss.job', 'pgboss.job_common', 'queue.failed_job', 'queue.recurring_task']) {
      await assert.rejects(
        test.db.tx({}, (tx) => sql`select * from ${sql.raw(table)}`.execute(tx)),
        /permission denied/,
        table,
      );
    }
  });

  it('with a key is a no-op while the same job waits, also between two attempts', async () => {
    const type = jobType('sample.keyed', { firstDelaySeconds: 30 });
    await enqueue(type, 1, { key: 'a' });
    await enqueue(type, 2, { key: 'a' });
    await enqueue(type, 3, { key: 'b' });
    await enqueue(type, 4);
    await enqueue(type, 5);
    const { seen, handler } = collector(type, (n) => {
      if (n === 1) throw new Error('once more');
    });
    await jobs.start([handler], []);
    await until(() => seen.length === 4);
    assert.deepEqual(seen.toSorted(), [1, 3, 4, 5]);
    await until(async () => (await test.admin(`select 1 from pgboss.job where state = 'retry'`)).length === 1);
    await enqueue(type, 6, { key: 'a' });
    await enqueue(type, 7, { key: 'b' });
    await until(() => seen.includes(7));
    assert.equal(seen.includes(6), false);
  });

  it('refuses a payload that does not fit, and a process without the queue still enqueues', async () => {
    const type = jobType('sample.fit');
    await assert.rejects(
      test.db.tx({}, (tx) => jobs.enqueue(tx, type, { n: 'x' } as unknown as { n: number })),
      (error) => error instanceof AppError && error.code === 'kernel/invalid-payload',
    );
    const web = createJobs({ queueUrl: null, log });
    await test.db.tx({}, (tx) => web.enqueue(tx, type, { n: 1 }));
    assert.equal((await jobs.depth()).waiting, 1);
    await assert.rejects(web.depth(), (error) => error instanceof AppError && error.code === 'kernel/queue-not-here');
  });

  it('waits for startAfterSeconds', async () => {
    const type = jobType('sample.later');
    const { seen, handler } = collector(type);
    await jobs.start([handler], []);
    await enqueue(type, 1, { startAfterSeconds: 1 });
    await sleep(500);
    assert.deepEqual(seen, []);
    await until(() => seen.length === 1);
  });
});

describe('failure', () => {
  it('gives up after the attempts, shows the operator the code and no message, and can be retried or dismissed', async () => {
    const type = jobType('sample.failing', { attempts: 2, firstDelaySeconds: 1 });
    let broken = true;
    const { seen, handler } = collector(type, () => {
      if (broken) throw new AppError('unavailable', 'sample/down', { detail: 'Erika Mustermann' });
    });
    await jobs.start([handler], []);
    await enqueue(type, 1);
    await until(async () => (await jobs.failed()).length === 1);
    const [job] = await jobs.failed();
    assert.ok(job);
    assert.deepEqual(
      { ...job, id: '', failedAt: null },
      { id: '', name: 'sample.failing', payload: { n: 1 }, attempts: 2, failedAt: null, reason: 'sample/down' },
    );
    assert.equal(seen.length, 2);
    broken = false;
    await jobs.retry(job.id);
    await until(() => seen.length === 3);
    assert.deepEqual(await jobs.failed(), []);
    await assert.rejects(jobs.dismiss(job.id), (error) => error instanceof AppError && error.kind === 'not-found');
  });

  it('tries without end, with delays that grow to the limit, and never throws a waiting job away', async () => {
    const type = jobType('sample.endless', { attempts: 'unlimited', firstDelaySeconds: 10, maxDelaySeconds: 60 });
    const { seen, handler } = collector(type, () => {
      throw new Error('still down');
    });
    await jobs.start([handler], []);
    await enqueue(type, 1);
    const delays: number[] = [];
    for (let round = 1; round <= 6; round++) {
      await until(async () => {
        const rows = await test.admin(
          `select extract(epoch from start_after - now())::float8 as delay from pgboss.job where state = 'retry' and start_after > now()`,
        );
        if (rows[0] === undefined) return false;
        delays.push(Number(rows[0]['delay']));
        return true;
      });
      await test.admin(`update pgboss.job set start_after = now() - interval '1 second' where state = 'retry'`);
      await until(() => seen.length === round + 1);
    }
    assert.ok((delays[0] ?? 0) > 8 && (delays[0] ?? 0) < 21, String(delays));
    assert.ok((delays[5] ?? 0) > 58 && (delays[5] ?? 0) <= 60, String(delays));
    const kept = await test.admin(
      `select 1 from pgboss.job where keep_until > now() + interval '50 years' and retry_limit > 1000000`,
    );
    assert.equal(kept.length, 1);
  });

  it('sends a payload that no longer fits straight to the operator', async () => {
    const type = jobType('sample.old-shape');
    await test.db.tx({}, (tx) =>
      sql`select queue.enqueue('sample.old-shape', '{"old": true}'::jsonb, null, 0, 5, 1, 2)`.execute(tx),
    );
    const { seen, handler } = collector(type);
    await jobs.start([handler], []);
    await until(async () => (await jobs.failed())[0]?.reason === 'kernel/invalid-payload');
    assert.deepEqual(seen, []);
  });

  it('takes over a job whose worker died', async () => {
    const type = jobType('sample.orphan');
    await enqueue(type, 1);
    await test.admin(
      `update pgboss.job set state = 'active', started_on = now() - interval '60 seconds', heartbeat_on = now() - interval '60 seconds'`,
    );
    const { seen, handler } = collector(type);
    await jobs.start([handler], []);
    await until(() => seen.length === 1, 30_000);
  });
});

describe('work', () => {
  it('honours the concurrency of the handler', async () => {
    const type = jobType('sample.narrow');
    let now = 0;
    let most = 0;
    const { seen, handler } = collector(type, async () => {
      most = Math.max(most, ++now);
      await sleep(20);
      now--;
    });
    for (let n = 0; n < 12; n++) await enqueue(type, n);
    await jobs.start([{ ...handler, concurrency: 3 }], []);
    await until(() => seen.length === 12);
    assert.equal(most, 3);
  });

  it('drains at least 500 small jobs a second', async () => {
    const type = jobType('sample.many');
    const { seen, handler } = collector(type);
    await test.db.tx({}, (tx) =>
      sql`select queue.enqueue('sample.many', jsonb_build_object('n', n), null, 0, 5, 1, 2) from generate_series(1, 2000) n`.execute(
        tx,
      ),
    );
    const start = performance.now();
    await jobs.start([{ ...handler, concurrency: 10 }], []);
    await until(() => seen.length === 2000, 20_000);
    const perSecond = 2000 / ((performance.now() - start) / 1000);
    assert.equal(new Set(seen).size, 2000);
    assert.ok(perSecond > 500, `${perSecond.toFixed(0)} jobs/s`);
  });

  it('stops: running handlers get their signal, nothing new starts, what was cut off is tried again', async () => {
    const type = jobType('sample.stopping');
    let aborted = false;
    let started = false;
    await jobs.start(
      [
        {
          type,
          handle: (_body, { signal }) => {
            started = true;
            return new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => {
                aborted = true;
                reject(new Error('stopped'));
              }),
            );
          },
        },
      ],
      [],
    );
    await enqueue(type, 1);
    await until(() => started);
    await jobs.stop();
    assert.equal(aborted, true);
    assert.equal((await test.admin(`select 1 from pgboss.job where state = 'retry'`)).length, 1);
  });
});

describe('recurring tasks', () => {
  it('run in one of two processes, never overlapping, and count their errors', async () => {
    const other = createJobs({ queueUrl: test.urls.queue, log });
    let now = 0;
    let most = 0;
    let runs = 0;
    const task = {
      name: 'sample.poll',
      everySeconds: 1,
      run: async () => {
        most = Math.max(most, ++now);
        runs++;
        await sleep(1300);
        now--;
        if (runs === 1) throw new AppError('unavailable', 'sample/down');
      },
    };
    await Promise.all([jobs.start([], [task]), other.start([], [task])]);
    await sleep(4500);
    await other.stop();
    await until(() => now === 0);
    await jobs.stop();
    assert.equal(most, 1);
    assert.ok(runs >= 2 && runs <= 4, `${runs} runs`);
    const [row] = await test.admin('select failures::int, last_error from queue.recurring_task');
    assert.deepEqual(row, { failures: 1, last_error: null });
  });
});
