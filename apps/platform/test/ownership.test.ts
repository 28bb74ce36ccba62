import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { type DatabaseLogin } from '../src/kernel/db/index.ts';
import { findOwnerlessTables } from '../src/kernel/db/ownership-check.ts';
import { roleNames } from '../src/kernel/db/roles.ts';
import {
  dropCheckConstraints,
  insertStatement,
  ownerKeys,
  OwnerRows,
  readTables,
  type Row,
  type TableFacts,
  whereKey,
} from './support/owner-rows.ts';
import { testDatabase, type TestDatabase } from './support/test-database.ts';

const logins = ['app', 'transport', 'keys', 'queue'] as const satisfies readonly DatabaseLogin[];
const refusedByDatabase = '42501';

/** What a session claims for one kind of owner. `swapped`: an id of the right owner under the wrong name. */
const claims = ['none', 'own', 'other', 'swapped'] as const;
type Claim = (typeof claims)[number];
type Claims = Record<'tenant' | 'person' | 'client', Claim>;

/** Tables of nobody that a login may add to, with the reason. */
const openToInserts = new Map([
  ['kernel.retention_run', 'one line per run of a rule: counts and times, nobody is named'],
]);
/** Tables that no login reaches itself; functions give out single rows by their secret. */
const functionsOnly = new Set(['identity.sign_in']);

let database: TestDatabase;
let tables: readonly TableFacts[];
let alice: OwnerRows;
let bob: OwnerRows;
const clients = new Map<DatabaseLogin, pg.Client>();

before(async () => {
  database = await testDatabase();
  tables = await readTables(database);
  await dropCheckConstraints(database);
  [alice, bob] = [new OwnerRows(database, tables), new OwnerRows(database, tables)];
  await alice.fill();
  await bob.fill();
  for (const login of logins) {
    const client = new pg.Client({ connectionString: database.urls[login] });
    await client.connect();
    clients.set(login, client);
  }
});
after(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await database.drop();
});

describe('every row has an owner', () => {
  it('in every table of every module', async () => {
    assert.ok(tables.length > 30, `only ${String(tables.length)} tables found`);
    assert.deepEqual(await findOwnerlessTables(database.urls.owner), []);
  });

  it('and a table without one is found', async () => {
    const loose = await testDatabase();
    try {
      await loose.admin('create table identity.loose (id int)');
      await loose.admin('alter table forms.draft disable row level security');
      const found = (await findOwnerlessTables(loose.urls.owner)).join('\n');
      assert.match(found, /identity\.loose: no owner kind/);
      assert.match(found, /forms\.draft: row-level security is off/);
    } finally {
      await loose.drop();
    }
  });
});

describe('logins of the processes', () => {
  const workers = roleNames.filter((name) => name !== 'verbund_owner' && name !== 'verbund_queue');

  it('have no right that reaches past the policies', async () => {
    const strong = await database.admin(
      `select rolname from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
      [roleNames],
    );
    assert.deepEqual(strong, []);
    const members = await database.admin(
      `select m.rolname as login, r.rolname as role from pg_auth_members a join pg_roles m on m.oid = a.member
       join pg_roles r on r.oid = a.roleid where m.rolname = any ($1)`,
      [roleNames],
    );
    assert.deepEqual(members, [], 'a login could take another role');
  });

  it('own nothing', async () => {
    const owned = await database.admin(
      `select o.kind, o.name, r.rolname from (
         select 'relation' as kind, oid::regclass::text as name, relowner as owner from pg_class
         union all select 'function', oid::regprocedure::text, proowner from pg_proc
         union all select 'schema', nspname, nspowner from pg_namespace
         union all select 'database', datname, datdba from pg_database
         union all select 'type', typname, typowner from pg_type) o
       join pg_roles r on r.oid = o.owner where r.rolname = any ($1)`,
      [workers],
    );
    assert.deepEqual(owned, []);
  });

  it('see nothing of the queue', async () => {
    for (const login of ['app', 'transport', 'keys'] as const) {
      for (const table of [
        'pgboss.job',
        'pgboss.job_common',
        'pgboss.queue',
        'queue.failed_job',
        'queue.recurring_task',
      ]) {
        assert.equal(await codeOf(login, `select * from ${table}`), refusedByDatabase, `${login} reads ${table}`);
      }
    }
  });

  it('cannot create tables or functions that would', async () => {
    for (const login of ['app', 'transport', 'keys'] as const) {
      for (const schema of ['public', 'identity', 'forms', 'kernel']) {
        const code = await codeOf(login, `create table ${schema}.mine (id int)`);
        assert.equal(code, refusedByDatabase, `${login} creates a table in ${schema}`);
      }
    }
  });
});

describe('the database alone refuses', () => {
  it("another owner's rows, whatever a session claims, in every table and through every login", async () => {
    const claim = fc.constantFrom(...claims);
    const session = fc.record({
      login: fc.constantFrom(...logins),
      claims: fc.record({ tenant: claim, person: claim, client: claim }),
    });
    const none = { tenant: 'none', person: 'none', client: 'none' } as const;
    const other = { tenant: 'other', person: 'other', client: 'other' } as const;
    await fc.assert(
      fc.asyncProperty(session, ({ login, claims: made }) => tryEverything(login, made)),
      {
        numRuns: 60,
        examples: logins.flatMap((login): [{ login: DatabaseLogin; claims: Claims }][] => [
          [{ login, claims: none }],
          [{ login, claims: other }],
        ]),
      },
    );
  });

  it('and lets the owner in, so that the refusals above mean something', async () => {
    const seenBy = new Map<string, DatabaseLogin[]>();
    for (const login of logins) {
      await asSession(login, { tenant: 'own', person: 'own', client: 'own' }, async (client) => {
        for (const table of tables) {
          if ((await visible(client, table)) === 1) seenBy.set(table.name, [...(seenBy.get(table.name) ?? []), login]);
        }
      });
    }
    for (const table of tables.filter(({ opensTo, isPublic }) => opensTo.length > 0 || isPublic)) {
      if (functionsOnly.has(table.name)) continue;
      assert.ok((seenBy.get(table.name) ?? []).length > 0, `nobody sees a row of ${table.name}, not even its owner`);
    }
  });
});

async function tryEverything(login: DatabaseLogin, made: Claims): Promise<void> {
  await asSession(login, made, async (client) => {
    for (const table of tables) {
      if (table.opensTo.some((key) => made[key] === 'own') || table.name.startsWith('queue.')) continue;
      const what = `${login} claiming ${JSON.stringify(made)} on ${table.name}`;
      if (!table.isPublic) assert.equal(await visible(client, table), 0, `${what}: select`);
      assert.equal(await changed(client, table, 'update'), 0, `${what}: update`);
      assert.equal(await changed(client, table, 'delete'), 0, `${what}: delete`);
      if (openToInserts.has(table.name)) continue;
      assert.equal(await insertCode(client, table), refusedByDatabase, `${what}: insert`);
    }
  });
}

function settingFor(key: (typeof ownerKeys)[number], claim: Claim): string {
  const index = ownerKeys.indexOf(key);
  const next = ownerKeys[(index + 1) % ownerKeys.length] ?? key;
  return { none: '', own: alice.owners[key], other: bob.owners[key], swapped: alice.owners[next] }[claim];
}

/** Fixed settings on a bare connection: none of the application's own checks takes part. */
async function asSession(
  login: DatabaseLogin,
  made: Claims,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = clients.get(login);
  assert.ok(client);
  await client.query('begin');
  try {
    for (const key of ownerKeys)
      await client.query('select set_config($1, $2, true)', [`app.${key}`, settingFor(key, made[key])]);
    await work(client);
  } finally {
    await client.query('rollback');
  }
}

/** Runs a statement and takes it back; a right that is missing counts as zero rows. */
async function attempt(
  client: pg.Client,
  text: string,
  values: unknown[],
): Promise<{ rows: number; code: string | null }> {
  await client.query('savepoint attempt');
  try {
    const result = await client.query(text, values);
    return { rows: result.rowCount ?? 0, code: null };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { rows: 0, code: error.code ?? '' };
  } finally {
    await client.query('rollback to savepoint attempt');
  }
}

async function visible(client: pg.Client, table: TableFacts): Promise<number> {
  const { text, values } = whereKey(table, alice.row(table));
  const { rows, code } = await attempt(client, `select 1 from ${table.name} where ${text}`, values);
  assert.ok(code === null || code === refusedByDatabase, `${table.name}: ${String(code)}`);
  return rows;
}

async function changed(client: pg.Client, table: TableFacts, verb: 'update' | 'delete'): Promise<number> {
  const column = await writableColumn(client, table, 'update');
  const text = verb === 'delete' ? `delete from ${table.name}` : `update ${table.name} set "${column}" = "${column}"`;
  const where = whereKey(table, alice.row(table));
  const { rows, code } = await attempt(client, `${text} where ${where.text}`, where.values);
  assert.ok(code === null || code === refusedByDatabase, `${table.name}: ${verb} ended with ${String(code)}`);
  return rows;
}

async function insertCode(client: pg.Client, table: TableFacts): Promise<string | null> {
  const allowed = await allowedColumns(client, table, 'insert');
  const row: Row = alice.fresh(table);
  const columns = allowed.length === 0 ? Object.keys(row) : Object.keys(row).filter((name) => allowed.includes(name));
  const { text, values } = insertStatement(table.name, Object.fromEntries(columns.map((name) => [name, row[name]])));
  return (await attempt(client, text, values)).code;
}

const rights = new Map<string, readonly string[]>();

/** Some rights are given for single columns only. */
async function allowedColumns(
  client: pg.Client,
  table: TableFacts,
  right: 'insert' | 'update',
): Promise<readonly string[]> {
  const key = `${client.user ?? ''} ${table.name} ${right}`;
  const known = rights.get(key);
  if (known !== undefined) return known;
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_attribute a where a.attrelid = (
       select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname || '.' || quote_ident(c.relname) = $1)
     and a.attnum > 0 and not a.attisdropped and has_column_privilege(a.attrelid, a.attnum, $2)`,
    [table.name, right],
  );
  const names = rows.map(({ name }) => name);
  rights.set(key, names);
  return names;
}

async function writableColumn(client: pg.Client, table: TableFacts, right: 'update'): Promise<string> {
  const allowed = await allowedColumns(client, table, right);
  return table.columns.find(({ name }) => allowed.includes(name))?.name ?? table.columns[0]?.name ?? '';
}

async function codeOf(login: DatabaseLogin, text: string): Promise<string | null> {
  const client = clients.get(login);
  assert.ok(client);
  try {
    await client.query(text);
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code ?? '';
  }
}
