import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { fixedClock } from '../clock/index.ts';
import { AppError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { createRetention, type RetentionRule } from './index.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00Z'));
const log = createLogger({ level: 'silent' });
let database: TestDatabase;

before(async () => {
  database = await testDatabase({ modules: [] });
});
after(() => database.drop());

const rule = (name: string, run: RetentionRule['run']): RetentionRule => ({
  name,
  description: { de: name, en: name },
  run,
});

test('every rule runs and is reported, also when another one fails', async () => {
  let seen: Date | null = null;
  const rules = [
    rule('a.fails', () => Promise.reject(new AppError('unavailable', 'a/away'))),
    rule('b.breaks', () => Promise.reject(new TypeError('Erika Mustermann'))),
    rule('c.works', async (now) => {
      seen = now;
      return { deleted: 3 };
    }),
  ];
  const retention = createRetention({ rules, db: database.db, clock, log });
  assert.deepEqual(
    (await retention.retentionReport()).map((line) => line.lastRun),
    [null, null, null],
  );
  await retention.runNow();
  clock.advance(3_600_000);
  await retention.runNow();
  assert.deepEqual(seen, clock.now());
  const report = await retention.retentionReport();
  assert.deepEqual(
    report.map((line) => [line.name, line.lastError, line.deletedTotal, line.lastSuccess?.toISOString() ?? null]),
    [
      ['a.fails', 'a/away', 0, null],
      ['b.breaks', 'TypeError', 0, null],
      ['c.works', null, 6, '2026-03-01T11:00:00.000Z'],
    ],
  );
});

test('the report cannot be corrected afterwards', async () => {
  for (const statement of [sql`update kernel.retention_run set error = null`, sql`delete from kernel.retention_run`]) {
    await assert.rejects(database.db.tx({}, (tx) => statement.execute(tx)));
  }
});

test('two rules of one name are refused', () => {
  const rules = [rule('a', async () => ({ deleted: 0 })), rule('a', async () => ({ deleted: 0 }))];
  assert.throws(() => createRetention({ rules, db: database.db, clock, log }), /called a/);
});
