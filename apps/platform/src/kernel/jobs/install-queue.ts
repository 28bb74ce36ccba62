import { fileURLToPath } from 'node:url';
import { PgBoss } from 'pg-boss';
import { migrate } from '../db/migrations.ts';

export const queueSchema = 'pgboss';

export function createBoss(queueUrl: string, supervise: boolean): PgBoss {
  return new PgBoss({
    connectionString: queueUrl,
    schema: queueSchema,
    application_name: 'verbund queue',
    max: 6,
    // The schema was made with the roles; verbund_queue may not create one.
    createSchema: false,
    schedule: false,
    supervise,
    // Finds jobs whose worker died (no heartbeat for 20 seconds).
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
}

/** Brings pg-boss's tables and ours (schema queue) up to date, as verbund_queue. Repeatable, safe at the same time. */
export async function installQueue(queueUrl: string): Promise<void> {
  const boss = createBoss(queueUrl, false);
  const errors: unknown[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  await boss.stop({ graceful: false });
  if (errors.length > 0) throw new AggregateError(errors, 'the job queue could not be installed');
  const folder = fileURLToPath(new URL('./migrations', import.meta.url));
  await migrate({ url: queueUrl, sources: [{ module: 'queue', folder }], historySchema: 'queue' });
}
