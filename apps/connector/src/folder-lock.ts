import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from './durable.ts';
import { errorCode } from './files.ts';

/** Another connector works on the same folder. */
export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError';
}

/**
 * One connector per folder: two would hand over the same submission twice. The lock names a process by id, start time
 * and boot, so that the lock of a killed one, or of an earlier container with the same id, is recognised as stale.
 * @param patience milliseconds to wait for a predecessor that is just ending
 */
export async function lockFolder(folder: string, patience = 5000): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: (await startOf(process.pid)) ?? '' });
  for (const until = Date.now() + patience; ;) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return () => unlink(path).catch(() => undefined);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (!(await isHeld(path))) await unlink(path).catch(() => undefined);
    else if (Date.now() > until)
      throw new FolderBusyError(
        `${folder}: ein anderer verbund-connector arbeitet hier / another verbund-connector works here (${path})`,
      );
    else await sleep(200);
  }
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (!isObject(value)) return false;
  const pid = Number(value['pid']);
  return Number.isInteger(pid) && pid > 0 && (await startOf(pid)) === value['started'];
}

/** Boot and start time of a process; undefined when there is none. Without /proc only its being alive is known. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The second field is the program's name in brackets and may hold anything; count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.trim()}:${fields[19] ?? ''}`;
  } catch (error) {
    if (process.platform === 'linux' && errorCode(error) === 'ENOENT') return undefined;
    return isAlive(pid) ? 'alive' : undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}
