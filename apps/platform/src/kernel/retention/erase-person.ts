import { type Database, type Tx } from '../db/types.ts';
import { type PersonId } from '../ids/index.ts';
import { type KeyService } from '../keys/types.ts';
import { type Logger } from '../logging/index.ts';
import { type Secrets } from '../secrets/types.ts';

/** What a module does when a person is erased (Art. 17 GDPR). Must be repeatable. */
export interface ErasurePort {
  name: string;
  erase(tx: Tx, person: PersonId): Promise<void>;
}

/**
 * Asks every module, then destroys the person's data keys (also those of pairs with a town) in the same transaction:
 * either all of it happened or nothing. Reply keys live behind another login and go last; when that fails the caller
 * calls again, every step can be repeated.
 */
export async function erasePerson(
  options: {
    db: Database;
    ports: readonly ErasurePort[];
    secrets: Secrets;
    keys: Pick<KeyService, 'destroyAll'>;
    log: Logger;
  },
  person: PersonId,
): Promise<void> {
  await options.db.tx({ person }, async (tx) => {
    for (const port of options.ports) await port.erase(tx, person);
    await options.secrets.destroyDataKey(tx, { person });
  });
  await options.keys.destroyAll({ person });
  options.log.info({ modules: options.ports.length }, 'Erased a person');
}
