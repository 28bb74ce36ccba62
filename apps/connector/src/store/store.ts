import { backup } from 'node:sqlite';
import { join } from 'node:path';
import { rename, rm } from 'node:fs/promises';
import { openDatabase } from './database.ts';
import { createHandoverStore, type HandoverStore } from './handovers.ts';
import { createReplyStore, type ReplyStore } from './replies.ts';

/** Memory across restarts, in one file. */
export type Store = {
  handovers: HandoverStore;
  replies: ReplyStore;
  /** A copy beside the database that ordinary backup programs can read while this program holds the original. */
  copy(): Promise<void>;
  close(): void;
};

/** @param folder exists, and belongs to this program alone */
export function openStore(folder: string, clock: () => number, patience?: number): Store {
  const database = openDatabase(folder, patience);
  return {
    handovers: createHandoverStore(database, clock),
    replies: createReplyStore(database, clock),
    async copy() {
      const path = join(folder, 'connector-backup.sqlite');
      await rm(`${path}.next`, { force: true });
      await backup(database, `${path}.next`);
      await rename(`${path}.next`, path);
    },
    close: () => database.close(),
  };
}
