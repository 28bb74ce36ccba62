import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { systemClock } from '../apps/platform/src/kernel/clock/index.ts';
import { type PostgresBinaries } from '../apps/platform/src/kernel/db/embedded/binaries.ts';
import { startPostgres } from '../apps/platform/src/kernel/db/embedded/postgres-server.ts';
import { createDatabase } from '../apps/platform/src/kernel/db/index.ts';
import { findMigrationSources, migrate } from '../apps/platform/src/kernel/db/migrations.ts';
import { bootstrapRoles } from '../apps/platform/src/kernel/db/roles.ts';
import { derivedPasswords, urlsFor } from '../apps/platform/src/kernel/db/urls.ts';
import { type ClientRole } from '../apps/platform/src/kernel/fit-connect/index.ts';
import { installQueue } from '../apps/platform/src/kernel/jobs/install-queue.ts';
import { createOAuth } from '../apps/platform/src/modules/transport/index.ts';
import { freePort, startVerbund } from '../apps/platform/test/support/demo-process.ts';
import { type Clients, urlsBelow } from './options.ts';
import { type Urls } from './support/suite.ts';

export interface OwnService {
  base: string;
  urls: Urls;
  clients: Clients;
  /** The one private address that it may call back. */
  callbackListen: string;
  /** Of PostgreSQL, e.g. `15.13`. */
  databaseVersion: string;
  stop(): Promise<void>;
}

const sources = fileURLToPath(new URL('../apps/platform/src', import.meta.url));

/** A database of its own on an operator's server, or on an embedded one that ends with this process. */
async function ownDatabase(databaseUrl: string | undefined, binaries: PostgresBinaries | undefined, folder: string) {
  const server =
    databaseUrl === undefined
      ? await startPostgres({
          folder: join(folder, 'postgres'),
          password: randomBytes(16).toString('hex'),
          durable: false,
          ...(binaries ? { binaries } : {}),
        })
      : null;
  const serverUrl = databaseUrl ?? server?.adminUrl ?? '';
  const name = `conformance_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name} template template0`);
  const admin = new URL(serverUrl);
  admin.pathname = `/${name}`;
  return {
    adminUrl: admin.href,
    async drop() {
      if (server === null) await query(serverUrl, `drop database if exists ${name} with (force)`);
      else await server.stop();
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The delivery service must not be able to open anything: its login reads no key. */
async function requireBlind(transportUrl: string): Promise<void> {
  const tables = await query(
    transportUrl,
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'keys' and c.relkind = 'r'
        and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')`,
  );
  if (tables.length > 0) throw new Error(`verbund_transport reads ${tables.map(({ name }) => name).join(', ')}`);
}

/**
 * `verbund serve --roles transport` with nothing but the login verbund_transport: no master key, no login that reads
 * private keys. With `databaseUrl` its login must be allowed to make roles and databases.
 */
export async function startOwnService(
  options: { databaseUrl?: string | undefined; binaries?: PostgresBinaries } = {},
): Promise<OwnService> {
  const folder = mkdtempSync(join(tmpdir(), 'verbund-conformance-'));
  const database = await ownDatabase(options.databaseUrl, options.binaries, folder);
  const end = async (): Promise<void> => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    const passwords = derivedPasswords(database.adminUrl);
    await bootstrapRoles(database.adminUrl, passwords);
    const urls = urlsFor(database.adminUrl, passwords);
    await migrate({ url: urls.owner, sources: await findMigrationSources(sources) });
    await installQueue(urls.queue);
    await requireBlind(urls.transport);
    const [{ version = '' } = {}] = await query(urls.owner, "select current_setting('server_version') as version");
    const clients = await createClients(urls.transport);
    const port = await freePort();
    const callbackListen = `127.0.0.1:${String(await freePort(port + 13))}`;
    const service = startVerbund(['serve', '--roles', 'transport'], {
      dataDir: join(folder, 'data'),
      port,
      env: {
        VERBUND_MODE: 'test',
        DATABASE_URL: urls.transport,
        VERBUND_TRANSPORT_DATABASE_URL: urls.transport,
        VERBUND_ALLOWED_HOSTS: '127.0.0.1',
      },
    });
    await service.ready();
    return {
      base: service.url,
      urls: urlsBelow(service.url),
      clients,
      callbackListen,
      databaseVersion: String(version),
      async stop() {
        await service.stop();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function createClients(transportUrl: string): Promise<Clients> {
  const db = createDatabase(transportUrl, { max: 1 });
  try {
    const oauth = createOAuth({ db, clock: systemClock });
    const create = (name: string, ...roles: ClientRole[]) =>
      oauth.createClient({ name, roles, tenant: null, region: null });
    return {
      sender: await create('Portal', 'sender', 'manager'),
      subscriber: await create('Stadt', 'subscriber', 'manager'),
      otherSender: await create('Zweites Portal', 'sender'),
      otherSubscriber: await create('Zweite Stadt', 'subscriber', 'manager'),
    };
  } finally {
    await db.close();
  }
}
