import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * After a SIGKILL of the platform its PostgreSQL is still shutting down, or only its pid file is left. Waits for the
 * former; removes the latter when its pid now belongs to some other program, which PostgreSQL itself cannot tell.
 */
export async function waitForOldServer(folder: string): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  const deadline = Date.now() + 30_000;
  while (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    if (!isPostgresOn(pid, folder)) return rmSync(pidFile, { force: true });
    if (Date.now() > deadline) {
      throw new Error(
        `PostgreSQL (pid ${pid}) still uses ${folder}. Beenden Sie es mit / stop it with: kill -INT ${pid}`,
      );
    }
    await sleep(50);
  }
}

function isPostgresOn(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return args.some((arg) => arg.endsWith('postgres')) && args.includes(folder);
  } catch {
    return false;
  }
}
