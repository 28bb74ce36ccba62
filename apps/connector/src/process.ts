import { type Log } from './log.ts';

/** Calls `stop` once, at SIGTERM, SIGINT, or when the process `parentPid` has gone. */
export function endInOrder(stop: () => void, parentPid: number | undefined, log: Log): void {
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

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
