import { readConfig } from '../../config/index.ts';
import { startDatabase } from '../index.ts';

/** A process that holds the embedded database until it is killed; started by embedded.test.ts. */
const running = await startDatabase(readConfig(process.env));
process.stdout.write(`${running.kind}\n`);
setInterval(() => undefined, 60_000);
