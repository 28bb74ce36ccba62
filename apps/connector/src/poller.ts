import { loggable, type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type Work } from './work.ts';

/** Repeats the work in a rhythm, or sooner after a nudge. */
export type Poller = {
  /** Resolves when `stop` was called and the round under way has ended. */
  run(): Promise<void>;
  /** Something new is there. Nudges during a round lead to one more round, not to many. */
  nudge(): void;
  stop(): void;
  readonly isStopping: () => boolean;
};

/** A flood of callbacks must not become a flood of polls. */
const shortestPauseMs = 500;

export function createPoller(options: {
  pollSeconds: number;
  log: Log;
  metrics: Metrics;
  clock: () => number;
}): Poller & {
  setWork(work: Work): void;
} {
  const { log, metrics, clock } = options;
  let work: Work | undefined;
  let isStopping = false;
  let isNudged = false;
  let wake: () => void = () => undefined;

  /** When something that waits has its turn. */
  async function round(): Promise<number | undefined> {
    try {
      const { isGood, nextAt } = (await work?.()) ?? { isGood: true };
      metrics.count(isGood ? 'polls' : 'polls_failed');
      if (isGood) metrics.set('last_success_timestamp_seconds', Math.floor(clock() / 1000));
      return nextAt;
    } catch (error) {
      metrics.count('polls_failed');
      const problems = error instanceof Error && 'problems' in error ? { problems: error.problems } : {};
      log.error({ error: loggable(error), ...problems }, 'Poll failed');
      return undefined;
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    isStopping: () => isStopping,
    setWork: (next) => {
      work = next;
    },
    async run() {
      while (!isStopping) {
        isNudged = false;
        const nextAt = await round();
        if (!isStopping) await pauseUnlessStopped(shortestPauseMs);
        const untilNext = nextAt === undefined ? Infinity : nextAt - clock();
        const milliseconds = Math.min(options.pollSeconds * 1000 - shortestPauseMs, untilNext);
        if (!isStopping && !isNudged) await pause(Math.max(milliseconds, 1));
      }
      async function pauseUnlessStopped(milliseconds: number): Promise<void> {
        const until = Date.now() + milliseconds;
        while (!isStopping && Date.now() < until) await pause(until - Date.now());
      }
    },
    nudge() {
      isNudged = true;
      wake();
    },
    stop() {
      isStopping = true;
      wake();
    },
  };
}
