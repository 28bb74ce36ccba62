import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { quoteIdentifier } from './database.ts';

/** A folder of `0001-words.sql` files and the schema that they belong to. */
export interface MigrationSource {
  module: string;
  folder: string;
}

interface Migration {
  module: string;
  name: string;
  sql: string;
  checksum: string;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const fileName = /^\d{4}-[a-z0-9-]+\.sql$/;
/** Modules whose tables others' migrations may mention come first; the rest follows by name. */
const order = ['kernel', 'keys', 'identity', 'catalogue', 'transport', 'dispatch', 'mailbox', 'forms', 'casework'];

/** All migration folders below apps/platform/src. `only` restricts the modules; kernel is always part of it. */
export async function findMigrationSources(srcFolder: string, only?: readonly string[]): Promise<MigrationSource[]> {
  const modules = await readdir(join(srcFolder, 'modules'), { withFileTypes: true }).catch(() => []);
  const candidates: MigrationSource[] = [
    { module: 'kernel', folder: join(srcFolder, 'kernel/migrations') },
    { module: 'keys', folder: join(srcFolder, 'kernel/keys/migrations') },
    ...modules
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({ module: entry.name, folder: join(srcFolder, 'modules', entry.name, 'migrations') })),
  ];
  const wanted = candidates.filter(({ module }) => only === undefined || module === 'kernel' || only.includes(module));
  const existing = await Promise.all(
    wanted.map(async (source) => ((await listFiles(source)).length > 0 ? [source] : [])),
  );
  const rank = (module: string): number => (order.includes(module) ? order.indexOf(module) : order.length);
  return existing.flat().sort((a, b) => rank(a.module) - rank(b.module) || a.module.localeCompare(b.module));
}

async function listFiles(source: MigrationSource): Promise<string[]> {
  const names = await readdir(source.folder).catch(() => []);
  return names.filter((name) => name.endsWith('.sql')).sort();
}

async function readMigrations(sources: readonly MigrationSource[]): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for (const source of sources) {
    for (const name of await listFiles(source)) {
      if (!fileName.test(name))
        throw new MigrationError(`${source.module}/${name}: the name must look like 0001-words.sql`);
      const sql = await readFile(join(source.folder, name), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      migrations.push({ module: source.module, name, sql, checksum });
    }
  }
  return migrations;
}

/** Changes whenever any migration changes; names the template database of tests. */
export async function migrationsDigest(sources: readonly MigrationSource[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { module, name, checksum } of await readMigrations(sources))
    hash.update(`${module}/${name} ${checksum}\n`);
  return hash.digest('hex');
}

export interface MigrateOptions {
  /** Login that owns the schemas. */
  url: string;
  sources: readonly MigrationSource[];
  /** Schema of the table that holds the history. */
  historySchema?: string;
}

/**
 * Brings the schemas up to date: forward only, each file in its own transaction with its row inserted first. Several
 * processes may start at once; they take turns. Returns what was applied, as `module/name`.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.sources);
  const history = options.historySchema ?? 'kernel';
  const client = new pg.Client({ connectionString: options.url, application_name: 'verbund migrations' });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('verbund migrations'), hashtext($1))`, [history]);
    await ensureHistory(client, history);
    const pending = await pendingMigrations(client, history, migrations);
    for (const migration of pending) await apply(client, history, migration);
    return pending.map(({ module, name }) => `${module}/${name}`);
  } finally {
    // Ends the session and with it the advisory lock, also after an error.
    await client.end();
  }
}

async function ensureHistory(client: pg.Client, schema: string): Promise<void> {
  const found = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (found.rowCount === 0) await client.query(`create schema ${quoteIdentifier(schema)}`);
  await client.query(`set client_min_messages = warning; create table if not exists ${quoteIdentifier(schema)}.migration (
    module text not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    primary key (module, name))`);
}

async function pendingMigrations(
  client: pg.Client,
  schema: string,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const rows = await client.query<{ module: string; name: string; checksum: string }>(
    `select module, name, checksum from ${quoteIdentifier(schema)}.migration`,
  );
  const applied = new Map(rows.rows.map((row) => [`${row.module}/${row.name}`, row.checksum]));
  const last = new Map<string, string>();
  for (const { module, name } of rows.rows) if (name > (last.get(module) ?? '')) last.set(module, name);
  const modules = new Set(migrations.map(({ module }) => module));
  const known = new Set(migrations.map(({ module, name }) => `${module}/${name}`));
  for (const { module, name } of rows.rows) {
    if (modules.has(module) && !known.has(`${module}/${name}`)) {
      throw new MigrationError(
        `the database has ${module}/${name}, which this version does not know; it was made by a newer version`,
      );
    }
  }
  return migrations.filter(({ module, name, checksum }) => {
    const before = applied.get(`${module}/${name}`);
    if (before === checksum) return false;
    if (before !== undefined)
      throw new MigrationError(
        `${module}/${name} was changed after it had been applied; write a new migration instead`,
      );
    if (name < (last.get(module) ?? ''))
      throw new MigrationError(`${module}/${name} comes before ${last.get(module) ?? ''}, which is already applied`);
    return true;
  });
}

async function apply(client: pg.Client, schema: string, { module, name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(
      `insert into ${quoteIdentifier(schema)}.migration (module, name, checksum) values ($1, $2, $3)`,
      [module, name, checksum],
    );
    // A module may make its schema itself; else it is made here.
    if (!/\bcreate\s+schema\b/i.test(sql)) await ensureSchema(client, module);
    await client.query(sql);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const position = error instanceof pg.DatabaseError && error.position !== undefined ? Number(error.position) : 0;
    const line = position > 0 ? `:${sql.slice(0, position).split('\n').length}` : '';
    throw new MigrationError(`${module}/${name}${line}: ${error instanceof Error ? error.message : 'failed'}`, {
      cause: error,
    });
  }
}

async function ensureSchema(client: pg.Client, name: string): Promise<void> {
  const found = await client.query('select 1 from pg_namespace where nspname = $1', [name]);
  if (found.rowCount === 0) await client.query(`create schema ${quoteIdentifier(name)}`);
}
