import { localSigner } from '@verbund/fit-connect';
import { type ClientPorts, createClient } from './client.ts';
import { type Config } from './config.ts';
import { createDestinationGuard, findKey } from './destination-guard.ts';
import { privateFolder, type Files } from './files.ts';
import { createInbox } from './handover/inbox.ts';
import { createRecords } from './handover/records.ts';
import { createUnwrapper, type HeldKeys } from './keys.ts';
import { type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { createOutbox } from './replies/outbox.ts';
import { type DataValidator } from './schemas.ts';
import { createWork, type Work } from './work.ts';

export type ConnectorParts = {
  config: Config & { destinationId: string };
  keys: HeldKeys;
  validateData: DataValidator;
  files: Files;
  ports: ClientPorts;
  log: Log;
  metrics: Metrics;
  isStopping: () => boolean;
};

export type Connector = {
  work: Work;
  /** Drops old memory; once a day. */
  prune: () => Promise<void>;
};

/** Puts the parts together and tidies up after a crash. */
export async function createConnector(parts: ConnectorParts): Promise<Connector> {
  const { config, keys, files, ports, log, metrics } = parts;
  const { destinationId } = config;
  const { subscriber, reader } = createClient(config, ports);
  await files.makeFolder(config.target.folder);
  await files.makeFolder(config.state.folder, privateFolder);
  const records = await createRecords(files, config.state.folder, ports.clock);
  const inbox = createInbox({
    subscriber,
    files,
    records,
    folder: config.target.folder,
    unwrapper: createUnwrapper(
      keys.encryption,
      async (kid) => (await findKey(reader, destinationId, kid)) !== undefined,
    ),
    signer: localSigner(keys.signature),
    validateData: parts.validateData,
    clock: ports.clock,
  });
  await inbox.cleanUp();
  if (config.replies) await files.makeFolder(config.replies.folder);
  const outbox = config.replies && createOutbox({ subscriber, files, records, folder: config.replies.folder });
  const destination = createDestinationGuard(reader, destinationId, keys, ports.clock);
  const common = { subscriber, destination, inbox, log, metrics, isStopping: parts.isStopping };
  return { work: createWork({ ...common, ...(outbox ? { outbox } : {}) }), prune: () => records.prune() };
}
