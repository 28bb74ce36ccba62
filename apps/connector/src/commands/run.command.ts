import { createCallbackHandler } from '@verbund/fit-connect';
import { realPorts } from '../client.ts';
import { type Config } from '../config.ts';
import { createConnector, httpRepliesOf, type ReadyDestination } from '../connector.ts';
import { privateFolder, realFiles } from '../files.ts';
import { openDoors, type HttpDoors } from '../http/doors.ts';
import { type HeldKeys } from '../keys.ts';
import { createLog, loggable, logFor, type Log } from '../log.ts';
import { createMetrics, metricsText, type Metrics } from '../metrics.ts';
import { createPoller, type Poller } from '../poller.ts';
import { endInOrder } from '../process.ts';
import { createReplyDoor } from '../replies/door.ts';
import { loadSchemas, type DataValidator } from '../schemas/schemas.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Command, RefusedError, UsageError } from './command.ts';
import { readArgs, requireConfig, requireDestinations, requireKeys } from './settings-of.ts';

const pruneEveryMs = 86_400_000;

export const runCommand: Command = {
  name: 'run',
  summary: 'fetch, hand over, reply / abholen, übergeben, antworten',
  usage: `verbund-connector run --config FILE [--parent-pid N]

Prints {"ready":true,"url":…} in one line when polling begins; url is that of its own door, or null.
Logs go to standard error as JSON lines. SIGTERM ends it after the item under way.
  --parent-pid  ends when that process has gone`,
  async run(args, io) {
    const { config: file, given } = readArgs(args, ['parent-pid']);
    const parentPid = readPid(given('parent-pid'));
    const config = await requireConfig(file);
    const prepared = await prepareAll(requireDestinations(config));
    await realFiles.makeFolder(config.stateFolder, privateFolder);
    const store = openStore(config.stateFolder, realPorts.clock);
    const log = createLog();
    try {
      const running: Running[] = [];
      for (const each of prepared) running.push(await start(each, config, store, log));
      const doors = await open(config, running, store, log);
      const upkeep = keepUp(store, log);
      endInOrder(() => running.forEach(({ poller }) => poller.stop()), parentPid, log);
      const done = Promise.all(running.map(({ poller }) => poller.run()));
      io.announce({ ready: true, url: doors?.url ?? null });
      log.info({ destinations: running.map(({ config: { name } }) => name) }, 'Polling');
      await done;
      clearInterval(upkeep);
      await doors?.close();
      log.info('Stopped');
      return 0;
    } finally {
      store.close();
    }
  },
};

type Prepared = { config: ReadyDestination; keys: HeldKeys; validateData: DataValidator };
type Running = Prepared & { poller: Poller; metrics: Metrics };

/** Everything that can be wrong is said before anything begins. */
async function prepareAll(destinations: readonly ReadyDestination[]): Promise<Prepared[]> {
  const problems: string[] = [];
  const prepared: Prepared[] = [];
  for (const config of destinations) {
    const keys = await requireKeys(config);
    const schemas = await loadSchemas(config.schemas);
    problems.push(...schemas.problems);
    prepared.push({ config, keys, validateData: schemas.validate });
  }
  if (problems.length > 0) throw new RefusedError([...new Set(problems)].join('\n'));
  return prepared;
}

/** Each destination polls by itself: a receiver that hangs holds up nobody else. */
async function start(prepared: Prepared, { stateFolder }: Config, store: Store, allLog: Log): Promise<Running> {
  const { config } = prepared;
  const metrics = createMetrics();
  const log = logFor(allLog, config.name);
  const poller = createPoller({ pollSeconds: config.pollSeconds, log, metrics, clock: realPorts.clock });
  const { work } = await createConnector({
    ...prepared,
    stateFolder,
    store,
    files: realFiles,
    ports: realPorts,
    log,
    metrics,
    isStopping: poller.isStopping,
  });
  poller.setWork(work);
  return { ...prepared, poller, metrics };
}

async function open(
  config: Config,
  running: readonly Running[],
  store: Store,
  log: Log,
): Promise<HttpDoors | undefined> {
  const { clock } = realPorts;
  const callbacks = running.flatMap(({ config: { name, callback }, poller }) => {
    if (!callback) return [];
    const lookAtReplies = (): void => {
      store.replies.lookAtAll(name);
      poller.nudge();
    };
    const onSubmissions = (): void => poller.nudge();
    return [
      [
        name,
        createCallbackHandler({ secret: callback.secret, onSubmissions, onEvents: lookAtReplies, clock }),
      ] as const,
    ];
  });
  const withToken = running.flatMap(({ config: { name, destinationId, replies }, poller }) =>
    replies?.token === undefined ? [] : [{ name, destinationId, token: replies.token, nudge: () => poller.nudge() }],
  );
  const replies = createReplyDoor({
    files: realFiles,
    store: store.replies,
    findCase: store.handovers.findCase,
    folder: httpRepliesOf(config.stateFolder),
    destinations: withToken,
  });
  await replies.cleanUp();
  if (!config.http) return undefined;
  return openDoors({
    ...config.http,
    callbacks: new Map(callbacks),
    ...(withToken.length > 0 ? { replies } : {}),
    troubles: () => running.flatMap((each) => troubleOf(each, clock())),
    metrics: () => metricsText(new Map(running.map(({ config: { name }, metrics }) => [name, metrics]))),
    log: (error) => log.error({ error: loggable(error) }, 'A request failed'),
  });
}

/** A few missed polls are no alarm; much longer means that applications are left lying. */
function troubleOf({ config: { name, pollSeconds }, metrics }: Running, now: number): string[] {
  const last = metrics.value('last_success_timestamp_seconds');
  if (last === undefined) return [`${name}: no round without failure yet`];
  const age = Math.round(now / 1000 - last);
  return age > Math.max(3 * pollSeconds, 120) ? [`${name}: last round without failure ${age} seconds ago`] : [];
}

/** Old memory that cannot be dropped is no reason to leave new submissions lying. */
function keepUp(store: Store, log: Log): NodeJS.Timeout {
  const once = async (): Promise<void> => {
    try {
      store.handovers.prune();
      store.replies.prune();
      await store.copy();
    } catch (error) {
      log.error({ error: loggable(error) }, 'Upkeep of the state failed');
    }
  };
  void once();
  return setInterval(() => void once(), pruneEveryMs).unref();
}

function readPid(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new UsageError('--parent-pid braucht eine Prozessnummer / needs a process id');
  return Number(text);
}
