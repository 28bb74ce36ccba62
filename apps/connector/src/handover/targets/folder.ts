import { join } from 'node:path';
import { isUuid } from '../../durable.ts';
import { type Files } from '../../files.ts';
import { type Target } from '../target.ts';

const prefix = '.part-';

/**
 * One folder per submission, complete when it is there. The part lies beside it, so that the hand-over is one rename. A
 * part that has gone was renamed: a folder that the back office took away since then does not come back.
 */
export function createFolderTarget(files: Files, folder: string): Target {
  const partOf = (submissionId: string) => join(folder, `${prefix}${submissionId}`);
  const finalOf = (submissionId: string) => join(folder, submissionId);
  return {
    staging: folder,
    partOf,
    async handOver(submissionId, part) {
      if ((await files.kind(part)) !== undefined) {
        if ((await files.kind(finalOf(submissionId))) === undefined) await files.rename(part, finalOf(submissionId));
        else await files.remove(part);
      }
      // Also when there was nothing to rename: a crash may have come between the rename and this sync.
      await files.sync(folder);
      return { outcome: 'taken' };
    },
    holds: async (submissionId) => (await files.kind(finalOf(submissionId))) !== undefined,
    idOfPart(name) {
      const id = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      return isUuid(id) ? id : undefined;
    },
    probe: async () => ({ ok: true, message: folder }),
  };
}
