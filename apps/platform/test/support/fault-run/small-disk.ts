import { execFileSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

/** A file system of its own for one folder, which can be full. */
export interface SmallDisk {
  /** Leaves `bytes` free. */
  fill(bytes: number): void;
  empty(): void;
  unmount(): void;
}

/** Null where mounting is forbidden: then nothing is small about the folder. */
export function mountSmallDisk(folder: string, bytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    mount('-t', 'tmpfs', '-o', `size=${String(bytes)},mode=700`, 'tmpfs', folder);
  } catch {
    return null;
  }
  const unmount = (): void => {
    process.off('exit', unmount);
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  };
  process.once('exit', unmount);
  const resize = (size: number): void => mount('-o', `remount,size=${String(size)}`, folder);
  return {
    fill(free) {
      // Somebody may write between our look and the change; the system refuses a disk that is smaller than its content.
      for (let attempt = 1; ; attempt += 1) {
        const { blocks, bfree, bsize } = statfsSync(folder);
        try {
          return resize((blocks - bfree) * bsize + free + (attempt - 1) * 100_000);
        } catch (error) {
          if (attempt === 20) throw error;
        }
      }
    },
    empty: () => resize(bytes),
    unmount,
  };
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' });
}
