import { fileSpool, type Spool } from '@verbund/fit-connect';
import { join } from 'node:path';
import { type Config } from '../config/types.ts';

/** On the disk of the data folder: the system's folder for temporary files is memory on many servers. */
export function attachmentSpool({ dataDir }: Pick<Config, 'dataDir'>): Spool {
  return fileSpool({ folder: join(dataDir, 'spool') });
}
