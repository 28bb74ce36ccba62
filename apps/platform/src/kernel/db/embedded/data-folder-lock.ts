import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A platform keeps the folder until it is stopped, a command for a moment. */
export type HolderKind = 'platform' | 'command';

export interface FolderLock {
  release(): Promise<void>;
}

export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
}

/**
 * One process per data folder. What holds is an abstract Unix socket named after the folder: the system drops it with
 * the process, however that ends, so no stale lock can remain. The file beside it only says who holds it.
 */
export async function lockDataFolder(dataDir: string, kind: HolderKind, waitMilliseconds = 0): Promise<FolderLock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'platform.lock');
  const deadline = Date.now() + waitMilliseconds;
  for (;;) {
    const server = createServer((socket) => socket.destroy());
    if (await listens(server, socketName(dataDir))) {
      server.unref();
      writeFileSync(file, JSON.stringify({ pid: process.pid, kind, since: new Date().toISOString() }), { mode: 0o600 });
      return {
        async release() {
          rmSync(file, { force: true });
          await new Promise<void>((resolve) => server.close(() => resolve()));
        },
      };
    }
    // A command ends by itself; a platform does not.
    if (holderKind(file) === 'platform' || Date.now() > deadline)
      throw new FolderLockedError(lockedMessage(dataDir, file));
    await sleep(50);
  }
}

async function listens(server: ReturnType<typeof createServer>, path: string): Promise<boolean> {
  server.listen({ path });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** By device and inode: the same folder under two paths is one folder. */
function socketName(dataDir: string): string {
  const { dev, ino } = statSync(realpathSync(dataDir), { bigint: true });
  const digest = createHash('sha256')
    .update(`${dev}:${ino}:${process.getuid?.() ?? 0}`)
    .digest('hex')
    .slice(0, 32);
  return `\0verbund-${digest}`;
}

function readHolder(file: string): { pid: number; kind: string; since: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; kind: string; since: string };
  } catch {
    return null;
  }
}

const holderKind = (file: string): string | undefined => readHolder(file)?.kind;

function lockedMessage(dataDir: string, file: string): string {
  const holder = readHolder(file);
  const de = holder === null ? 'einem anderen Prozess' : `Prozess ${holder.pid} (seit ${holder.since})`;
  const en = holder === null ? 'another process' : `process ${holder.pid} (since ${holder.since})`;
  return (
    `Der Datenordner ${dataDir} wird von ${de} benutzt. Beenden Sie ihn oder wählen Sie mit VERBUND_DATA_DIR einen anderen Ordner.\n` +
    `The data folder ${dataDir} is in use by ${en}. Stop it, or choose another folder with VERBUND_DATA_DIR.`
  );
}
