import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDestinationManagement, createKeyPair, httpTransport } from '@verbund/fit-connect';
import { startPostgres } from '../../apps/platform/src/kernel/db/embedded/postgres-server.ts';
import { type DemoProcess, freePort, startVerbund } from '../../apps/platform/test/support/demo-process.ts';
import { testKeys } from '../../tools/test-keys.ts';
import { processorSeconds } from './processes.ts';
import { benchService, waiting, type TransportLoad, type TransportResult } from './transport-protocol.ts';

const bin = fileURLToPath(new URL('../../apps/platform/bin/verbund.mjs', import.meta.url));
/** BENCH_PROFILE=folder: each process leaves a CPU profile there. */
const profileFolder = process.env['BENCH_PROFILE'];
const profiling = profileFolder === undefined ? '' : ` --cpu-prof --cpu-prof-dir=${profileFolder}`;
/** As docs/how-to/run-in-production.md says. */
const nodeOptions = `--max-semi-space-size=16${profiling}`;

export interface LoadOptions {
  attachmentBytes?: number;
  /** Done before each slice of submissions, while the load waits. */
  before?: () => Promise<void>;
}

/** `verbund serve --roles transport` on a PostgreSQL that really writes (fsync), with one client and one destination. */
export interface TransportStage {
  databaseUrl: string;
  service: DemoProcess;
  destinationId: string;
  clientId: string;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** In a process of its own. */
  load<Kind extends TransportResult['kind']>(
    work: Extract<TransportLoad['work'], { kind: Kind }>,
    options?: LoadOptions,
  ): Promise<Extract<TransportResult, { kind: Kind }>>;
  /** Of the service and of PostgreSQL with its connections, in seconds. */
  processor(): { service: number; database: number };
  close(): Promise<void>;
}

export async function setTransportStage(): Promise<TransportStage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-bench-'));
  const server = await startPostgres({ folder: join(dataDir, 'bench-postgres'), password: 'bench' });
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query('create database verbund template template0');
  await admin.end();
  const databaseUrl = new URL('/verbund', server.adminUrl).href;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const env = { VERBUND_MODE: 'test', DATABASE_URL: databaseUrl, VERBUND_LOG_LEVEL: 'warn', NODE_OPTIONS: nodeOptions };
  const port = await freePort();
  const service = startVerbund(['serve', '--roles', 'transport'], { dataDir, port, env });
  await service.ready();
  const client = createClient({ ...env, VERBUND_DATA_DIR: dataDir });
  const { keys, destinationId } = await createDestination(service.url, client);
  return {
    databaseUrl,
    service,
    destinationId,
    clientId: client.clientId,
    query: async <Row>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as Row[],
    async load(work, { attachmentBytes = 50_000, before } = {}) {
      const load = { origin: service.url, client, destinationId, keys, attachmentBytes, work };
      return (await runTransportLoad(load, before)) as Extract<TransportResult, { kind: typeof work.kind }>;
    },
    processor: () => ({ service: processorSeconds(service.pid), database: processorSeconds(server.pid) }),
    async close() {
      await service.stop();
      await pool.end();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

function createClient(env: NodeJS.ProcessEnv): TransportLoad['client'] {
  const args = [
    'fit-connect',
    'client',
    'create',
    '--name',
    'Messung',
    '--roles',
    'sender,subscriber,manager',
    '--json',
  ];
  const said = execFileSync(process.execPath, [bin, ...args], { env: { ...process.env, ...env }, encoding: 'utf8' });
  return JSON.parse(said) as TransportLoad['client'];
}

async function createDestination(url: string, client: TransportLoad['client']) {
  const [first, second] = await testKeys(2);
  const [encryption, signing] = await Promise.all([
    createKeyPair({ use: 'enc', subject: 'Messung', ...(first ? { keyPair: first } : {}) }),
    createKeyPair({ use: 'sig', subject: 'Messung', ...(second ? { keyPair: second } : {}) }),
  ]);
  const management = createDestinationManagement({
    submissionBaseUrl: `${url}/submission-api`,
    destinationBaseUrl: `${url}/destination-api`,
    tokenUrl: `${url}/oauth/token`,
    transport: httpTransport(),
    ...client,
  });
  const { destinationId } = await management.create({
    name: 'Messung',
    contactInformation: { legalName: 'Messung', email: 'messung@example.org' },
    services: [benchService],
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signing.publicJwk,
    metadataVersions: ['2.1.0'],
  });
  await management.patch(destinationId, { status: 'active' });
  return { destinationId, keys: { encryption: encryption.privateJwk, signing: signing.privateJwk } };
}

async function runTransportLoad(load: TransportLoad, before?: LoadOptions['before']): Promise<TransportResult> {
  const client = fileURLToPath(new URL('transport-load.ts', import.meta.url));
  const env = { ...process.env, NODE_OPTIONS: nodeOptions };
  const child = spawn(process.execPath, ['--import', 'tsx', client], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.write(`${JSON.stringify(load)}\n`);
  let output = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== waiting) {
      output = line;
      continue;
    }
    await before?.();
    child.stdin.write('go\n');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`the load of the delivery service ended with ${String(code)}`);
  return JSON.parse(output) as TransportResult;
}
