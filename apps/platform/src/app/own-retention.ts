import { type Retention } from '#kernel/retention';

const hour = 3_600_000;

/**
 * Retention where no worker is: a process that has only the duty transport keeps its periods itself, because the workers
 * elsewhere know neither its tables nor the key that signs its events. Two such processes do each other no harm.
 */
export function startOwnRetention(retention: Pick<Retention, 'runNow'>, onError: (error: unknown) => void) {
  const abort = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    running = running.then(() => retention.runNow(abort.signal)).catch(onError);
  };
  run();
  const timer = setInterval(run, hour);
  return async function stop(): Promise<void> {
    clearInterval(timer);
    abort.abort();
    await running;
  };
}
