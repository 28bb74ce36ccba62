import { type Clock } from '../clock/index.ts';
import { type Database } from '../db/types.ts';
import { type RecurringTask } from '../jobs/types.ts';
import { allGoneBlobs, findExistingBlobs, forgetGoneBlobs } from './blob-rows.ts';
import { type BlobStore } from './blob-store.ts';

interface SweeperOptions {
  db: Database;
  store: BlobStore;
  clock: Clock;
}

const BATCH = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes the files of deleted rows. File first, note second: a crash in between only repeats the removal. */
export async function sweepGoneBlobs(options: SweeperOptions, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  while (signal?.aborted !== true) {
    const ids = await options.db.tx({}, (tx) => allGoneBlobs(tx, BATCH));
    for (const id of ids) await options.store.remove(id);
    if (ids.length > 0) await options.db.tx({}, (tx) => forgetGoneBlobs(tx, ids));
    removed += ids.length;
    if (ids.length < BATCH) break;
  }
  return removed;
}

/** Removes files that never got a row: the process died between `store` and the commit. A day is grace for uploads. */
export async function sweepOrphanBlobs(options: SweeperOptions, signal?: AbortSignal): Promise<number> {
  const before = new Date(options.clock.now().getTime() - DAY_MS);
  let removed = await options.store.removeUnfinished(before);
  let batch: string[] = [];
  const removeBatch = async () => {
    const existing = await options.db.tx({}, (tx) => findExistingBlobs(tx, batch));
    for (const id of batch) {
      if (existing.has(id)) continue;
      await options.store.remove(id);
      removed += 1;
    }
    batch = [];
  };
  for await (const id of options.store.listOlderThan(before)) {
    if (signal?.aborted === true) return removed;
    batch.push(id);
    if (batch.length >= BATCH) await removeBatch();
  }
  if (batch.length > 0) await removeBatch();
  return removed;
}

export function blobTasks(options: SweeperOptions): RecurringTask[] {
  return [
    {
      name: 'kernel.sweep-gone-blobs',
      everySeconds: 5,
      async run({ log, signal }) {
        const removed = await sweepGoneBlobs(options, signal);
        if (removed > 0) log.info({ removed }, 'Removed files of deleted rows');
      },
    },
    {
      name: 'kernel.sweep-orphan-blobs',
      everySeconds: 24 * 60 * 60,
      async run({ log, signal }) {
        const removed = await sweepOrphanBlobs(options, signal);
        if (removed > 0) log.warn({ removed }, 'Removed files that never got a row');
      },
    },
  ];
}
