import { join } from 'node:path';
import { fileSpool, localSigner } from '@verbund/fit-connect';
import { createClient, type ClientPorts } from './client.ts';
import { type DestinationConfig } from './config-destination.ts';
import { type TargetConfig } from './config-target.ts';
import { createDestinationGuard, findKey } from './destination-guard.ts';
import { createEachItem } from './each-item.ts';
import { privateFolder, type Files } from './files.ts';
import { createInbox } from './handover/inbox.ts';
import { type Target } from './handover/target.ts';
import { createCommandTarget } from './handover/targets/command.ts';
import { createFolderTarget } from './handover/targets/folder.ts';
import { createHttpTarget } from './handover/targets/http.ts';
import { createUnwrapper, type HeldKeys } from './keys.ts';
import { type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { createOutbox } from './replies/outbox.ts';
import { createFolderHome, createHttpHome } from './replies/reply-homes.ts';
import { createReplyRound } from './replies/reply-round.ts';
import { lookAtReply } from './replies/watch.ts';
import { type DataValidator } from './schemas/schemas.ts';
import { type Store } from './store/store.ts';
import { createTargetPause } from './target-pause.ts';
import { createWork, type Work } from './work.ts';

export type ReadyDestination = DestinationConfig & { destinationId: string };

export type ConnectorParts = {
  config: ReadyDestination;
  stateFolder: string;
  store: Store;
  keys: HeldKeys;
  validateData: DataValidator;
  files: Files;
  ports: ClientPorts;
  log: Log;
  metrics: Metrics;
  isStopping: () => boolean;
};

/** The first pause after a failed hand-over; a test with short polls need not wait long. */
const firstRetryMs = (pollSeconds: number): number => Math.min(pollSeconds, 30) * 1000;

/** Puts the parts of one destination together and tidies up after a crash. */
export async function createConnector(parts: ConnectorParts): Promise<{ work: Work }> {
  const { config, keys, files, ports, log, metrics, store } = parts;
  const { destinationId, name } = config;
  const { clock } = ports;
  const { subscriber, reader } = createClient(config, ports);
  const target = await prepareTarget(config, parts);
  const retryAfterMs = firstRetryMs(config.pollSeconds);
  const inbox = createInbox({
    subscriber,
    files,
    store: store.handovers,
    target,
    destinationId,
    unwrapper: createUnwrapper(
      keys.encryption,
      async (kid) => (await findKey(reader, destinationId, kid)) !== undefined,
    ),
    signer: localSigner(keys.signature),
    spool: fileSpool({ folder: parts.stateFolder }),
    validateData: parts.validateData,
    clock,
    retryAfterMs,
  });
  await inbox.cleanUp();
  const homes = await prepareReplies(config, parts);
  const { findCase } = store.handovers;
  const outbox = createOutbox({
    subscriber,
    files,
    store: store.replies,
    findCase,
    destination: name,
    destinationId,
    homes,
  });
  const pause = createTargetPause(clock, retryAfterMs);
  const each = createEachItem({ log, metrics, pause, isStopping: parts.isStopping });
  const watch = { subscriber, store: store.replies, homes, clock, shortestPauseMs: retryAfterMs };
  const replies = createReplyRound({
    outbox,
    dueLooks: () => store.replies.dueLooks(name),
    look: (reply) => lookAtReply(watch, reply),
    each,
    log,
    metrics,
  });
  const destination = createDestinationGuard(reader, destinationId, keys, clock);
  const work = createWork({ subscriber, destination, inbox, replies, each, pause, log, metrics, clock });
  return { work };
}

/** Content of one destination on its way to a receiver that is no folder. */
const stagingOf = (stateFolder: string, name: string): string => join(stateFolder, 'staging', name);
export const httpRepliesOf = (stateFolder: string): string => join(stateFolder, 'replies');

export function createTarget(
  config: TargetConfig,
  name: string,
  stateFolder: string,
  files: Files,
  clock: () => number,
): Target {
  if (config.kind === 'folder') return createFolderTarget(files, config.folder);
  const staging = stagingOf(stateFolder, name);
  const timeoutMs = config.timeoutSeconds * 1000;
  if (config.kind === 'command') return createCommandTarget(files, { command: config.command, timeoutMs, staging });
  return createHttpTarget(files, { ...config, timeoutMs, staging, clock });
}

async function prepareTarget(
  { target, name }: ReadyDestination,
  { files, stateFolder, ports }: ConnectorParts,
): Promise<Target> {
  const made = createTarget(target, name, stateFolder, files, ports.clock);
  await files.makeFolder(made.staging, target.kind === 'folder' ? undefined : privateFolder);
  return made;
}

async function prepareReplies({ replies, name }: ReadyDestination, { files, stateFolder, store }: ConnectorParts) {
  const folder = replies?.folder;
  if (folder !== undefined) await files.makeFolder(folder);
  const httpFolder = httpRepliesOf(stateFolder);
  await files.makeFolder(httpFolder, privateFolder);
  return {
    ...(folder === undefined ? {} : { folder: createFolderHome(files, folder, store.replies, name) }),
    http: createHttpHome(files, httpFolder),
  };
}
