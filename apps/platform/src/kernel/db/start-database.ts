import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readOrCreateLocalSecrets, type Config } from '../config/index.ts';
import { installQueue } from '../jobs/install-queue.ts';
import { quoteIdentifier } from './database.ts';
import { lockDataFolder, type HolderKind } from './embedded/data-folder-lock.ts';
import { startPostgres } from './embedded/postgres-server.ts';
import { findMigrationSources, migrate } from './migrations.ts';
import { bootstrapRoles } from './roles.ts';
import { readRuntimeInfo, removeRuntimeInfo, writeRuntimeInfo } from './runtime-info.ts';
import { derivedPasswords, urlsFor, type DatabaseUrls } from './urls.ts';

export interface RunningDatabase {
  urls: DatabaseUrls;
  /** 'embedded': started here; 'attached': of the platform that runs on this folder; 'external': DATABASE_URL. */
  kind: 'embedded' | 'attached' | 'external';
  /** Closes only what was started here. */
  stop(): Promise<void>;
}

const databaseName = 'verbund';
const srcFolder = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The database of this process, roles made and reachable, not yet migrated (`prepareDatabase`). Throws
 * FolderLockedError when another platform has the data folder.
 */
export async function startDatabase(config: Config, kind: HolderKind = 'platform'): Promise<RunningDatabase> {
  const { url } = config.database;
  if (url !== null) return { urls: await externalUrls(config, url), kind: 'external', stop: async () => undefined };
  return startEmbedded(config, kind);
}

/** For a command: joins the platform that runs on the folder, else starts the database for itself. */
export async function openDatabase(config: Config): Promise<RunningDatabase> {
  const running = config.database.url === null ? readRuntimeInfo(config.dataDir) : null;
  if (running !== null) return { urls: running.urls, kind: 'attached', stop: async () => undefined };
  return startDatabase(config, 'command');
}

/** Migrations and the queue. Only a process with the owner's login can; others rely on one that did. */
export async function prepareDatabase(urls: DatabaseUrls): Promise<string[]> {
  if (urls.owner === null) return [];
  const applied = await migrate({ url: urls.owner, sources: await findMigrationSources(srcFolder) });
  if (urls.queue !== null) await installQueue(urls.queue);
  return applied;
}

async function startEmbedded(config: Config, kind: HolderKind): Promise<RunningDatabase> {
  const lock = await lockDataFolder(config.dataDir, kind, 30_000);
  try {
    const { databasePassword } = readOrCreateLocalSecrets(config.dataDir);
    const server = await startPostgres({ folder: join(config.dataDir, 'postgres'), password: databasePassword });
    try {
      const passwords = derivedPasswords(server.adminUrl);
      await ensureDatabase(server.adminUrl, databaseName);
      const adminUrl = new URL(`/${databaseName}`, server.adminUrl).href;
      await bootstrapRoles(adminUrl, passwords);
      const urls = urlsFor(adminUrl, passwords);
      if (kind === 'platform') writeRuntimeInfo(config.dataDir, { databasePort: server.port, httpPort: null, urls });
      return {
        urls,
        kind: 'embedded',
        async stop() {
          if (kind === 'platform') removeRuntimeInfo(config.dataDir);
          await server.stop();
          await lock.release();
        },
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${quoteIdentifier(name)} template template0`);
  } finally {
    await client.end();
  }
}

/** DATABASE_URL alone (demo, test): a login that may create roles; with the other addresses: one login per duty. */
async function externalUrls(config: Config, url: string): Promise<DatabaseUrls> {
  const { migrationUrl, keysUrl, queueUrl, transportUrl } = config.database;
  const isAlone = migrationUrl === null && keysUrl === null && queueUrl === null && transportUrl === null;
  if (!isAlone || config.mode === 'production') {
    return { owner: migrationUrl, app: url, keys: keysUrl, queue: queueUrl, transport: transportUrl };
  }
  const passwords = derivedPasswords(url);
  await bootstrapRoles(url, passwords);
  return urlsFor(url, passwords);
}
