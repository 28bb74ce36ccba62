import { systemClock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { noteListening, prepareDatabase, refuseUnconfinedLogins, startDatabase } from '#kernel/db';
import { createLogger } from '#kernel/logging';
import { seedCatalogue } from '#modules/catalogue';
import { createPlatform, type Platform } from './app.ts';

export interface RunningPlatform {
  platform: Platform;
  address: { host: string; port: number };
  stop(): Promise<void>;
}

/** Database, migrations, seeds, platform: in this order, undone in the opposite one when a step fails. */
export async function runPlatform(
  config: Config,
  options: { beforeListening?: (platform: Platform, ownerUrl: string | null) => Promise<void> } = {},
): Promise<RunningPlatform> {
  const log = createLogger({ level: config.logLevel });
  const database = await startDatabase(config);
  try {
    await prepareDatabase(database.urls);
    // The embedded server gives out its logins itself.
    if (database.kind === 'external') await refuseUnconfinedLogins(database.urls);
    if (database.urls.owner !== null) await seedCatalogue(database.urls.owner);
    const platform = await createPlatform({ config, urls: database.urls, clock: systemClock, log });
    try {
      await options.beforeListening?.(platform, database.urls.owner);
      const address = await platform.start();
      noteListening(config.dataDir, address.port, sharedSettings(config));
      return {
        platform,
        address,
        async stop() {
          await platform.stop();
          await database.stop();
        },
      };
    } catch (error) {
      await platform.stop();
      throw error;
    }
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A command beside the running platform makes links and looks for services at the same addresses. */
function sharedSettings(config: Config): Record<string, string> {
  return {
    VERBUND_PUBLIC_URL: config.publicUrl.href,
    ...(config.mail === null ? {} : { VERBUND_SMTP_URL: config.mail.smtpUrl, VERBUND_MAIL_FROM: config.mail.from }),
  };
}

/** Resolves at the first order to stop; a second one ends the process at once. */
export function orderToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      resolve(signal);
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(signal));
  });
}
