import { FitConnectError } from '@verbund/fit-connect';
import { errorCode } from './files.ts';
import { TargetBusyError } from './handover/target.ts';
import { loggable, type Log } from './log.ts';
import { type Metrics } from './metrics.ts';
import { type TargetPause } from './target-pause.ts';

/** Works through items one by one; what fails is postponed, and the others have their turn. */
export type EachItem = {
  /** False when something was postponed. `what` names the ids in the log. */
  run(ids: readonly string[], what: 'submissionId' | 'reply', one: (id: string) => Promise<void>): Promise<boolean>;
  /** Items that failed before come last, so that a few bad ones do not hold up all others. */
  leastFailedFirst(ids: readonly string[]): string[];
};

/** Three failures in a row: the service, the receiver or the disk has a problem, not the item. */
const maximalFailures = 3;

export function createEachItem(deps: {
  log: Log;
  metrics: Metrics;
  pause: TargetPause;
  /** Looked at between two items. */
  isStopping: () => boolean;
}): EachItem {
  const { log, metrics, pause } = deps;
  const failures = new Map<string, number>();
  return {
    leastFailedFirst: (ids) => [...ids].sort((a, b) => (failures.get(a) ?? 0) - (failures.get(b) ?? 0)),
    async run(ids, what, one) {
      let inARow = 0;
      let isGood = true;
      for (const id of ids) {
        if (deps.isStopping()) break;
        try {
          await one(id);
          failures.delete(id);
          inARow = 0;
        } catch (error) {
          isGood = false;
          failures.set(id, (failures.get(id) ?? 0) + 1);
          inARow += 1;
          metrics.count('postponed');
          log.warn({ [what]: id, attempts: failures.get(id), error: loggable(error) }, 'Postponed');
          const isReceiverDown = error instanceof TargetBusyError && pause.failed();
          if (isReceiverDown || isAboutDisk(error) || inARow >= maximalFailures) break;
        }
      }
      return isGood;
    },
  };
}

function isAboutDisk(error: unknown): boolean {
  if (error instanceof FitConnectError) return false;
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'].includes(errorCode(error) ?? '');
}
