import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { createDatabase } from './index.ts';
import { type Database, type Tx } from './types.ts';

let test: TestDatabase;
before(async () => {
  test = await testDatabase({ modules: [] });
});
after(() => test.drop());

const pidOf = async (tx: Tx): Promise<number> =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows[0]?.pid ?? 0;

async function using(max: number, work: (db: Database) => Promise<void>): Promise<void> {
  const db = createDatabase(test.urls.app, { max });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

describe('connections that are kept', () => {
  it('serve one user after the other, and everybody who waits for the only one', () =>
    using(1, async (db) => {
      const first = await db.once({}, pidOf);
      assert.equal(await db.tx({}, pidOf), first);
      await db.ping();
      const all = await Promise.all(Array.from({ length: 20 }, () => db.tx({}, pidOf)));
      assert.deepEqual([...new Set(all)], [first]);
    }));

  it('are as many as the pool may have, never more', () =>
    using(3, async (db) => {
      const pids = await Promise.all(Array.from({ length: 30 }, () => db.tx({}, pidOf)));
      assert.equal(new Set(pids).size, 3);
    }));

  it('are replaced when they broke while nobody used them', () =>
    using(1, async (db) => {
      const first = await db.once({}, pidOf);
      await test.admin('select pg_terminate_backend($1)', [first]);
      await sleep(100);
      assert.notEqual(await db.once({}, pidOf), first);
    }));

  it('are replaced when their transaction ended in an unknown state', () =>
    using(1, async (db) => {
      const first = await db.once({}, pidOf);
      const cut = db.tx({}, async (tx) => {
        await pidOf(tx);
        await test.admin('select pg_terminate_backend($1)', [first]);
        await pidOf(tx);
      });
      await assert.rejects(cut, { code: 'kernel/database-unavailable' });
      assert.notEqual(await db.once({}, pidOf), first);
    }));

  it('describe the columns of a statement once and give the same rows every time', () =>
    using(1, async (db) => {
      const read = (word: string) =>
        db.once({}, async (tx) => {
          const { rows } = await sql`select ${word}::text as word, 7 as seven, null::text as nothing,
            array['a', 'b'] as letters, '{"x": 1}'::jsonb as document, 12345678901::bigint as big where ${word} <> 'none'`.execute(
            tx,
          );
          return rows;
        });
      const row = { seven: 7, nothing: null, letters: ['a', 'b'], document: { x: 1 }, big: '12345678901' };
      assert.deepEqual(await read('one'), [{ word: 'one', ...row }]);
      assert.deepEqual(await read('none'), []);
      assert.deepEqual(await read('two'), [{ word: 'two', ...row }]);
      await assert.rejects(read('a\0b'), { code: 'kernel/unstorable-text' });
      assert.deepEqual(await read('three'), [{ word: 'three', ...row }]);
    }));
});
