import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audit, type AuditEntry } from '../../src/kernel/audit/index.ts';
import { createBlobs, createFileBlobStore } from '../../src/kernel/blobs/index.ts';
import { fixedClock } from '../../src/kernel/clock/index.ts';
import { readConfig, type Config } from '../../src/kernel/config/index.ts';
import { createJobs, type JobHandler, type JobsRuntime, type RecurringTask } from '../../src/kernel/jobs/index.ts';
import { createKeys, type Keys } from '../../src/kernel/keys/index.ts';
import { createLogger, type Logger } from '../../src/kernel/logging/index.ts';
import { type Mail, type OutgoingMail } from '../../src/kernel/mail/index.ts';
import { type Kernel } from '../../src/kernel/module/index.ts';
import { createOutgoingHttp } from '../../src/kernel/outgoing/index.ts';
import { createScanner } from '../../src/kernel/scanner/index.ts';
import { createSecrets } from '../../src/kernel/secrets/index.ts';
import { testDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';
import { testKeys } from '../../../../tools/test-keys.ts';

export interface TestKernel {
  kernel: Kernel & { jobs: JobsRuntime; keys: Keys };
  clock: ReturnType<typeof fixedClock>;
  database: TestDatabase;
  /** What was sent, in order, of transactions that ran to their end or not. */
  sentMail: OutgoingMail[];
  auditEntries: AuditEntry[];
  log: Logger;
  /** Works jobs until the end of the test; `close` stops it. */
  startWorker(handlers: readonly JobHandler[], recurring?: readonly RecurringTask[]): Promise<void>;
  close(): Promise<void>;
}

export interface TestKernelOptions extends TestDatabaseOptions {
  /** Start of the fixed clock; default 2026-11-02T09:00:00Z. */
  now?: Date;
  env?: NodeJS.ProcessEnv;
  /** Instead of those that only remember. */
  audit?: Audit;
  mail?: Mail;
}

/** A kernel on its own database and folder: real db, jobs, blobs, secrets and keys; fixed clock; mail and audit kept in memory. */
export async function testKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-kernel-'));
  const database = await testDatabase(options);
  const config: Config = readConfig({
    VERBUND_MODE: 'test',
    VERBUND_DATA_DIR: dataDir,
    VERBUND_LOG_LEVEL: 'silent',
    ...options.env,
  });
  const clock = fixedClock(options.now ?? new Date('2026-11-02T09:00:00Z'));
  const log = createLogger({ level: config.logLevel });
  const masterKey = config.masterKey ?? Buffer.alloc(32, 1);
  const jobs = createJobs({ queueUrl: database.urls.queue, log, graceMilliseconds: 1000 });
  const outgoing = createOutgoingHttp({ allowedHosts: config.allowedHosts, mode: config.mode });
  const sentMail: OutgoingMail[] = [];
  const auditEntries: AuditEntry[] = [];
  const kernel = {
    config,
    clock,
    log,
    db: database.db,
    jobs,
    blobs: createBlobs({ store: createFileBlobStore(join(dataDir, 'blobs')), clock }),
    secrets: createSecrets({ masterKey, clock }),
    keys: createKeys({ db: database.as('keys'), masterKey, clock, generate: cachedPairs() }),
    audit: options.audit ?? { record: async (_tx, entry) => void auditEntries.push(entry) },
    mail: options.mail ?? { send: async (_tx, mail) => void sentMail.push(mail) },
    outgoing,
    scanner: createScanner(config),
  } satisfies Kernel;
  return {
    kernel,
    clock,
    database,
    sentMail,
    auditEntries,
    log,
    startWorker: (handlers, recurring = []) => jobs.start(handlers, recurring),
    async close() {
      await jobs.stop();
      await outgoing.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Pairs from the cache in turn: a test that needs more than four keys sees a pair again under another id. */
function cachedPairs(): () => ReturnType<typeof testKeys> extends Promise<(infer Pair)[]> ? Promise<Pair> : never {
  let next = 0;
  return async () => {
    const pairs = await testKeys(4);
    const pair = pairs[next++ % pairs.length];
    if (pair === undefined) throw new Error('no key pair');
    return pair;
  };
}
