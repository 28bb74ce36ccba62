import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { AppError } from '../errors/index.ts';
import { newUuid, type ClientId, type PersonId, type TenantId } from '../ids/index.ts';
import { createDatabase, findOwnerlessTables, type Owner, type Tx } from './index.ts';

const kinds = [
  'tenant',
  'person',
  'client',
  'tenant+person',
  'tenant+client',
  'public',
  'public:tenant',
  'public:client',
] as const;
const tableOf = (kind: string): string => `sample.t_${kind.replace(/\W/g, '_')}`;

let test: TestDatabase;
before(async () => {
  test = await testDatabase({ modules: [] });
  const statements = kinds.map(
    (
      kind,
    ) => `create table ${tableOf(kind)} (id uuid primary key default gen_random_uuid(), tenant_id uuid, person_id uuid, client_id uuid, word text);
      select kernel.owned_by('${tableOf(kind)}', '${kind}');`,
  );
  await test.admin(`set role verbund_owner; create schema sample; ${statements.join('\n')} reset role`);
});
after(() => test.drop());

describe('row ownership', () => {
  const ids = fc.array(fc.uuid({ version: 4 }), { minLength: 2, maxLength: 2 }).filter(([a, b]) => a !== b);
  const row = fc.record({ tenant: fc.nat(1), person: fc.nat(1), client: fc.nat(1) });

  for (const kind of kinds) {
    it(`${kind}: exactly the rows of the owner are visible and changeable`, async () => {
      const asked = kind.replace('public:', '').split('+');
      await fc.assert(
        fc.asyncProperty(
          ids,
          fc.array(row, { minLength: 1, maxLength: 8 }),
          fc.subarray(['tenant', 'person', 'client'] as const),
          async (pair, rows, named) => {
            await test.admin(`truncate ${tableOf(kind)}`);
            for (const r of rows) {
              await test.admin(`insert into ${tableOf(kind)} (tenant_id, person_id, client_id) values ($1, $2, $3)`, [
                pair[r.tenant],
                pair[r.person],
                pair[r.client],
              ]);
            }
            const owner: Record<string, string | undefined> = Object.fromEntries(named.map((name) => [name, pair[0]]));
            const mine = rows.filter((r) =>
              asked.some((name) => owner[name] !== undefined && r[name as 'tenant'] === 0),
            ).length;
            const seen = await test.db.tx(owner, (tx) => sql`select 1 from ${sql.raw(tableOf(kind))}`.execute(tx));
            assert.equal(seen.rows.length, kind.startsWith('public') ? rows.length : mine);
            if (kind === 'public') {
              await assert.rejects(
                test.db.tx(owner, (tx) => sql`delete from sample.t_public`.execute(tx)),
                /permission denied/,
              );
              return;
            }
            const gone = await test.db.tx(owner, (tx) => sql`delete from ${sql.raw(tableOf(kind))}`.execute(tx));
            assert.equal(Number(gone.numAffectedRows), mine);
          },
        ),
        { numRuns: 15 },
      );
    });

    it(`${kind}: a row of somebody else cannot be written`, async () => {
      const me = newUuid();
      const other = newUuid();
      const owner = { tenant: me as TenantId, person: me as PersonId, client: me as ClientId };
      const write = test.db.tx(owner, (tx) =>
        sql`insert into ${sql.raw(tableOf(kind))} (tenant_id, person_id, client_id) values (${other}, ${other}, ${other})`.execute(
          tx,
        ),
      );
      await assert.rejects(write, /row-level security|permission denied/);
    });
  }

  for (const [door, trips] of [
    ['tx', 2],
    ['once', 1],
  ] as const) {
    it(`${door} takes ${trips} round trips for one statement and leaves no setting behind on the connection`, async () => {
      const one = createDatabase(test.urls.app, { max: 1 });
      const owner: Owner = { tenant: newUuid(), person: newUuid() };
      const ask = (tx: Tx) => sql<{ t: string }>`select kernel.app_tenant() as t`.execute(tx);
      await one.tx({}, ask);
      const query = mock.method(pg.Client.prototype, 'query');
      const { rows } = await one[door](owner, ask);
      assert.deepEqual(rows, [{ t: owner.tenant }]);
      assert.equal(query.mock.callCount(), trips);
      const [first] = query.mock.calls;
      query.mock.restore();
      // Past the door, on the same connection: what the next user would inherit if the settings were the session's.
      const connection = first?.this as pg.Client;
      const left = await connection.query<Record<string, string | null>>(
        `select nullif(current_setting('app.tenant', true), '') as t, nullif(current_setting('app.person', true), '') as p`,
      );
      await one.close();
      assert.deepEqual(left.rows, [{ t: null, p: null }]);
    });
  }

  it('once commits its one statement, refuses a second and writes nothing that the owner may not write', async () => {
    const [me, other] = [newUuid<TenantId>(), newUuid<TenantId>()];
    const put = (id: TenantId, word: string) =>
      sql`insert into sample.t_tenant (tenant_id, word) values (${id}, ${word})`;
    const count = async () =>
      (await test.admin(`select word from sample.t_tenant where tenant_id in ($1, $2)`, [me, other])).length;
    await test.db.once({ tenant: me }, (tx) => put(me, 'kept').execute(tx));
    assert.equal(await count(), 1);
    await assert.rejects(
      test.db.once({ tenant: me }, async (tx) => {
        await put(me, 'first').execute(tx);
        await put(me, 'second').execute(tx);
      }),
      { code: 'kernel/transaction-is-over' },
    );
    assert.equal(await count(), 2);
    await assert.rejects(
      test.db.once({ tenant: me }, (tx) => put(other, 'foreign').execute(tx)),
      /row-level security/,
    );
    await assert.rejects(
      test.db.once({ tenant: me }, (tx) => sql`select nothing from sample.nowhere`.execute(tx)),
      /does not exist/,
    );
    assert.equal(await count(), 2);
    const { rows } = await test.db.once({ tenant: me }, (tx) => sql`select word from sample.t_tenant`.execute(tx));
    assert.equal(rows.length, 2);
  });

  it('gives no login a table, superuser rights or a way past the policies', async () => {
    const owned =
      await test.admin(`select c.relname from pg_class c join pg_roles r on r.oid = c.relowner join pg_namespace n on n.oid = c.relnamespace
      where r.rolname in ('verbund_app', 'verbund_transport', 'verbund_keys') and c.relkind in ('r', 'p', 'v')`);
    assert.deepEqual(owned, []);
    const strong = await test.admin(
      `select rolname from pg_roles where rolname like 'verbund%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
    );
    assert.deepEqual(strong, []);
    await assert.rejects(
      test.db.tx({}, (tx) => sql`create table public.mine (a int)`.execute(tx)),
      /permission denied/,
    );
    await assert.rejects(
      test.db.tx({}, (tx) => sql`set local role verbund_owner`.execute(tx)),
      /permission denied/,
    );
  });

  it('refuses an unknown kind', async () => {
    await assert.rejects(
      test.admin(`begin; create table sample.odd (id uuid); select kernel.owned_by('sample.odd', 'nobody'); commit`),
      /unknown owner kind/,
    );
    await test.admin('rollback');
  });

  it('finds what has no owner', async () => {
    const own = await testDatabase({ modules: [] });
    const before = await findOwnerlessTables(own.urls.owner);
    await own.admin(`create schema bad; create table bad.naked (id int); create view bad.peek as select * from kernel.migration;
      create function bad.find_all() returns int language sql security definer as 'select 1'`);
    const problems = await findOwnerlessTables(own.urls.owner);
    await own.drop();
    const found = problems.filter((problem) => !before.includes(problem));
    assert.deepEqual(
      found.map((problem) => problem.split(':')[0]),
      ['bad.find_all', 'bad.naked', 'bad.naked', 'bad.peek'],
    );
  });
});

describe('transactions', () => {
  it('roll back when the work fails and commit when it succeeds', async () => {
    const tenant = newUuid<TenantId>();
    const insert = (word: string, fail: boolean): Promise<void> =>
      test.db.tx({ tenant }, async (tx) => {
        await sql`insert into sample.t_tenant (tenant_id, word) values (${tenant}, ${word})`.execute(tx);
        if (fail) throw new AppError('conflict', 'sample/no');
      });
    await insert('kept', false);
    await assert.rejects(insert('lost', true), (error) => error instanceof AppError && error.code === 'sample/no');
    const rows = await test.db.tx({ tenant }, (tx) =>
      sql<{ word: string }>`select word from sample.t_tenant`.execute(tx),
    );
    assert.deepEqual(rows.rows, [{ word: 'kept' }]);
  });

  it('run again after a serialization failure, three times at most', async () => {
    let runs = 0;
    const failing = test.db.tx({}, async (tx) => {
      runs++;
      await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx);
    });
    await assert.rejects(failing, /again/);
    assert.equal(runs, 3);
  });

  it('plan anew when a migration changed what a prepared statement returns', async () => {
    await test.admin('create table sample.changing (word text)');
    await test.admin(`insert into sample.changing values ('seven')`);
    await test.admin('grant select on sample.changing to verbund_app');
    const db = createDatabase(test.urls.app, { max: 1 });
    const read = () => db.tx({}, async (tx) => (await sql`select * from sample.changing`.execute(tx)).rows);
    try {
      assert.deepEqual(await read(), [{ word: 'seven' }]);
      await test.admin('alter table sample.changing add column number integer');
      assert.deepEqual(await read(), [{ word: 'seven', number: null }]);
    } finally {
      await db.close();
    }
  });

  it('refuse an owner that is no UUID before anything reaches the database', async () => {
    const evil = "x',true); drop table sample.t_tenant; --" as TenantId;
    await assert.rejects(
      test.db.tx({ tenant: evil }, async () => undefined),
      (error) => error instanceof AppError && error.code === 'kernel/owner-not-a-uuid',
    );
  });

  it('refuse a statement after the end', async () => {
    let leaked: Parameters<Parameters<typeof test.db.tx>[1]>[0] | undefined;
    await test.db.tx({}, async (tx) => {
      leaked = tx;
    });
    assert.ok(leaked);
    await assert.rejects(sql`select 1`.execute(leaked));
  });

  it('answer unavailable when there is no database, and survive a broken connection', async () => {
    const nowhere = createDatabase('postgres://a:b@127.0.0.1:1/x');
    const isUnavailable = (error: unknown): boolean =>
      error instanceof AppError && error.kind === 'unavailable' && error.code === 'kernel/database-unavailable';
    await assert.rejects(nowhere.ping(), isUnavailable);
    await assert.rejects(
      nowhere.tx({}, async () => undefined),
      isUnavailable,
    );
    const one = createDatabase(test.urls.app, { max: 1 });
    const cut = one.tx({}, async (tx) => {
      const me = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await test.admin('select pg_terminate_backend($1)', [me.rows[0]?.pid]);
      await sql`select 1`.execute(tx);
    });
    await assert.rejects(cut, isUnavailable);
    await one.ping();
    await one.close();
  });
});
