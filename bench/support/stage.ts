import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from '../../apps/platform/src/kernel/db/embedded/binaries.ts';
import { startPostgres } from '../../apps/platform/src/kernel/db/embedded/postgres-server.ts';
import { type DemoProcess, freePort, startVerbund } from '../../apps/platform/test/support/demo-process.ts';
import { signIn } from '../../apps/platform/test/support/dog-journey.ts';
import { createPlainBrowser, type PlainBrowser } from '../../apps/platform/test/support/plain-browser.ts';
import { type Person } from './load-protocol.ts';
import { processorSeconds } from './processes.ts';

/** BENCH_PROFILE=folder: each process leaves a CPU profile there. */
const profileFolder = process.env['BENCH_PROFILE'];
const profiling = profileFolder === undefined ? '' : ` --cpu-prof --cpu-prof-dir=${profileFolder}`;
/** As docs/how-to/run-in-production.md says. */
const nodeOptions = `--max-semi-space-size=16${profiling}`;

/** A seeded installation on a PostgreSQL that really writes (fsync), whose processes are started with the roles asked for. */
export interface Stage {
  origin: string;
  databaseUrl: string;
  /** Signed in as so many people; at most `connections` of a load. */
  browsers: readonly PlainBrowser[];
  people: readonly Person[];
  /** Cookies of the staff asked for, by the name at the simulator. */
  staff: ReadonlyMap<string, string>;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  serve(roles: string): Promise<DemoProcess>;
  /** Of the process that serves and of PostgreSQL with its connections. */
  processor(): { platform: number; database: number };
  close(): Promise<void>;
}

export async function setStage(options: {
  people: number;
  staff?: readonly string[];
  log(line: string): void;
}): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-bench-'));
  const server = await startPostgres({ folder: join(dataDir, 'bench-postgres'), password: 'bench' });
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query('create database verbund template template0');
  await admin.end();
  const databaseUrl = new URL('/verbund', server.adminUrl).href;
  const port = await freePort();
  const env = { DATABASE_URL: databaseUrl, VERBUND_PUBLIC_URL: `http://localhost:${String(port)}` };
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  options.log('seeding the towns of the demonstration');
  const demo = startVerbund(['demo'], { dataDir, port, env });
  let seeded: { browsers: PlainBrowser[]; people: Person[]; staff: Map<string, string> };
  try {
    await demo.ready();
    seeded = {
      ...(await signInPeople(demo.url, options.people)),
      staff: await signInStaff(demo.url, options.staff ?? []),
    };
  } finally {
    await demo.stop();
  }
  let running: DemoProcess | null = null;
  return {
    origin: demo.url,
    databaseUrl,
    ...seeded,
    query: async <Row>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as Row[],
    async serve(roles) {
      await running?.stop();
      running = startVerbund(['serve', '--roles', roles], {
        dataDir,
        port,
        env: { ...env, NODE_OPTIONS: nodeOptions, VERBUND_LOG_LEVEL: 'warn' },
      });
      await running.ready();
      return running;
    },
    processor: () => ({ platform: processorSeconds(running?.pid ?? 0), database: processorSeconds(server.pid) }),
    async close() {
      await running?.stop();
      await pool.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** The simulator lets anybody in under a name of her own. */
async function signInPeople(url: string, count: number): Promise<{ browsers: PlainBrowser[]; people: Person[] }> {
  const browsers: PlainBrowser[] = [];
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const browser = createPlainBrowser(url);
    await browser.get('/anmelden?start=1&zurueck=/konto');
    const form = browser.form(/\/sign-in\//);
    const other = {
      do: 'other', given_name: `Person${String(index)}`, family_name: 'Messung', birthdate: '1980-01-31', email: `p${String(index)}@example.org`,
      street: 'Messweg 1', postcode: '46509', town: 'Xanten', trust_level: 'substantial',
    }; // prettier-ignore
    await browser.submit(
      { ...form, fields: Object.entries(other).map(([name, value]) => ({ name, type: 'hidden', value, options: [] })) },
      {},
    );
    const page = await browser.get('/konto');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
    if (csrf === undefined) throw new Error(`not signed in: ${page.url}`);
    const names = ['sitzung', 'formular-schutz'];
    people.push({ cookie: names.map((name) => `${name}=${browser.cookie(name) ?? ''}`).join('; '), csrf });
    browsers.push(browser);
  }
  return { browsers, people };
}

async function signInStaff(url: string, names: readonly string[]): Promise<Map<string, string>> {
  const cookies = new Map<string, string>();
  for (const name of names) {
    const browser = createPlainBrowser(url);
    await signIn(browser, name, '/amt/anmelden');
    cookies.set(name, `amt-sitzung=${browser.cookie('amt-sitzung') ?? ''}`);
  }
  return cookies;
}

/** Version of the PostgreSQL that everything is measured on. */
export async function embeddedVersion(): Promise<string> {
  const binaries = await findBinaries();
  if (binaries === null) return 'unknown';
  const said = execFileSync(join(binaries.folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return /\d+[\d.]*/.exec(said)?.[0] ?? 'unknown';
}
