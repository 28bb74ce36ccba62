import { join } from 'node:path';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../../src/kernel/db/embedded/postgres-server.ts';
import { descendants, untilGone } from '../demo-process.ts';
import { killQuietly } from './program.ts';

/** A PostgreSQL that really writes, and that dies without warning. */
export interface FaultDatabase {
  url(): string;
  port(): number;
  /** SIGKILL to the server and all its processes, as when the power goes. */
  kill(): Promise<void>;
  start(): Promise<void>;
  query<Row>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function createFaultDatabase(folder: string): Promise<FaultDatabase> {
  let server: PostgresServer | undefined;
  const start = async (): Promise<void> => {
    server ??= await startPostgres({ folder: join(folder, 'postgres'), password: 'faults' });
  };
  await start();
  const running = (): PostgresServer => {
    if (!server) throw new Error('the database does not run');
    return server;
  };
  const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  await withClient(running().adminUrl, (client) => client.query('create database verbund template template0'));
  const url = (): string => new URL('/verbund', running().adminUrl).href;
  return {
    url,
    port: () => running().port,
    start,
    async kill() {
      if (!server) return;
      const { pid } = server;
      server = undefined;
      const below = descendants(pid);
      for (const each of [pid, ...below.map((process) => process.pid)]) killQuietly(each);
      await untilGone(below, 15_000);
    },
    query: (text) => withClient(url(), async (client) => (await client.query(text)).rows as never),
    async stop() {
      await server?.stop();
      server = undefined;
    },
  };
}
