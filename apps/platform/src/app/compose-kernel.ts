import { join } from 'node:path';
import { auditTasks, createAudit } from '#kernel/audit';
import { type BlobStore, blobTasks, createBlobs, createFileBlobStore } from '#kernel/blobs';
import { type Clock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { createDatabase, type Database, type DatabaseUrls } from '#kernel/db';
import { createJobs, type JobsRuntime, type RecurringTask } from '#kernel/jobs';
import { createKeys, type Keys } from '#kernel/keys';
import { type Logger } from '#kernel/logging';
import { createMail, type MailRuntime } from '#kernel/mail';
import { type Kernel } from '#kernel/module';
import { createOutgoingHttp } from '#kernel/outgoing';
import { createScanner } from '#kernel/scanner';
import { createSecrets } from '#kernel/secrets';
import { refusedKeys, refusedMail, refusedSecrets } from './refused-services.ts';

/** The kernel of this process and the parts of it that only app.ts may run. */
export interface KernelRuntime {
  kernel: Kernel;
  /** The transport's own: other login, neither secrets nor keys (design decision 1). */
  transportKernel: Kernel;
  jobs: JobsRuntime;
  keys: Keys | null;
  mail: MailRuntime | null;
  recurring: readonly RecurringTask[];
  databases: readonly { name: string; db: Database }[];
  close(): Promise<void>;
}

interface KernelInput {
  config: Config;
  urls: DatabaseUrls;
  clock: Clock;
  log: Logger;
  /** Default: files below the data folder. */
  blobStore?: BlobStore;
}

export function composeKernel(input: KernelInput): KernelRuntime {
  const { config, urls, clock, log } = input;
  const app = urls.app === null ? null : createDatabase(urls.app, { max: 12, applicationName: 'verbund' });
  const forTransport =
    urls.transport === null ? null : createDatabase(urls.transport, { max: 8, applicationName: 'verbund transport' });
  const forKeys = urls.keys === null ? null : createDatabase(urls.keys, { max: 4, applicationName: 'verbund keys' });
  const db = app ?? forTransport;
  if (db === null) throw new Error('no database login for the roles of this process');

  const { masterKey } = config;
  const store = input.blobStore ?? createFileBlobStore(join(config.dataDir, 'blobs'));
  const jobs = createJobs({ queueUrl: config.roles.has('worker') ? urls.queue : null, log });
  const secrets = masterKey === null ? refusedSecrets : createSecrets({ masterKey, clock });
  const keys =
    masterKey === null || forKeys === null
      ? null
      : createKeys({ db: forKeys, masterKey, clock, stockSize: config.mode === 'production' ? 20 : 6 });
  const mail = masterKey === null ? null : createMail({ db, jobs, secrets, clock, config, log });
  const outgoing = createOutgoingHttp({ allowedHosts: allowedHosts(config), mode: config.mode });
  const shared = {
    config,
    clock,
    log,
    jobs,
    blobs: createBlobs({ store, clock }),
    outgoing,
    scanner: createScanner(config),
  };
  const audit = createAudit({ secrets, clock });
  const kernel: Kernel = { ...shared, db, secrets, keys: keys ?? refusedKeys, audit, mail: mail ?? refusedMail };
  const transportKernel: Kernel = {
    ...shared,
    db: forTransport ?? db,
    secrets: refusedSecrets,
    keys: refusedKeys,
    audit,
    mail: refusedMail,
  };
  const databases = [
    ...(app === null ? [] : [{ name: 'database', db: app }]),
    ...(forTransport === null ? [] : [{ name: 'transport-database', db: forTransport }]),
    ...(forKeys === null ? [] : [{ name: 'keys-database', db: forKeys }]),
  ];
  return {
    kernel,
    transportKernel,
    jobs,
    keys,
    mail,
    recurring: [
      ...blobTasks({ db, store, clock }),
      ...auditTasks({ db, clock }),
      ...(keys?.tasks ?? []),
      ...(mail?.tasks ?? []),
    ],
    databases,
    async close() {
      mail?.close();
      await outgoing.close();
      for (const { db: open } of databases) await open.close();
    },
  };
}

/** The providers of the sign-in and, when it is our own, the address of the service are named by the operator. */
function allowedHosts(config: Config): readonly string[] {
  const named = [config.citizenSignIn?.issuer, config.staffSignIn?.issuer, config.publicUrl.href];
  return [...config.allowedHosts, ...named.flatMap((url) => (url === undefined ? [] : [new URL(url).hostname]))];
}
