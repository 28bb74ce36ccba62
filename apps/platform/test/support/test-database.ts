import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDatabase, type Database, type DatabaseLogin } from '../../src/kernel/db/index.ts';
import { findMigrationSources, migrate, migrationsDigest } from '../../src/kernel/db/migrations.ts';
import { bootstrapRoles } from '../../src/kernel/db/roles.ts';
import { derivedPasswords, urlsFor } from '../../src/kernel/db/urls.ts';
import { installQueue } from '../../src/kernel/jobs/install-queue.ts';
import { testServerUrl } from './test-server.ts';

const srcFolder = fileURLToPath(new URL('../../src', import.meta.url));

export interface TestDatabase {
  /** The pool of login verbund_app. */
  db: Database;
  /** Another login's pool, closed with the rest. */
  as(login: DatabaseLogin): Database;
  urls: Record<'owner' | DatabaseLogin, string>;
  /** Bypasses every policy; for arranging and inspecting, never in the code under test. */
  admin(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Migrate only these modules beside the kernel; default all. */
  modules?: readonly string[];
  /** Without migrations and without a template: roles and an empty database. */
  empty?: boolean;
}

/**
 * A database of its own, cloned from a template that is migrated once per server and set of migrations. Call `drop()`
 * in `after()`.
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const passwords = derivedPasswords(serverUrl);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.empty === true ? 'template0' : await ensureTemplate(serverUrl, options.modules);
  await onDatabase(serverUrl, 'postgres', async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('verbund test clone'))`);
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  // Rights on the database itself are not part of what a template hands on.
  await bootstrapRoles(withDatabase(serverUrl, name), passwords);
  const urls = urlsFor(serverUrl, passwords, name);
  const pools: Database[] = [];
  const open = (login: DatabaseLogin): Database => {
    const pool = createDatabase(urls[login], { max: 8 });
    pools.push(pool);
    return pool;
  };
  const admin = new pg.Pool({ connectionString: withDatabase(serverUrl, name), max: 2 });
  admin.on('error', () => undefined);
  return {
    db: open('app'),
    as: open,
    urls,
    admin: async (sql, parameters) => (await admin.query<Record<string, unknown>>(sql, parameters)).rows,
    async drop() {
      await Promise.all([...pools.map((pool) => pool.close()), admin.end()]);
      await onDatabase(serverUrl, 'postgres', (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function ensureTemplate(serverUrl: string, modules: readonly string[] | undefined): Promise<string> {
  const sources = await findMigrationSources(srcFolder, modules);
  const queue = [{ module: 'queue', folder: `${srcFolder}/kernel/jobs/migrations` }];
  const template = `template_${(await migrationsDigest([...sources, ...queue])).slice(0, 16)}`;
  await onDatabase(serverUrl, 'postgres', async (client) => {
    // Several test processes may come at once; the first one builds, the others wait here.
    await client.query(`select pg_advisory_lock(hashtext('verbund test template'))`);
    const found = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (found.rowCount !== 0) return;
    const building = `${template}_building`;
    await client.query(`drop database if exists ${building} with (force)`);
    await client.query(`create database ${building} template template0`);
    const passwords = derivedPasswords(serverUrl);
    await bootstrapRoles(withDatabase(serverUrl, building), passwords);
    const urls = urlsFor(serverUrl, passwords, building);
    await migrate({ url: urls.owner, sources });
    await installQueue(urls.queue);
    await client.query(`alter database ${building} rename to ${template}`);
  });
  return template;
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function onDatabase(url: string, database: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, database) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
