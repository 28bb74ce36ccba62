import { join } from 'node:path';
import { systemClock } from '#kernel/clock';
import { createAudit } from '#kernel/audit';
import { createBlobs, createFileBlobStore } from '#kernel/blobs';
import { createDatabase, openDatabase, prepareDatabase } from '#kernel/db';
import { createJobs } from '#kernel/jobs';
import { createKeys } from '#kernel/keys';
import { createLogger } from '#kernel/logging';
import { createMail } from '#kernel/mail';
import { type Kernel } from '#kernel/module';
import { createOutgoingHttp } from '#kernel/outgoing';
import { createScanner } from '#kernel/scanner';
import { createSecrets } from '#kernel/secrets';
import { createIdentityService, type IdentityService } from '#modules/identity';
import { type CatalogueService, createCatalogueService, seedCatalogue } from '#modules/catalogue';
import { createPackagesService, type PackagesService } from '#modules/packages';
import { commandConfig } from './command-config.ts';
import { RefusedError } from './command.ts';

/** What a command works with: services on the platform's database, no routes, no workers. */
export interface CommandServices {
  kernel: Kernel;
  identity: IdentityService;
  catalogue: CatalogueService;
}

/**
 * Opens the database (of the running platform, or for itself), brings it up to date and closes it afterwards. Mails and
 * jobs are written down; the platform's worker sends them.
 */
export async function withServices<T>(
  env: NodeJS.ProcessEnv,
  work: (services: CommandServices) => Promise<T>,
): Promise<T> {
  const config = commandConfig(env, ['web', 'worker', 'keys']);
  const { masterKey } = config;
  const running = await openDatabase(config);
  const closing: (() => Promise<void>)[] = [() => running.stop()];
  try {
    await prepareDatabase(running.urls);
    if (running.urls.owner !== null) await seedCatalogue(running.urls.owner);
    const { app, keys } = running.urls;
    if (app === null || keys === null || masterKey === null) {
      throw new RefusedError(
        'Es fehlen Zugänge: DATABASE_URL, VERBUND_KEYS_DATABASE_URL und VERBUND_MASTER_KEY. / Missing: DATABASE_URL, VERBUND_KEYS_DATABASE_URL and VERBUND_MASTER_KEY.',
      );
    }
    const clock = systemClock;
    const log = createLogger({ level: 'silent' });
    const open = (url: string) => {
      const db = createDatabase(url, { max: 3, applicationName: 'verbund command' });
      closing.unshift(() => db.close());
      return db;
    };
    const db = open(app);
    const jobs = createJobs({ queueUrl: null, log });
    const secrets = createSecrets({ masterKey, clock });
    const mail = createMail({ db, jobs, secrets, clock, config, log });
    const outgoing = createOutgoingHttp({ allowedHosts: config.allowedHosts, mode: config.mode });
    closing.unshift(async () => {
      mail.close();
      await outgoing.close();
    });
    const kernel: Kernel = {
      ...{ config, clock, log, db, jobs, secrets, mail, outgoing },
      blobs: createBlobs({ store: createFileBlobStore(join(config.dataDir, 'blobs')), clock }),
      keys: createKeys({ db: open(keys), masterKey, clock }),
      audit: createAudit({ secrets, clock }),
      scanner: createScanner(config),
    };
    const identity = createIdentityService(kernel, []).service;
    return await work({ kernel, identity, catalogue: createCatalogueService(kernel, identity) });
  } finally {
    for (const close of closing) await close();
  }
}

export const packagesOf = (services: CommandServices): PackagesService => createPackagesService(services);
