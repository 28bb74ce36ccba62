import { realPorts } from '../client.ts';
import { createConnector, type Connector } from '../connector.ts';
import { privateFolder, realFiles } from '../files.ts';
import { isAlive, lockFolder } from '../folder-lock.ts';
import { openDoors } from '../http-server.ts';
import { createLog, loggable, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { createPoller } from '../poller.ts';
import { loadSchemas } from '../schemas.ts';
import { type Work } from '../work.ts';
import { type Command, RefusedError, UsageError } from './command.ts';
import { readArgs, requireConfig, requireDestination, requireKeys } from './settings-of.ts';

const pruneEveryMs = 86_400_000;

export const runCommand: Command = {
  name: 'run',
  summary: 'fetch, hand over, reply / abholen, übergeben, antworten',
  usage: `verbund-connector run --config FILE [--parent-pid N]

Prints {"ready":true,"url":…} in one line when polling begins; url is that of the health or callback port, or null.
Logs go to standard error as JSON lines. SIGTERM ends it after the item under way.
  --parent-pid  ends when that process has gone`,
  async run(args, io) {
    const { config: file, given } = readArgs(args, ['parent-pid']);
    const parentPid = readPid(given('parent-pid'));
    const config = requireDestination(await requireConfig(file));
    const keys = await requireKeys(config);
    const schemas = await loadSchemas(config.schemas);
    if (schemas.problems.length > 0) throw new RefusedError(schemas.problems.join('\n'));
    await realFiles.makeFolder(config.state.folder, privateFolder);
    const unlock = await lockFolder(config.state.folder);
    const log = createLog();
    const metrics = createMetrics();
    const { clock } = realPorts;
    const poller = createPoller({ pollSeconds: config.pollSeconds, log, metrics, clock });
    const common = { config, keys, files: realFiles, ports: realPorts, log, metrics };
    try {
      const connector = await createConnector({
        ...common,
        validateData: schemas.validate,
        isStopping: poller.isStopping,
      });
      poller.setWork(withPruning(connector, clock, log));
      const doors = await openDoors({
        ...(config.callback ? { callback: config.callback } : {}),
        ...(config.health ? { health: config.health } : {}),
        nudge: () => poller.nudge(),
        health503: () => whyUnhealthy(metrics, config.pollSeconds, clock()),
        metrics: () => metrics.text(),
        clock,
      });
      endInOrder(poller.stop, parentPid, log);
      const done = poller.run();
      io.announce({ ready: true, url: doors.url });
      log.info({ destinationId: config.destinationId, pollSeconds: config.pollSeconds }, 'Polling');
      await done;
      await doors.close();
      log.info('Stopped');
      return 0;
    } finally {
      await unlock();
    }
  },
};

function readPid(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new UsageError('--parent-pid braucht eine Prozessnummer / needs a process id');
  return Number(text);
}

/** Old memory that cannot be dropped is no reason to leave new submissions lying. */
function withPruning({ work, prune }: Connector, clock: () => number, log: Log): Work {
  let next = 0;
  return async () => {
    if (clock() >= next) {
      next = clock() + pruneEveryMs;
      await prune().catch((error: unknown) => log.error({ error: loggable(error) }, 'Pruning failed'));
    }
    return work();
  };
}

/** A few missed polls are no alarm; much longer means that applications are left lying. */
function whyUnhealthy(metrics: Metrics, pollSeconds: number, now: number): string | undefined {
  const { lastSuccess } = metrics;
  if (lastSuccess === undefined) return 'no poll without failure yet';
  const age = Math.round((now - lastSuccess) / 1000);
  return age > Math.max(3 * pollSeconds, 120) ? `last poll without failure ${age} seconds ago` : undefined;
}

function endInOrder(stop: () => void, parentPid: number | undefined, log: Log): void {
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    log.info({ reason }, 'Stopping');
    stop();
    // A download under way may take minutes. Cutting it off is safe: every step can be repeated.
    setTimeout(() => process.exit(0), 20_000).unref();
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  if (parentPid === undefined) return;
  setInterval(() => {
    if (!isAlive(parentPid)) end('parent gone');
  }, 500).unref();
}
