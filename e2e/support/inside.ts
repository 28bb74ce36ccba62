import { createPlatform, type Platform } from '../../apps/platform/src/app.ts';
import { systemClock } from '../../apps/platform/src/kernel/clock/index.ts';
import { readConfig } from '../../apps/platform/src/kernel/config/index.ts';
import { openDatabase } from '../../apps/platform/src/kernel/db/index.ts';
import { createLogger } from '../../apps/platform/src/kernel/logging/index.ts';
import { type DemoAddress } from './demo.ts';

/** The platform a second time on the folder of the running demonstration, as a command would; it does not listen. */
export async function insidePlatform<T>(demo: DemoAddress, work: (platform: Platform) => Promise<T>): Promise<T> {
  const config = readConfig({
    VERBUND_DATA_DIR: demo.dataDir,
    VERBUND_PUBLIC_URL: demo.url,
    PORT: new URL(demo.url).port,
    VERBUND_LOG_LEVEL: 'warn',
  });
  const log = createLogger({ level: 'warn' });
  const database = await openDatabase(config);
  try {
    const platform = await createPlatform({ config, urls: database.urls, clock: systemClock, log });
    try {
      return await work(platform);
    } finally {
      await platform.stop();
    }
  } finally {
    await database.stop();
  }
}
